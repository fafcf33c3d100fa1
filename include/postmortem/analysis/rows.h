/* rows: a table's rows in an order that does not depend on hashing, as outputs and detectors need them. */
#ifndef PM_ANALYSIS_ROWS_H
#define PM_ANALYSIS_ROWS_H

#include "postmortem/analysis/facts.h"

typedef struct {
    const pm_tally_row **rows;
    size_t n;
} pm_rows;

typedef enum {
    PM_BY_COUNT,  /* by a column, most first, then by the texts of the keys */
    PM_BY_TIME,   /* by first time (tables that keep it), then by the texts */
    PM_BY_NUMBER, /* by the last key part (hours), then by the texts */
    PM_UNSORTED,  /* for sums */
} pm_rows_order;

/* The rows of tidy facts of one host, all or those with one more key part, in the given order; they live in `a` or in the facts. */
pm_rows pm_rows_of_host(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_id host, pm_rows_order by, size_t column);
pm_rows pm_rows_of(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_id host, uint32_t second, pm_rows_order by, size_t column);

#endif
