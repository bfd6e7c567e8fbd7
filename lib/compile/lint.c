/* lint.c: from elements that no condition ties to the others, so that every row of one meets every
 * row of the other. SQLAlchemy: FromLinter.
 *
 * Only looked for where the options ask (enable_from_linting); it writes nothing. A link is a list
 * of relations that something ties together: one element of FROM (a join ties its sides, whatever
 * its condition says), one condition of WHERE. Invariant: an element is told only if no path of
 * links leads to it. */
#include "lib/compile/visits.h"

/* ---- what something speaks of ---- */

typedef struct mention {
    sqi_compiler *c;
    sqi_vec *link;
} mention;

static bool add_correlated(void *context, const sq_node *n)
{
    const mention *m = context;
    const uint64_t *at = sqi_map_find(&m->c->correlated, (uint64_t)(uintptr_t)n);
    const sqi_vec *froms = at ? (const sqi_vec *)(uintptr_t)*at : NULL;
    for (uint32_t i = 0; froms && i < froms->n; i++)
        sqi_vec_add(m->c, m->link, froms->p[i]);
    return true;
}

/* What the SELECTs inside of `n`, written already, took from outside of them. */
static void add_outer(sqi_compiler *c, const void *n, sqi_vec *link)
{
    mention m = {c, link};
    if (!sqi_walk(n, add_correlated, &m) && !c->out.status)
        c->out.status = SQ_ERR_NOMEM;
}

void sqi_keep_correlated(sqi_compiler *c, const sqi_query *q)
{
    sqi_vec *gone = sqi_temp(c, sizeof *gone);
    for (uint32_t i = 0; i < q->all_froms.n; i++)
        if (!sqi_vec_has(&q->display, q->all_froms.p[i]))
            sqi_froms_of(c, q->all_froms.p[i], gone);
    uint64_t *at = sqi_map_at(&c->correlated, (uint64_t)(uintptr_t)q->stmt);
    if (at)
        *at = (uint64_t)(uintptr_t)gone;
    else
        c->out.status = SQ_ERR_NOMEM;
}

/* ---- links ---- */

static sqi_vec *new_link(sqi_compiler *c, sqi_vec *links)
{
    sqi_vec *link = sqi_temp(c, sizeof *link);
    sqi_vec_add(c, links, link);
    return link;
}

/* Arguments of a function and rows of VALUES may be columns of what stands before them. */
static bool add_argument(void *context, const sq_node *n)
{
    const mention *m = context;
    if (n->kind == SQI_N_TABLE_FUNCTION)
        return sqi_children(n, add_argument, context);
    if (sqi_nodes[n->kind].category == SQI_CAT_EXPR)
        sqi_froms_of(m->c, n, m->link);
    return true;
}

static sqi_vec *add_element(sqi_compiler *c, const sq_relation *r, sqi_vec *links)
{
    sqi_vec *link = new_link(c, links), members = {0};
    mention m = {c, link};
    sqi_froms_of(c, r, &members);
    for (uint32_t i = 0; i < members.n; i++) {
        const sq_relation *member = members.p[i];
        sqi_vec_add(c, link, member);
        if (member->node.kind == SQI_N_TABLE_FUNCTION || member->node.kind == SQI_N_VALUES)
            sqi_children(&member->node, add_argument, &m);
    }
    add_outer(c, r, link);
    return link;
}

/* Each comparison, or whatever else is true or false, is a link of its own. False: SQL text, which
 * may say anything. */
static bool add_condition(sqi_compiler *c, const sq_expr *e, sqi_vec *links)
{
    while (e->node.kind == SQI_N_GROUPING)
        e = SQI_CAST_TO(grouping, e)->of;
    if (e->node.kind == SQI_N_TEXT)
        return false;
    for (; e && e->node.kind == SQI_N_CHAIN; e = SQI_CAST_TO(chain, e)->before) {
        const sqi_chain *x = SQI_CAST_TO(chain, e);
        if (x->op != SQ_OP_AND && x->op != SQ_OP_OR)
            break;
        for (uint32_t i = 0; i < x->items.n; i++)
            if (!add_condition(c, x->items.p[i], links))
                return false;
    }
    if (!e)
        return true;
    sqi_vec *link = new_link(c, links);
    sqi_froms_of(c, e, link);
    add_outer(c, e, link);
    return true;
}

/* ---- judging ---- */

/* Rows of such an element come from the row beside, or can't be judged. */
static bool joins_by_itself(const sq_relation *r)
{
    for (; r && r->node.kind == SQI_N_TABLE_FUNCTION; r = SQI_CAST_TO(table_function, r)->of)
        if (SQI_CAST_TO(table_function, r)->flags & SQI_TF_JOINS)
            return true;
    return r && r->node.kind == SQI_N_TEXT_FROM;
}

static bool meets(const sqi_vec *a, const sqi_vec *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (sqi_vec_has(b, a->p[i]))
            return true;
    return false;
}

/* Adds to `reached` what links lead to from there. */
static void follow(sqi_compiler *c, const sqi_vec *links, sqi_vec *reached)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < links->n; i++) {
            const sqi_vec *link = links->p[i];
            if (!meets(link, reached))
                continue;
            for (uint32_t j = 0; j < link->n; j++)
                if (!sqi_vec_has(reached, link->p[j])) {
                    sqi_vec_add(c, reached, link->p[j]);
                    more = true;
                }
        }
    }
}

static sq_name name_of(sqi_compiler *c, const sq_relation *r)
{
    sq_name name = sqi_relation_name(c, r);
    return name.p ? name : sqi_plain_name(sqi_nodes[r->node.kind].name);
}

static void fail_product(sqi_compiler *c, const sq_relation *a, const sq_relation *b)
{
    sq_name left = name_of(c, a), right = name_of(c, b);
    sqi_fail_compile(c, SQ_ERR_COMPILE, "FROM",
                     "cartesian product: no condition ties \"%.*s\" to \"%.*s\"; where every pair "
                     "of rows is meant, say sq_cross_join()",
                     (int)right.n, right.p, (int)left.n, left.p);
}

/* The element that stands for a whole join in a message. */
static const sq_relation *first_of(const sqi_vec *link)
{
    for (uint32_t i = 0; i < link->n; i++)
        if (((const sq_relation *)link->p[i])->node.kind != SQI_N_JOIN)
            return link->p[i];
    return link->p[0];
}

void sqi_find_products(sqi_compiler *c, const sqi_vec *froms, const sqi_vec *where)
{
    if (froms->n < 2 || sqi_failed(c))
        return;
    sqi_vec links = {0}, elements = {0}, reached = {0};
    for (uint32_t i = 0; i < froms->n; i++)
        if (!joins_by_itself(froms->p[i]))
            sqi_vec_add(c, &elements, add_element(c, froms->p[i], &links));
    for (uint32_t i = 0; i < where->n; i++)
        if (!add_condition(c, where->p[i], &links))
            return;
    for (uint32_t i = 0; i < elements.n && !sqi_failed(c); i++) {
        const sqi_vec *element = elements.p[i];
        if (i == 0)
            sqi_vec_add(c, &reached, element->p[0]);
        follow(c, &links, &reached);
        if (!meets(element, &reached))
            fail_product(c, first_of(elements.p[0]), first_of(element));
    }
}
