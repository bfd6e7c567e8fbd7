/* unicode.c: the Unicode Character Database in tables, and a dozen and three questions to it.
 *
 *     unicode [URL [FOLDER]]        URL: $DATABASE_URL, or sqlite:///unicode.db
 *                                   FOLDER: /usr/share/unicode (Debian: package unicode-data)
 *
 * Read it from top to bottom: the tables, the questions (one function, one statement each), the
 * changes, then what runs and prints them. Every statement is built once and shown in the SQL of
 * three databases; it runs on the one that the URL names, and its rows are the same on each. All
 * answers are counted a second time in plain C (unicode_data.h): the exit status is 0 only if
 * nothing differs. */
#include <time.h>
#include "squill.h"
#include "unicode_data.h"

/* ---- the tables ---- */
/* clang-format off */

SQ_TABLE(categories,
    (code,  varchar(2),  .primary_key = true),
    (major, varchar(1),  .not_null = true), /* L letter, M mark, N number, P punctuation ... */
    (name,  varchar(32), .not_null = true));

SQ_TABLE(scripts,
    (code, varchar(4),  .primary_key = true),
    (name, varchar(40), .not_null = true, .unique = true));

SQ_TABLE(blocks,
    (id,         integer,     .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
    (start_code, integer,     .not_null = true),
    (end_code,   integer,     .not_null = true),
    (name,       varchar(64), .not_null = true, .unique = true));

SQ_TABLE(characters,
    (code,      integer,     .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
    (point,     varchar(8),  .not_null = true), /* U+0041 */
    (name,      varchar(96), .not_null = true),
    (category,  varchar(2),  .not_null = true, .references = SQ_REF(categories, code)),
    (block,     integer,     .not_null = true, .references = SQ_REF(blocks, id), .index = true),
    (script,    varchar(4),  .not_null = true, .references = SQ_REF(scripts, code)),
    (uppercase, integer),
    (lowercase, integer,     .index = true));

SQ_TABLE(decompositions, /* a character is made of parts; a part may have parts */
    (code,  integer,     .primary_key = true, .references = SQ_REF(characters, code)),
    (place, integer,     .primary_key = true),
    (part,  integer,     .not_null = true), /* no reference: ideographs are no rows of their own */
    (kind,  varchar(12), .not_null = true));

SQ_TABLE(aliases,
    (code,  integer,     .primary_key = true, .references = SQ_REF(characters, code)),
    (alias, varchar(96), .primary_key = true),
    (kind,  varchar(16), .not_null = true));

SQ_TABLE(titles, /* what to call a character; filled and changed by this program */
    (code,   integer,     .primary_key = true, .references = SQ_REF(characters, code)),
    (title,  varchar(96), .not_null = true),
    (source, varchar(16), .not_null = true));

/* clang-format on */
SQ_ROW(category_row, code, major, name);
SQ_ROW(script_row, code, name);
SQ_ROW(block_row, id, start_code, end_code, name);
SQ_ROW(character_row, code, point, name, category, block, script, uppercase, lowercase);
SQ_ROW(part_row, code, place, part, kind);
SQ_ROW(alias_row, code, alias, kind);

typedef struct title_row {
    int code;
    const char *title, *source;
} title_row;
SQ_ROW(title_row, code, title, source);

/* ---- the questions ---- */

/* Plain C values become bound parameters, typed by the column they meet. */
static const sq_stmt *greek_capitals(sq_builder *q)
{
    const sq_stmt *s = sq_select(q, characters.point, characters.name,
                                 sq_label(q, blocks.name, "block"));
    s = sq_from(s, characters);
    s = sq_join(s, scripts); /* ON follows from the foreign keys */
    s = sq_join(s, blocks);
    s = sq_where(s, sq_eq(q, scripts.name, "Greek"), sq_in(q, characters.category, "Lu", "Lt"),
                 sq_ne(q, blocks.name, "Greek and Coptic"));
    return sq_order_by(s, characters.code);
}

static const sq_stmt *large_scripts(sq_builder *q)
{
    const sq_expr *n = sq_label(q, sq_count(q, characters.code), "n");
    const sq_stmt *s = sq_select(q, scripts.name, n);
    s = sq_from(s, scripts);
    s = sq_join(s, characters);
    s = sq_group_by(s, scripts.code, scripts.name);
    s = sq_having(s, sq_gt(q, sq_count(q, characters.code), 500));
    return sq_order_by(s, sq_desc(q, n), scripts.code);
}

/* count(CASE WHEN major = ? THEN code END): an expression is a value, so a C function may make
 * it */
static const sq_expr *count_of(sq_builder *q, const char *major, const char *label)
{
    const sq_expr *one = sq_case(q, sq_when(sq_eq(q, categories.major, major), characters.code));
    return sq_label(q, sq_count(q, one), label);
}

static const sq_stmt *letters_by_plane(sq_builder *q)
{
    const sq_expr *plane = sq_label(q, sq_bitwise_rshift(q, characters.code, 16), "plane");
    const sq_stmt *s = sq_select(q, plane, count_of(q, "L", "letters"), count_of(q, "M", "marks"),
                                 count_of(q, "N", "numbers"), count_of(q, "S", "symbols"));
    s = sq_from(s, characters);
    s = sq_join(s, categories);
    s = sq_group_by(s, sq_label_ref(q, plane));
    return sq_order_by(s, sq_label_ref(q, plane));
}

static const sq_stmt *longest_names(sq_builder *q)
{
    const sq_expr *length = sq_func(q, "length", characters.name);
    const sq_expr *place = sq_over(q, sq_func(q, "rank"), .partition_by = SQ_LIST(characters.block),
                                   .order_by = SQ_LIST(sq_desc(q, length), characters.code));
    const sq_stmt *all = sq_select(q, characters.block, characters.point, characters.name,
                                   sq_label(q, place, "place"));
    sq_source ranked = sq_subquery(q, all, "ranked");

    const sq_stmt *s = sq_select(q, sq_label(q, blocks.name, "block"), sq_col(q, ranked, "point"),
                                 sq_col(q, ranked, "name"));
    s = sq_from(s, ranked);
    s = sq_join(s, blocks, sq_eq(q, blocks.id, sq_col(q, ranked, "block")));
    s = sq_where(s, sq_eq(q, sq_col(q, ranked, "place"), 1));
    return sq_order_by(s, blocks.id);
}

static const sq_stmt *full_decomposition(sq_builder *q)
{
    const sq_stmt *first = sq_select(q, sq_label(q, sq_val(q, 1), "depth"), decompositions.code,
                                     decompositions.place, decompositions.part);
    first = sq_where(first, sq_eq(q, decompositions.code, 0x1FA7));
    sq_source tree = sq_cte_recursive(q, first, "tree");

    const sq_stmt *next = sq_select(q, sq_add(q, sq_col(q, tree, "depth"), 1), decompositions.code,
                                    decompositions.place, decompositions.part);
    next = sq_from(next, decompositions);
    next = sq_join(next, tree, sq_eq(q, decompositions.code, sq_col(q, tree, "part")));
    tree = sq_cte_union_all(q, tree, next);

    const sq_stmt *s = sq_select(q, sq_col(q, tree, "depth"), sq_col(q, tree, "place"),
                                 characters.point, characters.name);
    s = sq_from(s, tree);
    s = sq_join(s, characters, sq_eq(q, characters.code, sq_col(q, tree, "part")));
    return sq_order_by(s, sq_col(q, tree, "depth"), sq_col(q, tree, "code"),
                       sq_col(q, tree, "place"));
}

static const sq_stmt *lonely_letters(sq_builder *q)
{
    const characters_table capital = SQ_ALIAS(q, characters,
                                              "capital"); /* capital.code is checked */
    const sq_stmt *has_capital = sq_select(q, capital.code);
    has_capital = sq_where(has_capital, sq_eq(q, capital.lowercase, characters.code));

    const sq_stmt *s = sq_select(q, characters.point, characters.name);
    s = sq_from(s, characters);
    s = sq_join(s, blocks);
    s = sq_where(s, sq_eq(q, blocks.name, "Latin Extended-A"), sq_eq(q, characters.category, "Ll"),
                 sq_not(q, sq_exists(q, has_capital)));
    return sq_order_by(s, characters.code);
}

static const sq_stmt *large_blocks(sq_builder *q)
{
    const sq_stmt *counts = sq_select(q, characters.block,
                                      sq_label(q, sq_count(q, characters.code), "n"));
    sq_source sizes = sq_cte(q, sq_group_by(counts, characters.block), "sizes");
    sq_source each = sq_alias(q, sizes, "each_size");
    const sq_stmt *limit = sq_select(q, sq_mul(q, sq_avg(q, sq_col(q, each, "n")), 5));

    const sq_stmt *s = sq_select(q, blocks.name, sq_col(q, sizes, "n"));
    s = sq_from(s, blocks);
    s = sq_join(s, sizes, sq_eq(q, sq_col(q, sizes, "block"), blocks.id));
    s = sq_where(s, sq_gt(q, sq_col(q, sizes, "n"), limit)); /* a SELECT stands for its value */
    return sq_order_by(s, sq_desc(q, sq_col(q, sizes, "n")), blocks.id);
}

static const sq_stmt *scripts_with(sq_builder *q, const char *category)
{
    const sq_stmt *s = sq_select(q, sq_label(q, scripts.code, "script"), scripts.name);
    s = sq_from(s, scripts);
    s = sq_join(s, characters);
    return sq_where(s, sq_eq(q, characters.category, category));
}

static const sq_stmt *scripts_with_both(sq_builder *q)
{
    const sq_stmt *s = sq_intersect(q, scripts_with(q, "Nd"), scripts_with(q, "Lu"));
    return sq_order_by(s, sq_label_name(q, "script"));
}

static const struct question {
    const char *text;
    const sq_stmt *(*build)(sq_builder *q);
    answer (*count)(const ucd *u); /* the same answer without a database */
    int sum_of;                    /* the column whose sum is compared, -1: none */
} questions[] = {
    {"Which Greek capitals stand outside of the block Greek and Coptic? (a join of three tables)",
     greek_capitals, count_greek_capitals, 0},
    {"Which scripts have more than 500 characters? (an aggregate with HAVING)", large_scripts,
     count_large_scripts, 1},
    {"How many letters, marks, numbers and symbols has each plane? (CASE within aggregates)",
     letters_by_plane, count_letters_by_plane, 1},
    {"Which name is the longest of its block? (a window function: rank within block)",
     longest_names, count_longest_names, 1},
    {"What are the parts of U+1FA7, and their parts? (a recursive CTE)", full_decomposition,
     count_decomposition, 2},
    {"Which small letters of Latin Extended-A have no capital? (a correlated EXISTS)",
     lonely_letters, count_lonely_letters, 0},
    {"Which blocks are five times as large as the average? (a CTE and a scalar subquery)",
     large_blocks, count_large_blocks, 1},
    {"Which scripts have both decimal digits and capitals? (an INTERSECT)", scripts_with_both,
     count_scripts_with_both, -1},
};

/* ---- the changes ---- */

/* Control characters are all called <control> in UnicodeData.txt. */
static const sq_stmt *title_controls(sq_builder *q)
{
    const sq_stmt *controls = sq_select(q, characters.code, characters.name,
                                        sq_val(q, "character"));
    controls = sq_where(controls, sq_eq(q, characters.category, "Cc"));
    const sq_expr *const *columns = SQ_LIST(titles.code, titles.title, titles.source);
    return sq_from_select_n(sq_insert(q, titles), columns, SQ_UNTIL_END, controls, false);
}

/* The other names of NameAliases.txt: controls get their title, misspelt names are corrected. */
static const sq_stmt *upsert_title(sq_builder *q)
{
    const sq_stmt *s = sq_insert(q, titles);
    return sq_on_conflict_do_update(s, SQ_LIST(titles.code),
                                    sq_set(titles.title, sq_excluded(q, titles.title)),
                                    sq_set(titles.source, sq_excluded(q, titles.source)));
}

static const sq_stmt *titles_by_source(sq_builder *q)
{
    const sq_stmt *s = sq_select(q, titles.source, sq_label(q, sq_count(q, titles.code), "n"));
    s = sq_group_by(s, titles.source);
    return sq_order_by(s, titles.source);
}

static const sq_stmt *name_the_nameless(sq_builder *q)
{
    const sq_stmt *s = sq_update(q, titles);
    s = sq_values(s, sq_set(titles.title, "NAMELESS"), sq_set(titles.source, "nobody"));
    return sq_where(s, sq_eq(q, titles.title, "<control>"));
}

static const sq_stmt *drop_private_titles(sq_builder *q)
{
    const sq_stmt *s = sq_delete(q, titles);
    return sq_where(s, sq_contains(q, titles.title, "PRIVATE USE")); /* % and _ would be escaped */
}

static const sq_stmt *titles_like(sq_builder *q)
{
    const sq_expr *wanted = sq_bindparam(q, "wanted", .type = sq_varchar(96));
    const sq_stmt *s = sq_select(q, titles.code, titles.title);
    s = sq_where(s, sq_eq(q, titles.title, wanted));
    return sq_order_by(s, titles.code);
}

static const sq_stmt *forget_all_parts(sq_builder *q)
{
    return sq_delete(q, decompositions); /* no WHERE: all rows, said by leaving it out */
}

static const sq_stmt *count_rows(sq_builder *q, sq_source table)
{
    return sq_from(sq_select(q, sq_count_all(q)), table);
}

static const sq_stmt *wrong_type(sq_builder *q)
{
    return sq_where(sq_select(q, characters.name), sq_eq(q, characters.code, "forty-two"));
}

/* ---- running and printing ---- */

typedef struct demo {
    sq_engine *db;
    sq_conn *c;
    const ucd *data;
    int number;   /* of the question */
    int wrong;    /* differences found */
    int64_t sent; /* statements that went to the database */
    double since; /* when the clock was started */
} demo;

static void start_clock(demo *d)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    d->since = (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double stop_clock(demo *d)
{
    double since = d->since;
    start_clock(d);
    return d->since - since;
}

static void expect(demo *d, const char *what, int64_t got, int64_t expected)
{
    if (got == expected)
        return;
    printf("WRONG: %s: %lld instead of %lld\n", what, (long long)got, (long long)expected);
    d->wrong++;
}

/* Work is checked at its end: errors stick to the connection until then. */
static void expect_ok(demo *d, const char *what, int status)
{
    if (status >= 0)
        return;
    const sq_error *e = sq_conn_error(d->c);
    printf("WRONG: %s: %s: %s\n", what, sq_status_name(status), e->message);
    d->wrong++;
}

static void print_indented(const char *label, const char *text)
{
    printf("  %s\n", label);
    while (*text) {
        size_t length = strcspn(text, "\n"), shown = length;
        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        printf("    %.*s\n", (int)shown, text);
        text += length + (text[length] == '\n');
    }
}

/* The statement as each database gets it. Needs no connection; a database that can't do it says so
 * here, before anything is sent. */
static void show_sql(const sq_stmt *s)
{
    static const char *const dialects[] = {"sqlite", "postgresql", "mysql"};
    sq_builder *page = sq_builder_new();
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        const char *sql = sq_sql(page, s, sq_dialect_find(dialects[i]));
        if (sql)
            print_indented(dialects[i], sql);
        else
            printf("  %s\n    refused: %s\n", dialects[i], sq_builder_error(page)->message);
        sq_builder_reset(page);
    }
    sq_builder_free(page);
}

static const sq_stmt *ask(demo *d, const char *text, const sq_stmt *s)
{
    printf("\n%d. %s\n", ++d->number, text);
    show_sql(s);
    start_clock(d);
    return s;
}

/* ---- an aligned table of text ---- */

enum { MOST_COLUMNS = 8, SHOWN_ROWS = 8 };

typedef struct grid {
    size_t columns, rows;
    char *(*cells)[MOST_COLUMNS]; /* row 0 holds the names */
} grid;

static char *copy_cell(const char *text)
{
    if (!text)
        text = "NULL";
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        give_up("out of memory");
    return strcpy(copy, text);
}

static void add_cell(grid *g, size_t row, size_t column, const char *text)
{
    g->cells[row][column] = copy_cell(text);
}

static grid read_grid(sq_result *r)
{
    grid g = {.columns = sq_result_columns(r)};
    g.cells = grow(g.cells, 0, sizeof *g.cells);
    for (size_t i = 0; i < g.columns; i++)
        add_cell(&g, 0, i, sq_result_name(r, i));
    while (sq_row(r)) {
        g.rows++;
        g.cells = grow(g.cells, g.rows, sizeof *g.cells);
        for (size_t i = 0; i < g.columns; i++)
            add_cell(&g, g.rows, i, sq_get_text(r, i));
    }
    return g;
}

static int compare_rows(const void *a, const void *b)
{
    char *const *x = a, *const *y = b;
    return atoi(x[0]) - atoi(y[0]);
}

static void print_grid(const grid *g)
{
    size_t shown = g->rows < SHOWN_ROWS ? g->rows : SHOWN_ROWS;
    int width[MOST_COLUMNS] = {0};
    for (size_t row = 0; row <= shown; row++)
        for (size_t i = 0; i < g->columns; i++)
            if ((int)strlen(g->cells[row][i]) > width[i])
                width[i] = (int)strlen(g->cells[row][i]);
    for (size_t row = 0; row <= shown && g->columns; row++) {
        for (size_t i = 0; i < g->columns; i++)
            printf("| %-*s ", width[i], g->cells[row][i]);
        puts("|");
    }
}

static void free_grid(grid *g)
{
    for (size_t row = 0; row <= g->rows; row++)
        for (size_t i = 0; i < g->columns; i++)
            free(g->cells[row][i]);
    free(g->cells);
}

static int64_t number_in(const char *cell)
{
    return strncmp(cell, "U+", 2) == 0 ? strtoll(cell + 2, NULL, 16) : strtoll(cell, NULL, 10);
}

/* Prints a result and compares it with what it should be. RETURNING has no ORDER BY: its rows are
 * put in order of their first column here. */
static void print_result(demo *d, sq_result *r, bool sort, int sum_of, answer expected)
{
    grid g = read_grid(r);
    int64_t sum = 0;
    expect_ok(d, "the statement", sq_done(r));
    if (sort)
        qsort(g.cells + 1, g.rows, sizeof *g.cells, compare_rows);
    print_grid(&g);
    printf("  %zu row%s, %.1f ms\n", g.rows, g.rows == 1 ? "" : "s", stop_clock(d));
    for (size_t row = 1; row <= g.rows && sum_of >= 0; row++)
        sum += number_in(g.cells[row][sum_of]);
    expect(d, "rows", (int64_t)g.rows, expected.rows);
    expect(d, "sum", sum, expected.sum);
    free_grid(&g);
}

/* ---- the parts of the program ---- */

static void count_sent(const sq_event *ev, void *user)
{
    (void)ev;
    ++((demo *)user)->sent;
}

static void create_tables(demo *d)
{
    expect_ok(d, "dropping old tables",
              sq_drop_all(d->c, titles, aliases, decompositions, characters, blocks, scripts,
                          categories));
    expect_ok(d, "creating tables",
              sq_create_all(d->c, categories, scripts, blocks, characters, decompositions, aliases,
                            titles));
}

/* Structs go in as they are, one statement for all of them. */
#define LOAD(d, table, T, rows, n)                                                                 \
    load((d), sq_insert(sq_scratch((d)->c), table), #table, &T##_sq_row, rows, n)

static int64_t load(demo *d, const sq_stmt *insert, const char *table, const sq_row_desc *row,
                    const void *rows, int n)
{
    enum { BATCH = 4000 };
    int64_t loaded = 0;
    printf("  %-15s", table);
    start_clock(d);
    for (int i = 0; i < n; i += BATCH) {
        const char *batch = (const char *)rows + (size_t)i * row->size;
        int64_t rc = (sq_exec_many)(d->c, insert, row, batch,
                                    (size_t)(n - i < BATCH ? n - i : BATCH));
        if (rc > 0)
            loaded += rc;
        putchar('.');
        fflush(stdout);
    }
    printf(" %lld rows, %.1f ms\n", (long long)loaded, stop_clock(d));
    return loaded;
}

static int64_t load_all(demo *d)
{
    const ucd *u = d->data;
    int64_t n = 0;
    puts("\nLoading, in one transaction:");
    sq_begin(d->c);
    n += LOAD(d, categories, category_row, u->categories, u->n_categories);
    n += LOAD(d, scripts, script_row, u->scripts, u->n_scripts);
    n += LOAD(d, blocks, block_row, u->blocks, u->n_blocks);
    n += LOAD(d, characters, character_row, u->characters, u->n_characters);
    n += LOAD(d, decompositions, part_row, u->parts, u->n_parts);
    n += LOAD(d, aliases, alias_row, u->aliases, u->n_aliases);
    expect_ok(d, "loading", sq_commit(d->c));
    sq_scratch_reset(d->c);
    return n;
}

static void answer_questions(demo *d)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct question *it = &questions[i];
        const sq_stmt *s = ask(d, it->text, it->build(sq_scratch(d->c)));
        print_result(d, sq_query(d->c, s), false, it->sum_of, it->count(d->data));
        sq_scratch_reset(d->c);
    }
}

static void fill_titles(demo *d)
{
    int64_t controls = 0;
    for (int i = 0; i < d->data->n_characters; i++)
        controls += is_category(&d->data->characters[i], "Cc");
    const sq_stmt *s = ask(d, "Give each control character a title. (INSERT from SELECT)",
                           title_controls(sq_scratch(d->c)));
    int64_t n = sq_exec(d->c, s);
    expect_ok(d, "insert", (int)n);
    printf("  %lld rows, %.1f ms\n", (long long)n, stop_clock(d));
    expect(d, "control characters", n, controls);
    sq_scratch_reset(d->c);
}

static void upsert_titles(demo *d)
{
    sq_builder *q = sq_scratch(d->c);
    const ucd *u = d->data;
    title_row *rows = NULL;
    int n = 0;
    answer expected = {3, 0}; /* three sources; the sum is the number of titles */
    for (int i = 0; i < u->n_aliases; i++) {
        const alias_row *a = &u->aliases[i];
        if (strcmp(a->kind, "control") == 0 || strcmp(a->kind, "correction") == 0)
            *ADD(rows, n) = (title_row){a->code, a->alias, a->kind};
    }
    for (int i = 0; i < u->n_characters; i++)
        expected.sum += is_category(&u->characters[i], "Cc") ||
                        last_alias(u, u->characters[i].code, "correction");
    const sq_stmt *s = ask(d,
                           "Put the names of NameAliases.txt there: some are new, some change. "
                           "(an upsert)",
                           upsert_title(q));
    expect_ok(d, "upsert", (int)sq_exec_many(d->c, s, title_row, rows, (size_t)n));
    print_result(d, sq_query(d->c, titles_by_source(q)), false, 1, expected);
    free(rows);
    sq_scratch_reset(d->c);
}

/* A change with RETURNING where the database has it. MariaDB has none for UPDATE and MySQL none at
 * all: squill refuses the statement for them before it is sent (SQ_ERR_UNSUPPORTED), and the same
 * rows are selected in the same transaction, before a DELETE, after an UPDATE. */
static sq_result *change_returning(demo *d, const sq_stmt *change, const sq_stmt *returning,
                                   const sq_stmt *rows, bool rows_first)
{
    sq_error err;
    sq_result *r = NULL;
    sq_compiled *k = sq_prepare(sq_engine_cache(d->db), returning, sq_engine_dialect(d->db), NULL,
                                &err);
    sq_begin(d->c);
    if (k) {
        r = sq_query(d->c, returning);
    } else {
        expect(d, "the reason", err.status, SQ_ERR_UNSUPPORTED);
        if (rows_first)
            r = sq_query(d->c, rows);
        sq_exec(d->c, change);
        if (!rows_first)
            r = sq_query(d->c, rows);
    }
    expect_ok(d, "the change", sq_commit(d->c));
    sq_compiled_unref(k);
    return r;
}

static void update_titles(demo *d)
{
    sq_builder *q = sq_scratch(d->c);
    const sq_stmt *change = name_the_nameless(q);
    const sq_stmt *s = ask(d, "Which controls have no name at all? (UPDATE with RETURNING)",
                           sq_returning(change, titles.code, titles.title));
    const sq_stmt *rows = sq_where(sq_select(q, titles.code, titles.title),
                                   sq_eq(q, titles.source, "nobody"));
    answer expected = {0, 0};
    for (int i = 0; i < d->data->n_characters; i++) {
        const character_row *c = &d->data->characters[i];
        if (is_category(c, "Cc") && !last_alias(d->data, c->code, "control")) {
            expected.rows++;
            expected.sum += c->code;
        }
    }
    print_result(d, change_returning(d, change, s, rows, false), true, 0, expected);
    sq_scratch_reset(d->c);
}

static void delete_titles(demo *d)
{
    sq_builder *q = sq_scratch(d->c);
    const sq_stmt *change = drop_private_titles(q);
    const sq_stmt *s = ask(d, "Which titles are for private use? (DELETE with RETURNING)",
                           sq_returning(change, titles.code, titles.title));
    const sq_stmt *rows = sq_where(sq_select(q, titles.code, titles.title),
                                   sq_contains(q, titles.title, "PRIVATE USE"));
    answer expected = {0, 0};
    for (int i = 0; i < d->data->n_characters; i++) {
        const char *title = last_alias(d->data, d->data->characters[i].code, "control");
        if (title && strstr(title, "PRIVATE USE")) {
            expected.rows++;
            expected.sum += d->data->characters[i].code;
        }
    }
    print_result(d, change_returning(d, change, s, rows, true), true, 0, expected);
    sq_scratch_reset(d->c);
}

/* A value is never SQL: it goes to the database beside the text, and comes back as it was. */
static void try_injection(demo *d)
{
    static const title_row visitor = {0x3B, "'; DROP TABLE characters; --", "visitor"};
    sq_builder *q = sq_scratch(d->c);
    const sq_stmt *s = ask(d, "Is a title a danger? (a parameter that contains '; DROP TABLE)",
                           titles_like(q));
    sq_begin(d->c);
    expect(d, "visitors", sq_exec_many(d->c, upsert_title(q), title_row, &visitor, 1), 1);
    print_result(d, sq_query(d->c, s, sq_bind("wanted", visitor.title)), false, 0,
                 (answer){1, visitor.code});
    sq_rollback(d->c);
    expect(d, "characters", sq_scalar_int(d->c, count_rows(q, (sq_source){characters.sq_}), -1),
           d->data->n_characters);
    sq_scratch_reset(d->c);
}

static void roll_back(demo *d)
{
    sq_builder *q = sq_scratch(d->c);
    const sq_stmt *s = ask(d,
                           "What if all parts are deleted by mistake? (a transaction rolled back)",
                           forget_all_parts(q));
    const sq_stmt *left = count_rows(q, (sq_source){decompositions.sq_});
    sq_begin(d->c);
    int64_t deleted = sq_exec(d->c, s);
    int64_t inside = sq_scalar_int(d->c, left, -1);
    sq_rollback(d->c);
    int64_t after = sq_scalar_int(d->c, left, -1);
    printf("| deleted | left inside | left after ROLLBACK |\n| %-7lld | %-11lld | %-19lld |\n",
           (long long)deleted, (long long)inside, (long long)after);
    printf("  %.1f ms\n", stop_clock(d));
    expect(d, "deleted rows", deleted, d->data->n_parts);
    expect(d, "rows inside", inside, 0);
    expect(d, "rows after", after, d->data->n_parts);
    sq_scratch_reset(d->c);
}

static void be_refused(demo *d)
{
    int64_t sent = d->sent;
    const sq_stmt *s = ask(
        d, "Which character has the code \"forty-two\"? (refused before it is sent)",
        wrong_type(sq_scratch(d->c)));
    sq_result *r = sq_query(d->c, s);
    expect(d, "status", sq_done(r), SQ_ERR_TYPE);
    printf("  refused with %s (%s), %.1f ms\n", sq_status_name(sq_status_of(d->c)),
           sq_status_text(sq_status_of(d->c)), stop_clock(d));
    expect(d, "statements sent", d->sent - sent, 0);
    sq_scratch_reset(d->c);
}

static void run(demo *d)
{
    const ucd *u = d->data;
    create_tables(d);
    int64_t loaded = load_all(d);
    answer_questions(d);
    fill_titles(d);
    upsert_titles(d);
    update_titles(d);
    delete_titles(d);
    try_injection(d);
    roll_back(d);
    be_refused(d);
    int64_t read = (int64_t)u->n_categories + u->n_scripts + u->n_blocks + u->n_characters +
                   u->n_parts + u->n_aliases;
    expect(d, "rows loaded", loaded, read);
    printf("\n%lld rows loaded, %lld read from the files; %d differences.\n", (long long)loaded,
           (long long)read, d->wrong);
}

int main(int argc, char **argv)
{
    const char *url = argc > 1 ? argv[1] : getenv("DATABASE_URL");
    ucd data;
    read_ucd(&data, argc > 2 ? argv[2] : "/usr/share/unicode");

    demo d = {.data = &data};
    d.db = sq_engine_open(url && *url ? url : "sqlite:///unicode.db");
    sq_engine_listen(d.db, 1u << SQ_EVENT_EXECUTE, count_sent, &d);
    d.c = sq_connect(d.db);
    if (sq_status_of(d.c) == SQ_OK) {
        run(&d);
    } else {
        fprintf(stderr, "unicode: %s\n", sq_errmsg(d.c));
        d.wrong++;
    }
    sq_conn_close(d.c);
    sq_engine_close(d.db);
    free_ucd(&data);
    return d.wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
