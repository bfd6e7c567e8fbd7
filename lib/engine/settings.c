/* settings.c: engines from settings as text. What can be said so stands in options.def. */
#include <limits.h>
#include <string.h>
#include "lib/engine/engine.h"
#include "lib/engine/result.h"

/* Lists of choices, each in the order of its enum. */
static const char *const pool_kinds[] = {"queue", "null", "one", "thread", NULL};
static const char *const isolations[] = {"DEFAULT",         "READ UNCOMMITTED", "READ COMMITTED",
                                         "REPEATABLE READ", "SERIALIZABLE",     NULL};
static const char *const modes[] = {"default", "deferred", "immediate", "exclusive", NULL};

/* Numbers, truths and choices alike are read as a number. */
typedef struct option {
    const char *key;
    enum { A_NUMBER, A_TRUTH, A_CHOICE } kind;
    size_t offset, size;
    int64_t least, most;
    const char *const *names;
} option;

#define SIZE_OF(member)                sizeof(((sq_engine_options *)0)->member)
#define PLACE(member)                  offsetof(sq_engine_options, member), SIZE_OF(member)
#define NUMBER(key, member, low, high) {#key, A_NUMBER, PLACE(member), low, high, NULL},
#define TRUTH(key, member)             {#key, A_TRUTH, PLACE(member), 0, 1, NULL},
#define CHOICE(key, member, names)     {#key, A_CHOICE, PLACE(member), 0, 0, names},
static const option options[] = {
#include "lib/engine/options.def"
};
enum { N_OPTIONS = sizeof options / sizeof *options };

static bool read_choice(const option *o, const char *text, int64_t *out)
{
    for (*out = 0; o->names[*out]; ++*out)
        if (strcmp(o->names[*out], text) == 0)
            return true;
    return false;
}

static bool read_value(const option *o, const char *text, int64_t *out)
{
    const sq_value v = sq_text_value(text);
    bool truth = false;
    bool ok = false;
    switch (o->kind) {
    case A_NUMBER:
        return sqi_to_int64(&v, out) == SQ_OK && *out >= o->least && *out <= o->most;
    case A_TRUTH:
        ok = sqi_to_bool(&v, &truth) == SQ_OK;
        *out = truth;
        return ok;
    case A_CHOICE:
        return read_choice(o, text, out);
    }
    return false;
}

static void put(const option *o, int64_t value, sq_engine_options *out)
{
    char *member = (char *)out + o->offset;
    const bool b = value != 0;
    const int i = (int)value;
    if (o->size == sizeof b)
        memcpy(member, &b, sizeof b);
    else if (o->size == sizeof i)
        memcpy(member, &i, sizeof i);
    else
        memcpy(member, &value, sizeof value);
}

/* `seen` has a bit for each option. */
static int take(const char *key, const char *text, uint64_t *seen, sq_engine_options *out,
                sq_error *err)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        int64_t value;
        if (strcmp(options[i].key, key) != 0)
            continue;
        if (*seen >> i & 1)
            return sqi_error(err, SQ_ERR_ARGUMENT, "settings", "%.64s is set twice", key);
        *seen |= (uint64_t)1 << i;
        if (!text || !read_value(&options[i], text, &value))
            return sqi_error(err, SQ_ERR_ARGUMENT, "settings", "the value of %.64s is none", key);
        put(&options[i], value, out);
        return SQ_OK;
    }
    return sqi_error(err, SQ_ERR_ARGUMENT, "settings", "there is no setting %.64s", key);
}

static int take_all(const sq_setting *s, size_t n, const char *prefix, const char **url,
                    sq_engine_options *out, sq_error *err)
{
    size_t skip = prefix ? strlen(prefix) : 0;
    uint64_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        if (!s[i].key || strncmp(s[i].key, prefix ? prefix : "", skip) != 0)
            continue;
        const char *key = s[i].key + skip;
        bool is_url = strcmp(key, "url") == 0;
        int rc = SQ_OK;
        if (is_url && *url)
            rc = sqi_error(err, SQ_ERR_ARGUMENT, "settings", "url is set twice");
        else if (is_url)
            *url = s[i].value;
        else
            rc = take(key, s[i].value, &seen, out, err);
        if (rc != SQ_OK)
            return rc;
    }
    return *url ? SQ_OK : sqi_error(err, SQ_ERR_ARGUMENT, "settings", "url is missing");
}

sq_engine *(sq_engine_from_settings)(const sq_setting *settings, size_t n, const char *prefix,
                                     const sq_engine_options *o)
{
    sq_error err;
    sq_engine_options merged;
    const char *url = NULL;
    int rc = sqi_copy_options(o, &merged, &err);
    if (rc == SQ_OK)
        rc = take_all(settings, settings ? n : 0, prefix, &url, &merged, &err);
    return sqi_engine_open(url, &merged, rc == SQ_OK ? NULL : &err);
}
