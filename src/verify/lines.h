/*
 * lines: reads the cited lines of one item in the bytes of one stream, without knowing what a line says.
 *
 * Owns:   the place in the stream, the lines that are being read.
 * Never:  keeps more than PM_LINES_OPEN of them, or a block.
 */
#ifndef PM_VERIFY_LINES_H
#define PM_VERIFY_LINES_H

#include "claims.h"

enum { PM_LINES_OPEN = 64 }; /* citations of one place that disagree: a case.json as written has one */

typedef struct pm_lines pm_lines;

/* lines: by offset; each gets its state, at the latest at the end. */
pm_lines *pm_lines_new(pm_claimed_line *lines, size_t n);
void pm_lines_feed(pm_lines *l, const char *data, size_t len);
void pm_lines_end(pm_lines *l); /* frees l */

/* Where the lines that are not at their place stand now: sets found_at. */
typedef struct pm_search pm_search;

enum { PM_SEARCH_LINE_MAX = 1 << 16 }; /* no longer line is cited */

pm_search *pm_search_new(pm_claimed_line *lines, size_t n);
void pm_search_feed(pm_search *s, const char *data, size_t len);
void pm_search_end(pm_search *s); /* frees s */

#endif
