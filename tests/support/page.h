/* page.h: pages of docs/ that hold what a test found out. Needs no libcheck: also for programs that
 * are no suite. */
#ifndef SQT_PAGE_H
#define SQT_PAGE_H

#include <stdbool.h>

/* The whole text, to be freed; NULL where there is none. */
char *sqt_page_read(const char *path);

/* Is `text`, as a whole, in the page? */
bool sqt_page_has(const char *path, const char *text);

#endif
