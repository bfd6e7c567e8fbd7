/* unicode_data.h: the files of the Unicode Character Database as arrays of structs, and what the
 * answers to the questions of unicode.c must be, counted in plain C from these arrays. The structs
 * are rows: unicode.c tells squill which members are columns (SQ_ROW). */
#ifndef UNICODE_DATA_H
#define UNICODE_DATA_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"

typedef struct category_row {
    char code[3], major[2], name[32];
} category_row;
typedef struct script_row {
    char code[5], name[40];
} script_row;
typedef struct block_row {
    int id, start_code, end_code;
    char name[64];
} block_row;
typedef struct character_row {
    int code;
    char point[9], name[96], category[3];
    int block;
    char script[5];
    sq_value uppercase, lowercase; /* an sq_value can be NULL: most characters have neither */
} character_row;
typedef struct part_row {
    int code, place, part;
    char kind[12];
} part_row;
typedef struct alias_row {
    int code;
    char alias[96], kind[16];
} alias_row;

typedef struct script_range {
    int first, last;
    const char *code;
} script_range;

typedef struct ucd {
    category_row *categories;
    script_row *scripts;
    block_row *blocks;
    character_row *characters;
    part_row *parts;
    alias_row *aliases;
    script_range *ranges;
    int n_categories, n_scripts, n_blocks, n_characters, n_parts, n_aliases, n_ranges;
} ucd;

/* ---- reading ---- */

static void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("unicode: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

/* Room for one more at the end of an array that doubles when it is full. */
#define ADD(array, count)                                                                          \
    ((array) = grow((array), (size_t)(count), sizeof *(array)), &(array)[(count)++])

static void *grow(void *array, size_t count, size_t size)
{
    if (count & (count - 1)) /* full at 0, 1, 2, 4, 8 ... */
        return array;
    array = realloc(array, (count ? count * 2 : 1) * size);
    if (!array)
        give_up("out of memory");
    return array;
}

/* Copies text into a member of fixed size; what does not fit is an error, never cut. */
#define COPY(member, text) copy_text((member), sizeof(member), (text))

static void copy_text(char *to, size_t size, const char *from)
{
    if (strlen(from) >= size)
        give_up("'%s' is longer than %zu bytes", from, size - 1);
    memset(to, 0, size);
    memcpy(to, from, strlen(from));
}

enum { FIELDS = 16 };

static char *trim(char *s)
{
    s += strspn(s, " \t");
    for (size_t n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]); n--)
        s[n - 1] = '\0';
    return s;
}

/* The next line that is not empty, cut at its semicolons: the number of fields, 0 at the end. */
static int next_fields(FILE *file, char *line, int size, char *field[FIELDS])
{
    while (fgets(line, size, file)) {
        line[strcspn(line, "#")] = '\0';
        int n = 0;
        for (char *s = line; s && n < FIELDS; n++) {
            char *semicolon = strchr(s, ';');
            if (semicolon)
                *semicolon = '\0';
            field[n] = trim(s);
            s = semicolon ? semicolon + 1 : NULL;
        }
        if (*field[0]) {
            for (int i = n; i < FIELDS; i++)
                field[i] = line + strlen(line); /* missing fields are empty */
            return n;
        }
    }
    return 0;
}

static int hex(const char *s)
{
    return (int)strtol(s, NULL, 16);
}

static int range_end(const char *range) /* "0041..005A", or "0041" */
{
    const char *dots = strstr(range, "..");
    return hex(dots ? dots + 2 : range);
}

static void take_property_value(ucd *u, char **field)
{
    if (strcmp(field[0], "gc") == 0 && strlen(field[1]) == 2 && strcmp(field[1], "LC") != 0) {
        category_row *row = ADD(u->categories, u->n_categories);
        COPY(row->code, field[1]);
        COPY(row->major, ((char[]){field[1][0], '\0'}));
        COPY(row->name, field[2]);
    } else if (strcmp(field[0], "sc") == 0) {
        script_row *row = ADD(u->scripts, u->n_scripts);
        COPY(row->code, field[1]);
        COPY(row->name, field[2]);
    }
}

static void take_block(ucd *u, char **field)
{
    block_row *row = ADD(u->blocks, u->n_blocks);
    row->id = u->n_blocks;
    row->start_code = hex(field[0]);
    row->end_code = range_end(field[0]);
    COPY(row->name, field[1]);
}

static void take_script_range(ucd *u, char **field)
{
    script_range *range = ADD(u->ranges, u->n_ranges);
    range->first = hex(field[0]);
    range->last = range_end(field[0]);
    range->code = NULL;
    for (int i = 0; i < u->n_scripts && !range->code; i++)
        if (strcmp(u->scripts[i].name, field[1]) == 0)
            range->code = u->scripts[i].code;
    if (!range->code)
        give_up("no script is called %s", field[1]);
}

static int compare_ranges(const void *a, const void *b)
{
    const script_range *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static int find_range(const void *code, const void *b)
{
    const script_range *range = b;
    int c = *(const int *)code;
    return c < range->first ? -1 : c > range->last;
}

static int find_block(const void *code, const void *b)
{
    const block_row *block = b;
    int c = *(const int *)code;
    return c < block->start_code ? -1 : c > block->end_code;
}

/* "<compat> 0020 0308": a decomposition, a row for each part. */
static void take_parts(ucd *u, int code, char *mapping)
{
    char kind[sizeof u->parts->kind] = "canonical";
    if (*mapping == '<') {
        char *end = strchr(mapping, '>');
        *end = '\0';
        COPY(kind, mapping + 1);
        mapping = end + 1;
    }
    int place = 0;
    for (char *s = mapping + strspn(mapping, " "); *s; s += strcspn(s, " "), s += strspn(s, " ")) {
        part_row *row = ADD(u->parts, u->n_parts);
        *row = (part_row){.code = code, .place = ++place, .part = hex(s)};
        COPY(row->kind, kind);
    }
}

static void take_character(ucd *u, char **field)
{
    character_row *row = ADD(u->characters, u->n_characters);
    row->code = hex(field[0]);
    snprintf(row->point, sizeof row->point, "U+%04X", (unsigned)row->code & 0x1FFFFF);
    COPY(row->name, field[1]);
    COPY(row->category, field[2]);
    row->uppercase = *field[12] ? SQ_VALUE(hex(field[12])) : sq_null_value();
    row->lowercase = *field[13] ? SQ_VALUE(hex(field[13])) : sq_null_value();
    const block_row *block = bsearch(&row->code, u->blocks, (size_t)u->n_blocks, sizeof *block,
                                     find_block);
    const script_range *range = bsearch(&row->code, u->ranges, (size_t)u->n_ranges, sizeof *range,
                                        find_range);
    if (!block)
        give_up("%s is in no block", row->point);
    row->block = block->id;
    COPY(row->script, range ? range->code : "Zzzz"); /* what Scripts.txt does not list is Unknown */
    take_parts(u, row->code, field[5]);
}

static void take_alias(ucd *u, char **field)
{
    alias_row *row = ADD(u->aliases, u->n_aliases);
    row->code = hex(field[0]);
    COPY(row->alias, field[1]);
    COPY(row->kind, field[2]);
}

static int read_file(ucd *u, const char *folder, const char *name,
                     void (*take)(ucd *u, char **field))
{
    char path[1024], line[2048], *field[FIELDS];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file)
        give_up("can't read %s: on Debian it is in the package unicode-data", path);
    int lines = 0;
    while (next_fields(file, line, sizeof line, field)) {
        take(u, field);
        lines++;
    }
    fclose(file);
    return lines;
}

static void read_ucd(ucd *u, const char *folder)
{
    memset(u, 0, sizeof *u);
    read_file(u, folder, "PropertyValueAliases.txt", take_property_value);
    read_file(u, folder, "Blocks.txt", take_block);
    read_file(u, folder, "Scripts.txt", take_script_range);
    qsort(u->ranges, (size_t)u->n_ranges, sizeof *u->ranges, compare_ranges);
    if (read_file(u, folder, "UnicodeData.txt", take_character) != u->n_characters)
        give_up("lines of UnicodeData.txt were lost");
    read_file(u, folder, "NameAliases.txt", take_alias);
}

static void free_ucd(ucd *u)
{
    free(u->categories);
    free(u->scripts);
    free(u->blocks);
    free(u->characters);
    free(u->parts);
    free(u->aliases);
    free(u->ranges);
}

/* ---- what the answers must be ---- */

/* How many rows, and the sum of the numbers in one of their columns ("U+0041" counts as 0x41). */
typedef struct answer {
    int64_t rows, sum;
} answer;

static const block_row *block_of(const ucd *u, const character_row *c)
{
    return &u->blocks[c->block - 1];
}

static bool is_category(const character_row *c, const char *code)
{
    return strcmp(c->category, code) == 0;
}

static answer count_greek_capitals(const ucd *u)
{
    answer a = {0, 0};
    for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++)
        if (strcmp(c->script, "Grek") == 0 && (is_category(c, "Lu") || is_category(c, "Lt")) &&
            strcmp(block_of(u, c)->name, "Greek and Coptic") != 0) {
            a.rows++;
            a.sum += c->code;
        }
    return a;
}

static int64_t count_in_script(const ucd *u, const char *script, const char *category)
{
    int64_t n = 0;
    for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++)
        n += strcmp(c->script, script) == 0 && (!category || is_category(c, category));
    return n;
}

static answer count_large_scripts(const ucd *u)
{
    answer a = {0, 0};
    for (int i = 0; i < u->n_scripts; i++) {
        int64_t n = count_in_script(u, u->scripts[i].code, NULL);
        if (n > 500) {
            a.rows++;
            a.sum += n;
        }
    }
    return a;
}

static answer count_letters_by_plane(const ucd *u)
{
    answer a = {0, 0};
    bool seen[17] = {false};
    for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++) {
        a.rows += !seen[c->code >> 16];
        seen[c->code >> 16] = true;
        a.sum += c->category[0] == 'L';
    }
    return a;
}

static answer count_longest_names(const ucd *u)
{
    answer a = {0, 0};
    for (int b = 1; b <= u->n_blocks; b++) {
        const character_row *longest = NULL;
        for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++)
            if (c->block == b && (!longest || strlen(c->name) > strlen(longest->name)))
                longest = c;
        if (longest) {
            a.rows++;
            a.sum += longest->code;
        }
    }
    return a;
}

static void decompose(const ucd *u, int code, answer *a)
{
    for (const part_row *p = u->parts; p < u->parts + u->n_parts; p++)
        if (p->code == code) {
            a->rows++;
            a->sum += p->part;
            decompose(u, p->part, a);
        }
}

static answer count_decomposition(const ucd *u)
{
    answer a = {0, 0};
    decompose(u, 0x1FA7, &a);
    return a;
}

static bool is_lowercase_of_any(const ucd *u, int code)
{
    for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++)
        if (c->lowercase.kind == SQ_V_INT && c->lowercase.v.i == code)
            return true;
    return false;
}

static answer count_lonely_letters(const ucd *u)
{
    answer a = {0, 0};
    for (const character_row *c = u->characters; c < u->characters + u->n_characters; c++)
        if (is_category(c, "Ll") && strcmp(block_of(u, c)->name, "Latin Extended-A") == 0 &&
            !is_lowercase_of_any(u, c->code)) {
            a.rows++;
            a.sum += c->code;
        }
    return a;
}

static answer count_large_blocks(const ucd *u)
{
    answer a = {0, 0};
    int64_t used = 0, *n = calloc((size_t)u->n_blocks + 1, sizeof *n);
    if (!n)
        give_up("out of memory");
    for (int i = 0; i < u->n_characters; i++)
        used += n[u->characters[i].block]++ == 0;
    for (int b = 1; b <= u->n_blocks; b++)
        if (n[b] * used > 5 * (int64_t)u->n_characters) { /* n > 5 * (all / used) */
            a.rows++;
            a.sum += n[b];
        }
    free(n);
    return a;
}

static answer count_scripts_with_both(const ucd *u)
{
    answer a = {0, 0};
    for (int i = 0; i < u->n_scripts; i++)
        a.rows += count_in_script(u, u->scripts[i].code, "Nd") > 0 &&
                  count_in_script(u, u->scripts[i].code, "Lu") > 0;
    return a;
}

/* The last alias of a kind that NameAliases.txt gives to a character; NULL if there is none. */
static const char *last_alias(const ucd *u, int code, const char *kind)
{
    const char *found = NULL;
    for (const alias_row *row = u->aliases; row < u->aliases + u->n_aliases; row++)
        if (row->code == code && strcmp(row->kind, kind) == 0)
            found = row->alias;
    return found;
}

#endif
