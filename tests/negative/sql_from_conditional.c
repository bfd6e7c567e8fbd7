/* SQ_SQL refuses a choice between literals as well: what is taken is one constant, so that it can
 * stand in static tables. */
#include "squill/base.h"

const sq_sql_text *text_of(bool first);
const sq_sql_text *text_of(bool first)
{
#ifdef SQT_WRONG
    return SQ_SQL(first ? "a" : "b");
    /* expect-gcc: before 'first' */ /* expect-clang: expected ')' */
#else
    return first ? SQ_SQL("a") : SQ_SQL("b");
#endif
}
