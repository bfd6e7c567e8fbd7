/* driver_packet.c: what the server takes at once. To a larger packet it answers with an error and
 * closes the connection, so every request is measured before it is sent. */
#include "dialects/mysql/driver.h"

enum {
    COMMAND = 1,                  /* its byte before what it carries */
    EXECUTE_HEAD = 4 + 1 + 4 + 1, /* id, flags, count, whether types follow */
    TYPE = 2,
    TIME_AT_MOST = 13
};

/* With its length before it. */
static size_t size_of_bytes(size_t n)
{
    return n + (n < 251 ? 1 : n < 65536 ? 3 : n < 16777216 ? 4 : 9);
}

size_t sqi_mysql_size_of_cell(const my_cell *cell)
{
    switch (cell->type & MY_TYPE) {
    case MYSQL_TYPE_NULL:
        return 0;
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_DOUBLE:
        return 8;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
        return TIME_AT_MOST;
    default:
        return size_of_bytes(cell->length);
    }
}

size_t sqi_mysql_size_of_head(size_t n_params)
{
    return EXECUTE_HEAD + (n_params + 7) / 8 + n_params * TYPE;
}

bool sqi_mysql_fits_packet(const my_conn *c, size_t size)
{
    return COMMAND + size < c->packet;
}

int sqi_mysql_check_packet(const my_conn *c, size_t size, sq_error *err)
{
    if (sqi_mysql_fits_packet(c, size))
        return SQ_OK;
    return sqi_error(err, SQ_ERR_LIMIT, "mysql",
                     "the statement is too large for the server's max_allowed_packet: %zu bytes, "
                     "not less than %zu",
                     COMMAND + size, c->packet);
}
