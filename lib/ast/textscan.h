/* textscan.h: the parameters in SQL text. The constructor and the compiler read a text by this one
 * scanner, so they never see different parameters. */
#ifndef SQI_TEXTSCAN_H
#define SQI_TEXTSCAN_H

#include "squill/base.h"

/* A piece of text: SQL to be written as it is, or (is_bind) the name of a parameter. */
typedef void sqi_text_piece(void *context, bool is_bind, const char *p, size_t n);

/* Cut `sql` into pieces, in order. `:name` is a parameter, `\:` a colon; quotes, dollar quotes,
 * comments and `::` are left alone. NULL, or what is wrong with the text. */
const char *sqi_scan_text(const char *sql, size_t n, sqi_text_piece *each, void *context);

#endif
