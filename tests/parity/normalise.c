/* normalise.c: texts made comparable, as section 2 of the format says. */
#include "tests/parity/parity.h"

static bool is_blank(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\f' || ch == '\v';
}

/* One past the end of the quoted run that begins at p; a doubled quote stays inside. */
static const char *quoted_end(const char *p, const char *end)
{
    char quote = *p++;
    while (p < end) {
        if (*p++ != quote)
            continue;
        if (p == end || *p != quote)
            return p;
        p++;
    }
    return end;
}

static char last_of(const pt_text *t)
{
    return t->n ? t->p[t->n - 1] : 0;
}

void pt_normalise(pt_text *out, const char *sql, size_t n)
{
    const char *p = sql, *end = sql + n;
    bool blank = false; /* a run of blanks stands before p */
    while (p < end) {
        if (is_blank(*p)) {
            blank = true;
            p++;
            continue;
        }
        if (blank && out->n && last_of(out) != '(' && *p != ')' && *p != ',')
            pt_put(out, " ", 1);
        blank = false;
        const char *next = *p == '\'' || *p == '"' || *p == '`' ? quoted_end(p, end) : p + 1;
        pt_put(out, p, (size_t)(next - p));
        p = next;
    }
    pt_put(out, "", 0);
}
