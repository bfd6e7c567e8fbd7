/* driver.h: drivers as the engine sees them: complete, and found by the scheme of a URL. */
#ifndef SQI_DRIVER_H
#define SQI_DRIVER_H

#include "squill/sys/driver.h"

/* Copies `d` into *out with every missing optional function filled in. SQ_ERR_DRIVER for another
 * ABI or a missing required function. */
int sqi_driver_complete(const sq_driver *d, sq_driver *out, sq_error *err);

/* The driver of a URL, complete in *out: registered, or loaded. Options that it does not know, and
 * repeated ones, are SQ_ERR_ARGUMENT. */
int sqi_driver_find(const sq_url *u, sq_driver *out, sq_error *err);

#endif
