/* json_keys.c: does an object of a JSON text have a key twice? JSONB keeps the last of them alone.
 *
 * Keys are compared as they are written. A filter of bits says of most that they are new; the rest
 * are looked for from the object's start, so that no memory is needed. */
#include "dialects/postgresql/compile.h"

enum { BITS = 2048, MOST_DEPTH = 64 };

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p;
}

/* Behind the string that begins at p. */
static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        p += *p == '\\';
    return p < end ? p + 1 : end;
}

/* Behind the value that begins at p; what is no JSON is for the server to refuse. */
static const char *skip_value(const char *p, const char *end)
{
    size_t depth = 0;
    do {
        p = skip_blanks(p, end);
        if (p == end)
            break;
        if (*p == '"') {
            p = skip_string(p, end);
            continue;
        }
        depth += *p == '{' || *p == '[';
        depth -= depth && (*p == '}' || *p == ']');
        for (p++; !depth && p < end && !strchr(",]}", *p);)
            p++;
    } while (depth && p < end);
    return p;
}

static bool stands_before(const char *object, const char *key, size_t n, const char *end)
{
    for (const char *p = skip_blanks(object + 1, end); p < key;) {
        const char *stop = skip_string(p, end);
        if ((size_t)(stop - p) == n && memcmp(p, key, n) == 0)
            return true;
        p = skip_blanks(stop, end);
        p = skip_blanks(skip_value(p + (p < end), end), end);
        p = skip_blanks(p + (p < end), end);
    }
    return false;
}

static bool repeats(const char **at, const char *end, int depth);

static bool object_repeats(const char **at, const char *end, int depth)
{
    uint8_t seen[BITS / 8] = {0};
    const char *object = *at, *p = skip_blanks(object + 1, end);
    while (p < end && *p == '"') {
        const char *key = p;
        uint32_t h = 0;
        p = skip_string(p, end);
        for (const char *k = key; k < p; k++)
            h = (h << 7 | h >> 25) ^ (unsigned char)*k;
        h = (h ^ h >> 11) % BITS;
        if ((seen[h / 8] >> h % 8 & 1) && stands_before(object, key, (size_t)(p - key), end))
            return true;
        seen[h / 8] = (uint8_t)(seen[h / 8] | 1 << h % 8);
        p = skip_blanks(p, end);
        p = p < end && *p == ':' ? p + 1 : end;
        if (repeats(&p, end, depth))
            return true;
        p = skip_blanks(p, end);
        p = p < end && *p == ',' ? skip_blanks(p + 1, end) : p;
    }
    *at = p < end ? p + 1 : end;
    return false;
}

/* Of the value at *at, which is moved behind it. */
static bool repeats(const char **at, const char *end, int depth)
{
    const char *p = skip_blanks(*at, end);
    bool deep = depth >= MOST_DEPTH;
    if (p < end && *p == '{' && !deep) {
        *at = p;
        return object_repeats(at, end, depth + 1);
    }
    if (p == end || *p != '[' || deep) {
        *at = skip_value(p, end);
        return false;
    }
    for (p = skip_blanks(p + 1, end); p < end && *p != ']';) {
        if (repeats(&p, end, depth + 1))
            return true;
        p = skip_blanks(p, end);
        if (p < end && *p == ',')
            p++;
        else if (p < end && *p != ']')
            break;
    }
    *at = p < end ? p + 1 : end;
    return false;
}

bool sqi_postgresql_repeats_key(const char *json, size_t n)
{
    const char *p = json;
    return repeats(&p, json + n, 0);
}
