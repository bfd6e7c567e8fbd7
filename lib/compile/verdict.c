/* verdict.c: what a database makes of each construct.
 *
 * The compiler asks here at the place where it writes the construct, so that a verdict can not
 * differ from what is written: sq_verdict() compiles, leniently, and lists what was asked for.
 * Invariant: a dialect's `verdicts` fit its version and features. */
#include "lib/compile/compiler.h"

static const char *const names[] = {
#define SQ_CONSTRUCT(name, text) text,
#include "lib/compile/constructs.def"
#undef SQ_CONSTRUCT
};

const char *sqi_construct_name(sqi_construct x)
{
    return names[x];
}

/* ---- the tables of the dialects ---- */

static bool is_older(const int version[3], const int than[3])
{
    for (int i = 0; i < 3; i++)
        if (version[i] != than[i])
            return version[i] < than[i];
    return false;
}

static bool fits(const sq_dialect *d, const sqi_verdict_entry *v)
{
    const int *at = d->server_version;
    return !(d->can & v->unless) && !is_older(at, v->since) &&
           (!v->until[0] || is_older(at, v->until));
}

void sqi_settle_verdicts(sq_dialect *d)
{
    const sqi_dialect_def *owner[SQI_C_COUNT] = {NULL};
    memset(d->verdicts, 0, sizeof d->verdicts);
    for (const sq_dialect *b = d; b; b = b->base)
        for (const sqi_verdict_entry *v = b->def->verdicts; v && v->construct != SQI_C_COUNT; v++) {
            if (owner[v->construct] && owner[v->construct] != b->def)
                continue;
            owner[v->construct] = b->def;
            if (!d->verdicts[v->construct] && fits(d, v))
                d->verdicts[v->construct] = v;
        }
}

/* ---- what a statement asks for ---- */

static void note(sq_verdict_result *out, const char *construct, sq_support support,
                 const char *reason)
{
    for (size_t i = 0; i < out->n_findings; i++)
        if (strcmp(out->findings[i].construct, construct) == 0)
            return;
    if (support > out->support) {
        out->support = support;
        out->construct = construct;
        out->reason = reason;
    }
    if (out->n_findings < SQ_MAX_FINDINGS)
        out->findings[out->n_findings++] = (sq_finding){construct, support, reason};
}

static void fail(sqi_compiler *c, const char *construct, const char *reason)
{
    if (reason)
        sqi_fail_compile(c, SQ_ERR_UNSUPPORTED, construct, "%s has no %s: %s", c->d->name,
                         construct, reason);
    else
        sqi_fail_compile(c, SQ_ERR_UNSUPPORTED, construct, "%s has no %s", c->d->name, construct);
}

bool sqi_require(sqi_compiler *c, sqi_construct x)
{
    const sqi_verdict_entry *v = c->d->verdicts[x];
    if (!v || v->support == SQ_NATIVE)
        return true;
    if (c->findings)
        note(c->findings, names[x], v->support, v->reason);
    if (v->support != SQ_REFUSED || c->o->lenient)
        return true;
    fail(c, names[x], v->reason);
    return false;
}

void sqi_refuse(sqi_compiler *c, sqi_construct x)
{
    const sqi_verdict_entry *v = c->d->verdicts[x];
    const char *reason = v && v->support == SQ_REFUSED ? v->reason : NULL;
    if (c->findings)
        note(c->findings, names[x], SQ_REFUSED, reason ? reason : "there is no form of it");
    else
        fail(c, names[x], reason);
}

/* Where it was asked for a verdict, what follows is looked at, too. */
void sqi_unsupported(sqi_compiler *c, const char *construct)
{
    if (c->findings)
        note(c->findings, construct, SQ_REFUSED, "there is no form of it");
    else
        fail(c, construct, NULL);
}

/* ---- the public function ---- */

static void judge(const sq_stmt *s, const sq_dialect *d, sq_verdict_result *out)
{
    sqi_compile_noting(&s->node, d, out);
    if (out->error.status == SQ_ERR_UNSUPPORTED) {
        note(out, out->error.where, SQ_REFUSED, out->error.message);
        out->error.status = SQ_OK;
    } else if (out->support == SQ_REFUSED && out->error.status != SQ_ERR_NOMEM)
        out->error.status = SQ_OK; /* what is refused may be written wrongly */
}

static void judge_version(const sq_stmt *s, const sq_target *t, sq_verdict_result *out)
{
    sq_value parts[3];
    for (int i = 0; i < 3; i++)
        parts[i] = sq_int_value(t->version[i]);
    const sq_dialect_setting setting = {"server_version", sq_list_value(parts, 3)};
    sq_dialect *d = sq_dialect_configure(t->dialect, &setting, 1, &out->error);
    if (!d)
        return;
    judge(s, d, out);
    sq_dialect_free(d);
}

int sq_verdict(const sq_stmt *s, const sq_target *targets, size_t n, sq_verdict_result *out)
{
    int status = SQ_OK;
    for (size_t i = 0; i < n; i++) {
        out[i] = (sq_verdict_result){.support = SQ_NATIVE};
        sq_error_clear(&out[i].error);
        if (!targets[i].dialect)
            sqi_error(&out[i].error, SQ_ERR_ARGUMENT, "sq_verdict", "a target has no dialect");
        else if (targets[i].version[0])
            judge_version(s, &targets[i], &out[i]);
        else
            judge(s, targets[i].dialect, &out[i]);
        if (out[i].error.status && !status)
            status = out[i].error.status;
    }
    return status;
}
