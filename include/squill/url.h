/* url.h: database URLs.
 *
 *   dialect[+driver]://[user[:password]@][host[:port]][/database][?key=value&...]
 *
 * User, password, database, keys and values are percent-decoded. An IPv6 host stands in brackets.
 * A URL is immutable; nothing that prints one shows the password unless it is asked to, and no
 * error message quotes the text it is about. NUL and control bytes are refused, also as %00.
 * SQLAlchemy: sqlalchemy.engine.URL. Threads: a URL may be read by any thread. */
#ifndef SQUILL_URL_H
#define SQUILL_URL_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_url sq_url;

/* Sole owner: the caller; sq_url_free(). NULL with *err set for text that is no URL
 * (SQ_ERR_ARGUMENT) or without memory. */
SQ_API sq_url *sq_url_parse(const char *text, sq_error *err);
SQ_API void sq_url_free(sq_url *u);

/* The parts. NULL where the URL has none; port 0. Valid as long as the URL. */
SQ_API const char *sq_url_scheme(const sq_url *u);  /* "postgresql+libpq" */
SQ_API const char *sq_url_dialect(const sq_url *u); /* "postgresql" */
SQ_API const char *sq_url_driver(const sq_url *u);  /* "libpq", or NULL */
SQ_API const char *sq_url_user(const sq_url *u);
SQ_API const char *sq_url_password(const sq_url *u);
SQ_API const char *sq_url_host(const sq_url *u);
SQ_API int sq_url_port(const sq_url *u);
SQ_API const char *sq_url_database(const sq_url *u);

/* The query: pairs in the order of the text. A key may stand several times (hosts of a cluster);
 * a driver says which. sq_url_value() gives the first value of `key`, NULL if there is none. */
SQ_API size_t sq_url_option_count(const sq_url *u);
SQ_API const char *sq_url_option_key(const sq_url *u, size_t i);
SQ_API const char *sq_url_option_value(const sq_url *u, size_t i);
SQ_API const char *sq_url_value(const sq_url *u, const char *key);

/* A URL from parts; NULL and 0 are left out. A new URL with `key` set to `value` (NULL removes it).
 * Sole owner: the caller. SQLAlchemy: URL.create(), update_query_dict(), difference_update_query().
 */
typedef struct sq_url_parts {
    size_t size; /* set by the macro */
    const char *scheme, *user, *password, *host, *database;
    int port;
} sq_url_parts;
SQ_API sq_url *sq_url_new(const sq_url_parts *parts, sq_error *err);
SQ_API sq_url *sq_url_with(const sq_url *u, const char *key, const char *value, sq_error *err);

/* The URL as text, the password as *** if `hide_password`. Give it back with sq_string_free().
 * NULL without memory. SQLAlchemy: render_as_string(). */
SQ_API char *sq_url_text(const sq_url *u, bool hide_password);
/* Same parts, same options whatever their order. */
SQ_API bool sq_url_equal(const sq_url *a, const sq_url *b);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_url_new(err, ...)                                                                       \
    sq_url_new(&(const sq_url_parts){.size = sizeof(sq_url_parts), __VA_ARGS__}, (err))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
