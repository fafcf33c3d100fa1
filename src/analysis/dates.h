/*
 * dates: which year and which zone the stamps of all streams together mean.
 */
#ifndef PM_ANALYSIS_DATES_H
#define PM_ANALYSIS_DATES_H

#include "postmortem/analysis/case.h"
#include "postmortem/base/map.h"

/* A decided year goes to the next pass with what decided it; PM_WITNESS_COUNT: the votes of the stream's own lines. */
uint32_t pm_year_pin(int32_t year, pm_witness basis);
int32_t pm_year_pinned(uint32_t pin, pm_witness *basis);

/*
 * The years of the streams that a pass got wrong: hash of path -> pin; true when there is one.
 * beginnings_only: the pass looked at the first lines of each.
 */
bool pm_dates_decide(const pm_case *c, pm_piece *const *streams, size_t n, bool beginnings_only, pm_map *pins);

/* The zone that the lines' own UTC gives, where it is another than the one used, as seconds east. */
bool pm_dates_zone(const pm_case *c, pm_piece *const *streams, size_t n, int32_t *offset);
/* The one offset that all RFC 3339 stamps write; false when there is none, or two. */
bool pm_dates_written_zone(pm_piece *const *streams, size_t n, int32_t *offset);

#endif
