/* shop.c: see shop.h. */
#include "tests/sql/shop.h"

static const sq_type whole = {.kind = SQ_T_INTEGER}, word = {.kind = SQ_T_TEXT};
static const sq_type_details of_whole = {.item = &whole}, of_words = {.item = &word};

SQ_TABLE_DEFINE(account, (id, integer, .primary_key = true), (name, varchar(40), .not_null = true),
                (email, text, .unique = true), (age, integer), (score, double),
                (price, numeric(10, 2)), (ok, boolean), (born, date), (seen, datetime),
                (doc, json));
SQ_TABLE_DEFINE(entry, (id, integer, .primary_key = true),
                (account_id, integer, .references = SQ_REF(account, id)), (kind, varchar(16)),
                (amount, numeric(10, 2)), (at, datetime));
SQ_TABLE_DEFINE(library, (id, integer, .primary_key = true),
                (tags, type(.kind = SQ_T_ARRAY, .details = &of_whole)),
                (words, type(.kind = SQ_T_PG_ARRAY, .details = &of_words)), (doc, jsonb),
                (h, type(.kind = SQ_T_PG_HSTORE)), (r, type(.kind = SQ_T_PG_INT4RANGE)),
                (s, type(.kind = SQ_T_PG_INT4RANGE)), (m, type(.kind = SQ_T_PG_INT4MULTIRANGE)),
                (vec, type(.kind = SQ_T_PG_TSVECTOR)), (wait, interval), (at, timestamptz));

/* What SQLite can make of the types of `library`: texts. */
SQ_TABLE_WITH(texts, (.name = "library"), (id, integer, .primary_key = true), (tags, text),
              (words, text), (doc, text), (h, text), (r, text), (s, text), (m, text), (vec, text),
              (wait, text), (at, text));

const sq_relation *const shop_tables[] = {&account_table_def.relation, &entry_table_def.relation,
                                          &texts_table_def.relation, NULL};
