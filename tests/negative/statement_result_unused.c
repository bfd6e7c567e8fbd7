/* A clause call whose result is thrown away did nothing; the compiler says so. */
#include "squill/select.h"

const sq_stmt *first(const sq_stmt *s);
const sq_stmt *first(const sq_stmt *s)
{
#ifdef SQT_WRONG
    sq_limit(s, 10); /* expect: warn_unused_result */
#else
    s = sq_limit(s, 10);
#endif
    return s;
}
