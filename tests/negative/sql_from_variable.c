/* SQ_SQL takes a string literal alone: text that came from elsewhere can't get in by mistake. */
#include "squill/base.h"

const sq_sql_text *text_of(const char *input);
const sq_sql_text *text_of(const char *input)
{
#ifdef SQT_WRONG
    return SQ_SQL(input); /* expect-gcc: before 'input' */ /* expect-clang: expected ')' */
#else
    return input ? SQ_SQL("a = :x") : NULL;
#endif
}
