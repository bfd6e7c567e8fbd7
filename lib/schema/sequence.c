/* sequence.c: sequences, and their next value.
 *
 * A sequence may also be a static struct of the application, so its node says nothing: what makes
 * two of them the same in a statement is their name. */
#include "lib/schema/schema.h"

/* A sequence that could not be made is a poison node; a static one has an empty head. */
static bool is_bad(const sq_sequence *s)
{
    return s->relation.node.kind == SQI_N_POISON && s->relation.node.hash != 0;
}

const sq_sequence *sq_sequence_new(sq_builder *q, const sq_sequence *spec)
{
    const void *bad = NULL;
    if (!spec || !spec->name)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_sequence_new", "the sequence has no name");
    sqi_name(q, sq_name_quoted(spec->name, spec->quote), "sq_sequence_new", &bad);
    if (spec->schema)
        sqi_name(q, sq_name_quoted(spec->schema, spec->schema_quote), "sq_sequence_new", &bad);
    if (bad)
        return bad;
    const sq_sequence *s = q->is_static ? NULL : sqi_sequence_copy(q->arena, spec);
    return s ? s : sqi_fail_nomem(q);
}

const sq_expr *sq_next_value(sq_builder *q, const sq_sequence *s)
{
    const void *bad = NULL;
    if (!s)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_next_value", "the sequence is NULL");
    if (is_bad(s))
        return (const void *)s;
    sqi_next_value *n = SQI_MAKE(q, NEXT_VALUE, next_value);
    n->name = sqi_name(q, sq_name_quoted(s->name, s->quote), "sq_next_value", &bad);
    n->schema = sqi_copy_str(q, s->schema);
    n->sequence = s;
    n->node.type = sqi_type(q, s->type.kind == SQ_T_UNKNOWN ? sq_integer() : s->type);
    if (!q->is_static && !sqi_arena_pin(q->arena, s->relation.node.home))
        return sqi_fail_nomem(q);
    return bad ? bad : sqi_finish_any(q, n);
}
