/* page.c: pages of docs/ that hold what a test found out. */
#include "tests/support/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *sqt_page_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    long n = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    char *text = n < 0 ? NULL : calloc((size_t)n + 1, 1);
    rewind(f);
    if (text && fread(text, 1, (size_t)n, f) != (size_t)n)
        *text = 0;
    fclose(f);
    return text;
}

bool sqt_page_has(const char *path, const char *text)
{
    char *page = sqt_page_read(path);
    bool has = page && strstr(page, text);
    free(page);
    return has;
}
