/* text.c: SQL text given by the caller, with its parameters. */
#include "lib/ast/textscan.h"
#include "lib/compile/visits.h"

typedef struct text_writer {
    sqi_compiler *c;
    const sqi_text *text;
} text_writer;

static void put_named_bind(text_writer *w, const char *name, size_t n)
{
    for (uint32_t i = 0; i < w->text->binds.n; i++) {
        const sqi_bind *b = SQI_CAST_TO(bind, w->text->binds.p[i]);
        if (b->name.n == n && memcmp(b->name.p, name, n) == 0) {
            sqi_visit_node(w->c, b);
            return;
        }
    }
    sqi_fail_compile(w->c, SQ_ERR_INTERNAL, "sq_text", "no parameter \"%.*s\"", (int)n, name);
}

static void put_text_piece(void *context, bool is_bind, const char *p, size_t n)
{
    text_writer *w = context;
    if (is_bind)
        put_named_bind(w, p, n);
    else
        sqi_put_mem(w->c, p, n);
}

static void visit_text(sqi_compiler *c, const sq_node *n)
{
    const sqi_text *x = SQI_CAST_TO(text, n);
    text_writer w = {c, x};
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    const char *wrong = sqi_scan_text(x->sql, strlen(x->sql), put_text_piece, &w);
    if (wrong)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_text", "%s", wrong);
    c->in = saved;
}

const sqi_visit_entry sqi_text_visits[] = {
    {SQI_N_TEXT, visit_text},
    {SQI_N_COUNT, NULL},
};
