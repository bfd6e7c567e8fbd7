/* imprint.h: how a tree lies in the memory of its builder, word by word.
 *
 * It tells in a few instructions a word whether a tree that was built anew is the same structure,
 * where sqi_equal() walks both. Never wrong in saying so; but an equal tree that lies otherwise,
 * since it was built by other calls, does not fit. An imprint is constant: any thread may use it.
 */
#ifndef SQI_IMPRINT_H
#define SQI_IMPRINT_H

#include "lib/ast/node.h"

typedef struct sqi_imprint sqi_imprint;

/* Of a tree that lies in one chunk of its builder, but for tables, which it pins. NULL: it does
 * not, is too large, or has parts that only a walk compares; or no memory. That is `a`'s, NULL the
 * global one: an imprint may live longer than the builder and what that allocates from. */
sqi_imprint *sqi_imprint_new(const sq_allocator *a, const sq_node *root);
void sqi_imprint_free(sqi_imprint *x); /* NULL is allowed */

/* Does `root` have the structure of the one that the imprint was made of? Then its values are
 * gathered as by sqi_equal(). */
bool sqi_imprint_fits(const sqi_imprint *x, const sq_node *root, sqi_gather *gather);

#endif
