/* extension.c: elements of a user's own. */
#include "squill/sys/ast.h"
#include "lib/ast/construct.h"
#include "lib/compile/visits.h"

const sq_expr *sq_extension_n(sq_builder *q, const sq_extension_methods *methods, sq_type t,
                              const sq_expr *const *items, size_t n)
{
    const void *poison = NULL;
    if (!methods || !methods->render)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_extension", "it has no way to be rendered");
    sqi_extension *x = SQI_MAKE(q, EXTENSION, extension);
    x->methods = methods;
    x->items = sqi_list(q, items, n, false, "sq_extension", &poison);
    x->node.type = sqi_type(q, t);
    return SQI_DONE(q, x, poison);
}

void sqi_put_extension(sqi_compiler *c, const sqi_extension *x)
{
    x->methods->render(c, c->d->name, x->items.p, x->items.n);
}

void sq_write_sql(sq_writer *w, const sq_sql_text *sql)
{
    sqi_put_str(w, (const char *)sql);
}

void sq_write_expr(sq_writer *w, const sq_expr *e)
{
    sqi_visit_operand(w, e, SQ_OP_COUNT);
}

void sq_write_name(sq_writer *w, sq_name name)
{
    sqi_put_name(w, name);
}

void sq_write_unsupported(sq_writer *w, const char *what)
{
    sqi_unsupported(w, what);
}

/* ---- types of one's own ---- */

static bool is_function_name(const char *s)
{
    for (; *s; s++) {
        unsigned char ch = (unsigned char)*s;
        bool letter = (ch | 32) >= 'a' && (ch | 32) <= 'z';
        if (!letter && !(ch >= '0' && ch <= '9') && ch != '_' && ch != '.')
            return false;
    }
    return true;
}

bool sqi_put_type_function(sqi_compiler *c, const sq_type *t, bool column)
{
    const sq_type_methods *m = t->details ? t->details->methods : NULL;
    const char *name = !m ? NULL : column ? m->column_function : m->bind_function;
    if (!name || !*name)
        return false;
    if (!is_function_name(name))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_type_methods", "\"%s\" names no function", name);
    sqi_put_str(c, name);
    sqi_put(c, "(");
    return true;
}
