/* extension.c: elements of a user's own. */
#include "squill/sys/ast.h"
#include "lib/ast/construct.h"
#include "lib/compile/visits.h"

const sq_expr *sq_extension_n(sq_builder *q, const sq_extension_methods *methods, sq_type t,
                              const sq_expr *const *items, size_t n)
{
    if (!methods || !methods->render)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_extension", "it has no way to be rendered");
    sqi_extension *x = SQI_MAKE(q, EXTENSION, extension);
    x->methods = methods;
    x->items = sqi_list(q, items, n, "sq_extension");
    x->node.type = sqi_type(q, t);
    return sqi_finish(q, x);
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

void sq_write_value(sq_writer *w, sq_value v)
{
    sqi_put_literal(w, v, sqi_type_of_value(v));
}

void sq_write_type(sq_writer *w, sq_type t)
{
    sqi_put_type(w, &t);
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

static const sq_type_methods *methods_of(const sq_type *t)
{
    return t->details ? t->details->methods : NULL;
}

static void put_function(sqi_compiler *c, const char *name)
{
    if (!is_function_name(name))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_type_methods", "\"%s\" names no function", name);
    sqi_put_str(c, name);
}

bool sqi_is_wrapped(const sq_type *t, bool column)
{
    const sq_type_methods *m = methods_of(t);
    const char *name = !m ? NULL : column ? m->column_function : m->bind_function;
    return (name && *name) || (m && (column ? m->column_expression : m->bind_expression));
}

void sqi_put_wrapped(sqi_compiler *c, const sq_type *t, const sq_expr *inner, bool column)
{
    const sq_type_methods *m = methods_of(t);
    const sq_expr *saved = c->bare;
    if (!column)
        c->bare = inner;
    if (column ? m->column_expression : m->bind_expression) {
        (column ? m->column_expression : m->bind_expression)(m->context, c, c->d->name, inner);
    } else {
        put_function(c, column ? m->column_function : m->bind_function);
        sqi_put(c, "(");
        sqi_visit_operand(c, inner, SQ_OP_COMMA);
        sqi_put(c, ")");
    }
    c->bare = saved;
}

bool sqi_put_own_type(sqi_compiler *c, const sq_type *t)
{
    const sq_type_methods *m = methods_of(t);
    if (!m || !m->column_spec)
        return false;
    m->column_spec(m->context, c, c->d->name, t);
    return true;
}

bool sqi_convert_literal(sqi_compiler *c, const sq_type *t, sq_value *v)
{
    const sq_type_methods *m = methods_of(t);
    sq_value in = *v;
    if (!m || !m->bind || m->bind(m->context, in, v) == SQ_OK)
        return true;
    sqi_fail_compile(c, SQ_ERR_CONVERSION, "literal", "the type %.40s refused a value",
                     m->name ? m->name : "of the column");
    return false;
}

bool sqi_put_own_literal(sqi_compiler *c, sq_value v, const sq_type *t)
{
    const sq_type_methods *m = methods_of(t);
    if (!m)
        return false;
    if (m->literal) {
        m->literal(m->context, c, c->d->name, v);
        return true;
    }
    sq_type_details plain = *t->details;
    sq_type impl = *t;
    plain.methods = NULL;
    impl.details = &plain;
    if (sqi_convert_literal(c, t, &v))
        sqi_put_literal(c, v, &impl);
    return true;
}
