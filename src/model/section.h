/* section: what each file of this folder provides, one per part of the case; rows in sections.def. */
#ifndef PM_MODEL_SECTION_H
#define PM_MODEL_SECTION_H

#include "postmortem/model/model.h"

typedef void pm_section(const pm_model_input *in, pm_out *o);

#define PM_SECTION(name) pm_section pm_section_##name;
#include "sections.def"
#undef PM_SECTION

/* A part of one host, inside "hosts". */
typedef void pm_host_section(const pm_model_input *in, pm_out *o, pm_id host);

#define PM_HOST_SECTION(name) pm_host_section pm_host_section_##name;
#include "host_sections.def"
#undef PM_HOST_SECTION

/* ---- rows of a table, as sections want them ---- */

typedef struct {
    const pm_tally_row **rows;
    size_t n;
} pm_rows;

typedef enum {
    PM_BY_COUNT,  /* by a column, most first, then by the texts of the keys */
    PM_BY_TIME,   /* by first time, then by the texts */
    PM_BY_NUMBER, /* by the last key part (hours), then by the texts */
} pm_rows_order;

/* A table's rows, those of each (key[0], key[1]) together, each group in the given order. */
pm_rows pm_rows_index(const pm_model_input *in, pm_arena *a, pm_tally_id t, pm_rows_order by, size_t column);
/* The group of (host, second) in an index. */
pm_rows pm_rows_of(pm_rows index, pm_id host, uint32_t second);
/* All rows of one host in the given order, whatever key[1] is. */
pm_rows pm_rows_of_host(const pm_model_input *in, pm_arena *a, pm_tally_id t, pm_id host, pm_rows_order by, size_t column);

#endif
