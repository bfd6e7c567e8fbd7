/* trade.h: a schema such as an application has: fifteen tables with keys of several columns, a
 * cycle of references, checks, an enum, JSON, computed and counting columns, indexes of some rows,
 * comments and names by a convention. trade.c creates it, fills it and brings it to its next
 * version. */
#ifndef TRADE_H
#define TRADE_H

#include "squill.h"

static const sq_naming_rule trade_names[] = {
    {.key = "ix", .template_ = "ix_%(table_name)s_%(column_0_name)s"},
    {.key = "uq", .template_ = "uq_%(table_name)s_%(column_0_name)s"},
    {.key = "ck", .template_ = "ck_%(table_name)s_%(constraint_name)s"},
    {.key = "fk", .template_ = "fk_%(table_name)s_%(column_0_name)s"},
    {.key = "pk", .template_ = "pk_%(table_name)s"},
    {.key = NULL}};
#define NAMED .naming_convention = trade_names

/* A cycle: a department has a head, who belongs to a department. */
SQ_TABLE_DECLARE(staff, (id, integer), (department, integer), (manager, integer),
                 (email, varchar(80)), (salary, integer));
SQ_TABLE_WITH(departments,
              (NAMED, .constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(SQ_KEYS("head"), staff,
                                                                   SQ_KEYS("id"), .use_alter = true,
                                                                   .on_delete = SQ_SET_NULL))),
              (id, integer, .primary_key = true),
              (name, varchar(40), .not_null = true, .unique = true), (head, integer));
SQ_TABLE_DEFINE_WITH(
    staff,
    (NAMED, .constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("salary > 0"), .name = "paid"),
                                          SQ_CHECK(SQ_SQL("email <> ''"), .name = "email"))),
    (id, integer, .primary_key = true),
    (department, integer, .not_null = true, .references = SQ_REF(departments, id)),
    (manager, integer, .references = SQ_REF(staff, id), .on_delete = SQ_SET_NULL),
    (email, varchar(80), .unique = true), (salary, integer, .not_null = true));
SQ_TABLE_WITH(countries, (NAMED), (code, varchar(2), .primary_key = true),
              (name, varchar(60), .not_null = true));
SQ_TABLE_WITH(regions, (NAMED),
              (country, varchar(2), .primary_key = true, .references = SQ_REF(countries, code)),
              (code, varchar(8), .primary_key = true), (name, varchar(60)));
SQ_TABLE_WITH(customers,
              (NAMED,
               .constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(SQ_KEYS("country", "region"), regions,
                                                            SQ_KEYS("country", "code"))),
               .indexes = SQ_INDEXES(SQ_INDEX(NULL, SQ_KEYS("name", "country")))),
              (id, integer, .primary_key = true), (name, varchar(60), .not_null = true),
              (country, varchar(2)), (region, varchar(8)));
SQ_TABLE_WITH(addresses, (NAMED),
              (customer, integer, .primary_key = true, .references = SQ_REF(customers, id),
               .on_delete = SQ_CASCADE),
              (kind, varchar(10), .primary_key = true), (street, varchar(80), .not_null = true));
SQ_TABLE_WITH(categories, (NAMED), (id, integer, .primary_key = true),
              (parent, integer, .references = SQ_REF(categories, id), .on_delete = SQ_SET_NULL),
              (name, varchar(40), .not_null = true));
SQ_TABLE_WITH(
    products,
    (NAMED,
     .constraints = SQ_CONSTRAINTS(
         SQ_CHECK(SQ_SQL("price >= 0 AND price < 100000"), .name = "price"),
         SQ_CHECK(SQ_SQL("weight >= 0"),
                  .name = "weight_is_never_less_than_nothing_whatever_the_scales_say")),
     .indexes = SQ_INDEXES(
         SQ_INDEX("ux_products", SQ_KEYS("category", "name"), .unique = true),
         SQ_INDEX("ix_products_cheap", SQ_KEYS("price", "id"),
                  .only_on = SQ_KEYS("sqlite", "postgresql"),
                  .options = SQ_OPTIONS({"sqlite_where", SQ_CONST_TEXT("price < 10")},
                                        {"postgresql_where", SQ_CONST_TEXT("price < 10")})))),
    (id, integer, .primary_key = true), (sku, varchar(20), .not_null = true, .unique = true),
    (name, varchar(40)), (category, integer, .references = SQ_REF(categories, id), .index = true),
    (price, integer, .not_null = true),
    (gross, integer, .computed_sql = SQ_SQL("price + 19"), .persisted = true),
    (weight, numeric(8, 3)), (attributes, json), (listed, date));
SQ_TABLE_WITH(tags, (NAMED),
              (id, integer, .primary_key = true,
               .identity = {.set = true, .numbers = {.has_start = true, .start = 100}}),
              (name, varchar(30), .not_null = true, .unique = true));
SQ_TABLE_WITH(product_tags, (NAMED),
              (product, integer, .primary_key = true, .references = SQ_REF(products, id),
               .on_delete = SQ_CASCADE),
              (tag, integer, .primary_key = true, .references = SQ_REF(tags, id)));
/* A type of its own on PostgreSQL, ENUM on MySQL, a text with a CHECK on SQLite. */
static const sq_type_details order_state = {
    .name = "order_state",
    .values = (const char *const[]){"new", "paid", "sent", "can't"},
    .n_values = 4};
#define STATE type(.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT, .details = &order_state)
SQ_TABLE_WITH(orders, (NAMED, .comment = "what customers' wishes became"),
              (id, integer, .primary_key = true),
              (customer, integer, .not_null = true, .references = SQ_REF(customers, id)),
              (state, STATE, .not_null = true,
               .default_ = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_TEXT("new")}),
              (channel, varchar(10), .not_null = true, .server_default = SQ_SQL("'web'")),
              (weight, integer, .not_null = true, .server_default = SQ_SQL("3")),
              (placed, timestamp, .not_null = true, .server_default = SQ_SQL("CURRENT_TIMESTAMP")));
SQ_TABLE_WITH(order_lines,
              (NAMED,
               .constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("quantity > 0"), .name = "quantity"),
                                             SQ_UNIQUE(SQ_KEYS("order_id", "product")))),
              (order_id, integer, .primary_key = true, .references = SQ_REF(orders, id),
               .on_delete = SQ_CASCADE),
              (line, integer, .primary_key = true),
              (product, integer, .not_null = true, .references = SQ_REF(products, id)),
              (quantity, integer, .not_null = true), (price, integer, .not_null = true),
              (total, integer, .computed_sql = SQ_SQL("quantity * price"), .persisted = true));
SQ_TABLE_WITH(shipments,
              (NAMED, .constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(
                          SQ_KEYS("order_id", "line"), order_lines, SQ_KEYS("order_id", "line")))),
              (id, integer, .primary_key = true), (order_id, integer), (line, integer),
              (sent, boolean, .not_null = true, .server_default = SQ_SQL("false")));
SQ_TABLE_WITH(invoices, (NAMED), (number, varchar(20), .primary_key = true),
              (order_id, integer, .not_null = true, .unique = true,
               .references = SQ_REF(orders, id)));
SQ_TABLE_WITH(journal, (NAMED), (id, integer, .primary_key = true),
              (author, integer, .references = SQ_REF(staff, id), .index = true),
              (note, varchar(80), .comment = "what was done",
               .onupdate = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_TEXT("changed")}));

#define TRADE_BUT_JOURNAL                                                                          \
    invoices, shipments, order_lines, orders, product_tags, tags, products, categories, addresses, \
        customers, regions, countries, staff, departments

/* ---- the next version: journal becomes a diary ---- */

SQ_TABLE_WITH(diary,
              (NAMED,
               .constraints = SQ_CONSTRAINTS(SQ_PRIMARY_KEY(SQ_KEYS("id"), .name = "pk_journal")),
               .indexes = SQ_INDEXES(SQ_INDEX("ix_journal_author", SQ_KEYS("writer")))),
              (id, integer, .primary_key = true),
              (writer, integer, .references = SQ_REF(staff, id), .fk_name = "fk_journal_author"),
              (stars, smallint, .not_null = true, .server_default = SQ_SQL("3")),
              (product, integer, .references = SQ_REF(products, id), .on_delete = SQ_CASCADE,
               .fk_name = "fk_diary_product"));
/* and the one after it, for databases that alter more than SQLite does */
SQ_TABLE_WITH(chronicle,
              (NAMED, .name = "diary", .comment = "what was done; how well",
               .constraints = SQ_CONSTRAINTS(SQ_PRIMARY_KEY(SQ_KEYS("id"), .name = "pk_journal"),
                                             SQ_CHECK(SQ_SQL("stars > 0"), .name = "stars")),
               .indexes = SQ_INDEXES(SQ_INDEX("ix_diary_writer", SQ_KEYS("writer")))),
              (id, integer, .primary_key = true),
              (writer, integer, .references = SQ_REF(staff, id), .fk_name = "fk_journal_author",
               .comment = "who did it"),
              (stars, integer, .server_default = SQ_SQL("5")), (product, integer));

enum { TRADE_CHANGES = 8 };
/* The statements of each step, in order; their number. */
static inline size_t trade_changes(sq_builder *q, const sq_stmt *out[TRADE_CHANGES])
{
    size_t n = 0;
    out[n++] = sq_rename_table(q, journal.sq_, sq_name_of("diary"));
    out[n++] = sq_rename_column(q, diary.sq_, sq_name_of("author"), sq_name_of("writer"));
    out[n++] = sq_drop_column(q, diary.sq_, sq_name_of("note"), NULL);
    out[n++] = sq_add_column(q, diary.sq_, "stars", NULL);
    out[n++] = sq_add_column(q, diary.sq_, "product", NULL); /* and its foreign key */
    return n;
}

static inline size_t trade_changes_of_servers(sq_builder *q, const sq_stmt *out[TRADE_CHANGES])
{
    const sq_index *old = diary_table_def.o.indexes;
    const sq_index index = {.name = old->name, .table = &diary_table_def};
    size_t n = 0;
    out[n++] = sq_alter_column(q, chronicle.sq_, "stars", SQ_ALTER_ALL, NULL);
    out[n++] = sq_rename_index(q, &index, sq_name_of("ix_diary_writer"));
    out[n++] = sq_drop_constraint_named(q, chronicle.sq_, SQ_CONSTRAINT_FOREIGN_KEY,
                                        sq_name_of("fk_diary_product"), NULL);
    out[n++] = sq_add_constraint(q, chronicle.sq_, 1); /* the second one of its list */
    out[n++] = sq_comment_on(q, SQ_COMMENT_TABLE, chronicle.sq_, NULL, 0, false);
    out[n++] = sq_comment_on(q, SQ_COMMENT_COLUMN, chronicle.sq_, "writer", 0, false);
    return n;
}

#endif
