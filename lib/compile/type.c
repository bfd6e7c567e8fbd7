/* type.c: names of types.
 *
 * A dialect's table says how it spells a kind; the root's is standard SQL. A type that belongs to
 * one database ("db.NAME") is written elsewhere as the type of that name there, a standard one or
 * the other database's own, as SQLAlchemy does, and is refused where there is none. */
#include "lib/compile/ddl.h"
#include "lib/compile/visits.h"
#include "lib/base/utf8.h"

#include <stdio.h>

const sq_type *sqi_variant_here(const sqi_compiler *c, const sq_type *t)
{
    const sq_type_details *d = t->details;
    for (size_t i = 0; i < d->n_variants; i++)
        if (strcmp(d->variants[i].dialect, c->d->name) == 0)
            return &d->variants[i].type;
    for (size_t i = 0; i < d->n_variants; i++)
        if (sqi_dialect_is(c->d, d->variants[i].dialect))
            return &d->variants[i].type;
    return t;
}

static bool put_if_known(sqi_compiler *c, sq_type_kind kind, const sq_type *t)
{
    if (c->d->type_visit[kind])
        c->d->type_visit[kind](c, t);
    else if (c->d->type_name[kind])
        sqi_put_str(c, c->d->type_name[kind]);
    else
        return false;
    return true;
}

/* The type of the same name that is standard, or that this dialect or its base has. */
static bool put_namesake(sqi_compiler *c, const char *plain, const sq_type *t)
{
    char name[80];
    sq_type_kind kind = sq_type_kind_find(plain);
    bool done = kind != SQ_T_COUNT && put_if_known(c, kind, t);
    for (const sq_dialect *d = c->d; d && !done; d = d->base) {
        snprintf(name, sizeof name, "%s.%s", d->name, plain);
        kind = sq_type_kind_find(name);
        done = kind != SQ_T_COUNT && put_if_known(c, kind, t);
    }
    return done;
}

void sqi_put_type(sqi_compiler *c, const sq_type *t)
{
    t = sqi_type_here(c, t);
    sq_type_kind kind = (sq_type_kind)t->kind;
    if (kind >= SQ_T_COUNT) {
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "type", "the kind of a type is out of range");
        return;
    }
    if (sqi_put_own_type(c, t) || put_if_known(c, kind, t))
        return;
    const char *plain = strchr(sq_type_kind_name(kind), '.');
    if (plain && put_namesake(c, plain + 1, t))
        return;
    sqi_fail_compile(c, SQ_ERR_UNSUPPORTED, "type", "%s has no type %s", c->d->name,
                     sq_type_kind_name(kind));
}

/* ---- parts ---- */

void sqi_put_sized(sqi_compiler *c, const char *name, const sq_type *t)
{
    sqi_put_str(c, name);
    if (t->length || (t->flags & SQ_TYPE_HAS_LENGTH)) {
        sqi_put(c, "(");
        sqi_out_int(&c->out, t->length);
        sqi_put(c, ")");
    }
}

void sqi_put_collation(sqi_compiler *c, const char *schema, const char *name)
{
    sqi_put(c, " COLLATE ");
    if (schema) {
        sqi_put_ident(c, schema);
        sqi_put(c, ".");
    }
    sqi_put_ident(c, name);
}

void sqi_put_string_type(sqi_compiler *c, const char *name, const sq_type *t)
{
    if (t->length)
        sqi_put_sized(c, name, t);
    else
        sqi_put_str(c, name);
    if (t->details && t->details->collation)
        c->d->hooks.collation(c, t->details->collation_schema, t->details->collation);
}

void sqi_put_precise(sqi_compiler *c, const char *name, const sq_type *t)
{
    sqi_put_str(c, name);
    if (!t->length)
        return;
    sqi_put(c, "(");
    sqi_out_int(&c->out, t->length);
    if (t->flags & SQ_TYPE_HAS_SCALE) {
        sqi_put(c, ", ");
        sqi_out_int(&c->out, t->scale);
    }
    sqi_put(c, ")");
}

size_t sqi_enum_length(const sq_type *t)
{
    size_t longest = 0;
    if (t->length > 0)
        return (size_t)t->length;
    for (size_t i = 0; t->details && i < t->details->n_values; i++) {
        const char *v = t->details->values[i];
        size_t n = sqi_utf8_count(v, strlen(v));
        longest = n > longest ? n : longest;
    }
    return longest;
}

void sqi_put_enum_as_text(sqi_compiler *c, const sq_type *t)
{
    const sq_type_details collated = {.collation = t->details ? t->details->collation : NULL};
    const sq_type text = {.kind = SQ_T_STRING,
                          .length = (int32_t)sqi_enum_length(t),
                          .details = collated.collation ? &collated : NULL};
    sqi_put_type(c, &text);
}

void sqi_put_labels(sqi_compiler *c, const sq_type *t, const char *separator)
{
    for (size_t i = 0; t->details && i < t->details->n_values; i++) {
        if (i)
            sqi_put_str(c, separator);
        const char *label = t->details->values[i];
        c->d->hooks.definition_text(c, label, strlen(label), false);
    }
}

/* ---- the root's types ---- */

static void no_type(sqi_compiler *c, const sq_type *t)
{
    (void)t;
    sqi_fail_compile(c, SQ_ERR_COMPILE, "type", "a column or expression needs a type here");
}

static void user_defined(sqi_compiler *c, const sq_type *t)
{
    if (t->details && t->details->spec)
        sqi_put_str(c, (const char *)(const void *)t->details->spec);
    else
        sqi_unsupported(c, "user-defined type without its SQL text");
}

static void uuid(sqi_compiler *c, const sq_type *t)
{
    bool native = !(t->flags & SQ_TYPE_NOT_NATIVE) && sqi_can(c, SQI_CAN_NATIVE_UUID);
    const sq_type as = {.kind = native ? SQ_T_SQL_UUID : SQ_T_SQL_CHAR, .length = native ? 0 : 32};
    sqi_put_type(c, &as);
}

/* A visit for each name that takes a length, a collation, or both numbers. */
#define SIZED(f, name)                                                                             \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_sized(c, name, t);                                                                 \
    }
#define STRING(f, name)                                                                            \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_string_type(c, name, t);                                                           \
    }
#define PRECISE(f, name)                                                                           \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_precise(c, name, t);                                                               \
    }
SIZED(binary, "BINARY")
SIZED(varbinary, "VARBINARY")
STRING(varchar, "VARCHAR")
STRING(text, "TEXT")
STRING(char_, "CHAR")
STRING(nchar, "NCHAR")
STRING(nvarchar, "NVARCHAR")
PRECISE(numeric, "NUMERIC")
PRECISE(decimal, "DECIMAL")
#undef SIZED
#undef STRING
#undef PRECISE

const sqi_type_entry sqi_default_types[] = {
    {SQ_T_UNKNOWN, NULL, no_type},
    {SQ_T_INTEGER, "INTEGER", NULL},
    {SQ_T_SMALL_INTEGER, "SMALLINT", NULL},
    {SQ_T_BIG_INTEGER, "BIGINT", NULL},
    {SQ_T_NUMERIC, NULL, numeric},
    {SQ_T_FLOAT, "FLOAT", NULL},
    {SQ_T_DOUBLE, "DOUBLE", NULL},
    {SQ_T_BOOLEAN, "BOOLEAN", NULL},
    {SQ_T_STRING, NULL, varchar},
    {SQ_T_TEXT, NULL, text},
    {SQ_T_UNICODE, NULL, varchar},
    {SQ_T_UNICODE_TEXT, NULL, text},
    {SQ_T_DATE, "DATE", NULL},
    {SQ_T_TIME, "TIME", NULL},
    {SQ_T_DATETIME, "DATETIME", NULL},
    {SQ_T_INTERVAL, "DATETIME", NULL},
    {SQ_T_LARGE_BINARY, "BLOB", NULL},
    {SQ_T_ENUM, NULL, sqi_put_enum_as_text},
    {SQ_T_UUID, NULL, uuid},
    {SQ_T_MATCH_BOOLEAN, "BOOLEAN", NULL},
    {SQ_T_USER_DEFINED, NULL, user_defined},
    {SQ_T_SQL_INTEGER, "INTEGER", NULL},
    {SQ_T_SQL_INT, "INTEGER", NULL},
    {SQ_T_SQL_SMALLINT, "SMALLINT", NULL},
    {SQ_T_SQL_BIGINT, "BIGINT", NULL},
    {SQ_T_SQL_NUMERIC, NULL, numeric},
    {SQ_T_SQL_DECIMAL, NULL, decimal},
    {SQ_T_SQL_FLOAT, "FLOAT", NULL},
    {SQ_T_SQL_REAL, "REAL", NULL},
    {SQ_T_SQL_DOUBLE, "DOUBLE", NULL},
    {SQ_T_SQL_DOUBLE_PRECISION, "DOUBLE PRECISION", NULL},
    {SQ_T_SQL_BOOLEAN, "BOOLEAN", NULL},
    {SQ_T_SQL_CHAR, NULL, char_},
    {SQ_T_SQL_VARCHAR, NULL, varchar},
    {SQ_T_SQL_NCHAR, NULL, nchar},
    {SQ_T_SQL_NVARCHAR, NULL, nvarchar},
    {SQ_T_SQL_TEXT, NULL, text},
    {SQ_T_SQL_CLOB, "CLOB", NULL},
    {SQ_T_SQL_DATE, "DATE", NULL},
    {SQ_T_SQL_TIME, "TIME", NULL},
    {SQ_T_SQL_DATETIME, "DATETIME", NULL},
    {SQ_T_SQL_TIMESTAMP, "TIMESTAMP", NULL},
    {SQ_T_SQL_BINARY, NULL, binary},
    {SQ_T_SQL_VARBINARY, NULL, varbinary},
    {SQ_T_SQL_BLOB, "BLOB", NULL},
    {SQ_T_SQL_UUID, "UUID", NULL},
    {SQ_T_COUNT, NULL, NULL},
};
