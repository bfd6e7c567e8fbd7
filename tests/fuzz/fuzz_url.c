/* fuzz_url.c: URLs. What is parsed, written and parsed again is the same URL; a hidden password is
 * in no text and in no message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#define CANARY "c4n4ry-s3cr3t"

static void check_hidden(const char *rest)
{
    char text[1100];
    sq_error e;
    sq_error_clear(&e);
    snprintf(text, sizeof text, "postgresql://user:" CANARY "@%s", rest);
    sq_url *u = sq_url_parse(text, &e);
    char *shown = u ? sq_url_text(u, true) : NULL;
    const char *password = u ? sq_url_password(u) : NULL;
    bool is_it = password && strcmp(password, CANARY) == 0; /* else it stands in another part */
    if (strstr(e.message, CANARY) || (shown && is_it && strstr(shown, CANARY)))
        abort();
    sq_string_free(shown);
    sq_url_free(u);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    sq_error e;
    char *text = malloc(n + 1);
    if (!text || n > 1000) {
        free(text);
        return 0;
    }
    memcpy(text, bytes, n);
    text[n] = '\0';
    sq_url *u = sq_url_parse(text, &e);
    if (!u && (e.status != SQ_ERR_ARGUMENT || !*e.message))
        abort();
    if (u) {
        char *again = sq_url_text(u, false);
        sq_url *v = again ? sq_url_parse(again, &e) : NULL;
        if (!v || !sq_url_equal(u, v))
            abort();
        sq_string_free(again);
        sq_url_free(v);
    }
    if (!strstr(text, CANARY) && !strchr(text, '@'))
        check_hidden(text);
    sq_url_free(u);
    free(text);
    return 0;
}
