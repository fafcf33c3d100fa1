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
 * Which streams a pass read under a wrong year: pins[i] is the pin of streams[i], PM_MAP_NONE when it was right;
 * true when one was wrong.  beginnings_only: the pass looked at the first lines of each.
 */
bool pm_dates_decide(const pm_case_options *o, pm_piece *const *streams, size_t n, bool beginnings_only, uint32_t *pins);

/* When all are read: what the order of the files says of each one's year (year_by_order). */
void pm_dates_note_order(pm_piece *const *streams, size_t n);

/* Cannot a later look at the streams beside it give this stream another year?  Its lines may still say so. */
bool pm_dates_are_certain(const pm_case_options *o, const pm_piece *piece, const pm_stream_info *info);

/* What the streams of one input, as far as looked at, say of the years of those to come; one thread's.  NULL is welcome. */
typedef struct pm_beside pm_beside;
pm_beside *pm_beside_new(void);
void pm_beside_free(pm_beside *b);
void pm_beside_add(pm_beside *b, const pm_piece *piece, const pm_stream_info *info); /* as its first lines have it */
/* The year of a stream's first yearless stamp; false when none beside it has a certain date. */
bool pm_beside_year(const pm_beside *b, const pm_piece *piece, const pm_civil *first, int32_t *year);

/* The zone that the lines' own UTC gives, where it is another than the one used, as seconds east. */
bool pm_dates_zone(const pm_case *c, pm_piece *const *streams, size_t n, int32_t *offset);
/* The one offset that all RFC 3339 stamps write; false when there is none, or two. */
bool pm_dates_written_zone(pm_piece *const *streams, size_t n, int32_t *offset);

#endif
