/* error.c: statuses and messages. */
#include "lib/base/error.h"
#include <stdio.h>
#include <string.h>

#define SQ_STATUS(name, code, text) {code, #name, text},
static const struct {
    int code;
    const char *name, *text;
} statuses[] = {
#include "squill/errors.def"
};
#undef SQ_STATUS

static size_t find(int status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].code == status)
            return i;
    return find(SQ_ERR_INTERNAL);
}

const char *sq_status_name(int status)
{
    return statuses[find(status)].name;
}

const char *sq_status_text(int status)
{
    return statuses[find(status)].text;
}

const char *sq_version(void)
{
    return SQ_VERSION_STRING;
}

void sq_error_clear(sq_error *err)
{
    if (!err)
        return;
    err->status = err->native = 0;
    err->sqlstate[0] = err->where[0] = err->message[0] = '\0';
    err->retry_safe = false;
    err->scope = SQ_SCOPE_NONE;
    err->commit_state = SQ_COMMIT_NOT_SENT;
}

/* Control bytes come from servers and callers; a terminal or log must not obey them. */
static void copy_clean(char *out, size_t size, const char *in)
{
    size_t n = 0;
    for (; *in && n + 5 < size; in++) {
        unsigned char c = (unsigned char)*in;
        if (c < 0x20 || c == 0x7f)
            n += (size_t)snprintf(out + n, size - n, "\\x%02x", c);
        else
            out[n++] = (char)c;
    }
    if (*in) /* cut: not in the middle of a character */
        while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80)
            n--;
    if (*in && n > 0 && ((unsigned char)out[n - 1] & 0x80))
        n--;
    out[n] = '\0';
}

int sqi_verror(sq_error *err, int status, const char *where, const char *format, va_list ap)
{
    if (!err)
        return status;
    char raw[1024];
    vsnprintf(raw, sizeof raw, format, ap);
    memset(err, 0, sizeof *err);
    err->status = status;
    err->scope = SQ_SCOPE_STATEMENT;
    snprintf(err->where, sizeof err->where, "%s", where ? where : "");
    copy_clean(err->message, sizeof err->message, raw);
    return status;
}

int sqi_error(sq_error *err, int status, const char *where, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    sqi_verror(err, status, where, format, ap);
    va_end(ap);
    return status;
}
