/* member.c: structs as parameters. */
#include "lib/engine/member.h"

const sq_field *sqi_field_named(const sq_row_desc *d, sq_str name)
{
    for (size_t i = 0; i < d->n; i++)
        if (strlen(d->fields[i].name) == name.n && memcmp(d->fields[i].name, name.p, name.n) == 0)
            return &d->fields[i];
    return NULL;
}

sq_value sqi_field_value(const sq_field *f, const void *row)
{
    const char *p = (const char *)row + f->offset;
    const char *text;
    sq_str s;
    sq_value v;
    bool b;
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        v = sq_long_value(sqi_member_int(f, p));
        v.len = f->size < 8 ? 4 : 8;
        return v;
    case SQ_F_UINT:
        return sq_uint_value(sqi_member_bits(f, p));
    case SQ_F_BOOL:
        memcpy(&b, p, sizeof b);
        return sq_bool_value(b);
    case SQ_F_DOUBLE:
        return sq_double_value(sqi_member_double(f, p));
    case SQ_F_TEXT:
        memcpy(&text, p, sizeof text);
        return sq_text_value(text);
    case SQ_F_CHARS:
        text = memchr(p, 0, f->size);
        return sq_text_value_n(p, text ? (size_t)(text - p) : f->size);
    case SQ_F_BYTES:
        return sq_bytes_value(p, f->size);
    case SQ_F_STR:
        memcpy(&s, p, sizeof s);
        return s.p ? sq_text_value_n(s.p, s.n) : sq_null_value();
    case SQ_F_VALUE:
        memcpy(&v, p, sizeof v);
        return v;
    }
    return sq_absent_value();
}
