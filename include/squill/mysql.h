/* mysql.h: the driver of MySQL and MariaDB, libsquill-mysql, on MariaDB Connector/C. Only needed to
 * link it statically: else it is loaded when a URL asks for it.
 *
 *   mariadb://user:password@host:3306/database
 *   mysql://user@/database?unix_socket=/run/mysqld/mysqld.sock
 *
 * Options of the URL:
 *   unix_socket=PATH
 *   connect_timeout=SECONDS, read_timeout=SECONDS, write_timeout=SECONDS   (default 30, none, 30)
 *   lock_wait_timeout=SECONDS   for locks of rows and of tables
 *   ssl_mode=DISABLED|PREFERRED|REQUIRED|VERIFY_IDENTITY
 *       (REQUIRED is looked at once more when the connection is there; only VERIFY_IDENTITY keeps
 *       somebody in between out)
 *   ssl_ca=FILE, ssl_capath=FOLDER, ssl_cert=FILE, ssl_key=FILE, ssl_cipher=LIST
 *
 * A connection is set up strictly: utf8mb4 and nothing else, time zone UTC, strict mode, a key of 0
 * stored as 0, rows counted as matched, no LOAD DATA LOCAL, no reconnect, one statement at a time;
 * to a host that is not this machine TLS with full verification unless ssl_mode says less. A DDL
 * statement within a transaction commits it on these databases: that is told as
 * SQ_ERR_IMPLICIT_COMMIT.
 *
 * SQL written by hand has ? as marker. */
#ifndef SQUILL_MYSQL_H
#define SQUILL_MYSQL_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sq_driver;

/* For sq_driver_register(). Constant, any thread. */
SQ_API const struct sq_driver *sq_mysql_driver(void);

#ifdef __cplusplus
}
#endif
#endif
