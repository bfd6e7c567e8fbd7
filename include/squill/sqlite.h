/* sqlite.h: the SQLite driver, libsquill-sqlite. Only needed to link it statically: else it is
 * loaded when a URL asks for it.
 *
 *   sqlite://                    a private database in memory: one connection, kept open
 *   sqlite:///shop.db            a file, relative to the working directory
 *   sqlite:////var/lib/shop.db   a file, absolute
 *
 * Options of the URL:
 *   mode=ro|rw|rwc     read-only; must exist; create if missing (default)
 *   timeout=SECONDS    how long to wait for a lock of another connection (default 5)
 *   foreign_keys=off   do not enforce foreign keys (default on)
 *   begin=immediate|exclusive|deferred   how sq_begin() starts (default deferred)
 *   cache=shared|private, vfs=NAME, immutable=1   as SQLite's URI parameters
 *
 * A connection is set up strictly: double-quoted strings are no values, the schema is not trusted,
 * defensive mode is on, extensions can't be loaded, one statement is taken at a time. */
#ifndef SQUILL_SQLITE_H
#define SQUILL_SQLITE_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sq_driver;

/* For sq_driver_register(). Constant, any thread. */
SQ_API const struct sq_driver *sq_sqlite_driver(void);

#ifdef __cplusplus
}
#endif
#endif
