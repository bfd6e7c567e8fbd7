/* error.h: filling in an sq_error. */
#ifndef SQI_ERROR_H
#define SQI_ERROR_H

#include <stdarg.h>
#include "squill/base.h"

/* In front of a function that is called where something failed, or seldom: compilers then put its
 * calls, and what leads to them, out of the way of what goes well. */
#if defined __GNUC__
#define SQI_COLD __attribute__((cold))
#else
#define SQI_COLD
#endif

/* Sets *err (may be NULL) and returns `status`. The message is cut at a UTF-8 character; control
 * bytes are escaped. Scope becomes SQ_SCOPE_STATEMENT. */
SQI_COLD int sqi_error(sq_error *err, int status, const char *where, const char *format, ...)
    SQ_PRINTF(4, 5);
SQI_COLD int sqi_verror(sq_error *err, int status, const char *where, const char *format,
                        va_list ap);

/* As sq_error_clear(), of one that is kept from statement to statement: SQ_OK says that it is clear
 * already, which is how it is nearly always found. */
static inline void sqi_error_forget(sq_error *err)
{
    if (err->status != SQ_OK)
        sq_error_clear(err);
}

#endif
