/* postgresql.h: the PostgreSQL driver, libsquill-postgresql, on libpq. Only needed to link it
 * statically: else it is loaded when a URL asks for it.
 *
 *   postgresql://user:password@host:5432/database
 *   postgresql:///database?host=/var/run/postgresql     a socket
 *   postgresql://user@/database?host=a:5432&host=b      the first that answers
 *
 * Options of the URL are libpq's keywords, such as connect_timeout=SECONDS, application_name,
 * options=-c%20lock_timeout%3D500, sslmode, sslrootcert, target_session_attrs.
 *
 * A connection is set up strictly: UTF-8; to a host that is not this machine TLS with full
 * verification (sslmode=verify-full and the system's certificates) unless the URL says less;
 * keepalives; messages of the server that are no errors go to SQ_EVENT_NOTICE.
 *
 * Values travel in binary form wherever that is exact. Text is sent without a type, so that the
 * server takes it for what it meets. SQL written by hand has $1, $2 ... as markers. */
#ifndef SQUILL_POSTGRESQL_H
#define SQUILL_POSTGRESQL_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sq_driver;

/* For sq_driver_register(). Constant, any thread. */
SQ_API const struct sq_driver *sq_postgresql_driver(void);

#ifdef __cplusplus
}
#endif
#endif
