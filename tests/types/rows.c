/* rows.c: the types that rows.def tries, with what they need. */
#include "tests/types/types.h"

static const sq_type integer = {.kind = SQ_T_INTEGER}, text = {.kind = SQ_T_TEXT};
static const sq_type numeric = {.kind = SQ_T_NUMERIC}, stamp = {.kind = SQ_T_DATETIME};
static const sq_type real8 = {.kind = SQ_T_DOUBLE}, blob = {.kind = SQ_T_LARGE_BINARY};
static const sq_type document = {.kind = SQ_T_PG_JSONB}, range = {.kind = SQ_T_PG_INT4RANGE};
static const sq_type boolean = {.kind = SQ_T_BOOLEAN}, uuid = {.kind = SQ_T_UUID};

static const char *const words[] = {"a", "b", "c'\"d\\", "\xC3\x9C", "", "it, {is}"};
static const char *const names[] = {"a", "b", "c'\"d\\", "\xC3\x9C"};
static const sq_type_details labelled = {.name = "labelled", .values = words, .n_values = 6};
static const sq_type_details mood = {.name = "kind_of_types", .values = words, .n_values = 6};
static const sq_type_details members = {.name = "members", .values = names, .n_values = 4};
static const sq_type enumerated = {.kind = SQ_T_PG_ENUM, .details = &mood};
static const sq_type_details ints = {.item = &integer, .dimensions = 1};
static const sq_type_details texts = {.item = &text, .dimensions = 1};
static const sq_type_details decimals = {.item = &numeric, .dimensions = 2};
static const sq_type_details labels = {.item = &enumerated, .dimensions = 1};
static const sq_type_details stamps = {.item = &stamp, .dimensions = 1};
static const sq_type_details doubles = {.item = &real8, .dimensions = 1};
static const sq_type_details blobs = {.item = &blob, .dimensions = 1};
static const sq_type_details documents = {.item = &document, .dimensions = 1};
static const sq_type_details ranges = {.item = &range, .dimensions = 1};
static const sq_type_details flags = {.item = &boolean, .dimensions = 1};
static const sq_type_details uuids = {.item = &uuid, .dimensions = 1};
static const sq_type_details domain = {.name = "positive", .item = &integer};
static const sq_type_details own = {.spec = SQ_SQL("TEXT")};
static const sq_type_details latin = {.charset = "latin1"};
static const sq_type_details year_to_month = {.fields = "YEAR TO MONTH"};
static const sq_type_details day_to_minute = {.fields = "DAY TO MINUTE"};

const sqty_row sqty_rows[] = {
#define SETS(...)           __VA_ARGS__
#define ROW(k, given, ...)  {{.kind = SQ_T_##k, __VA_ARGS__}, {SETS given}, false},
#define ALSO(k, given, ...) {{.kind = SQ_T_##k, __VA_ARGS__}, {SETS given}, true},
#include "tests/types/rows.def"
#undef ROW
#undef ALSO
#undef SETS
};
const size_t sqty_row_count = sizeof sqty_rows / sizeof *sqty_rows;
