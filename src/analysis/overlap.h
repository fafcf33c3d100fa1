/*
 * overlap: lines that several streams hold, as Debian's mail.log and syslog do, or a file and an older copy of it.
 *
 * Such a line counts once; a line that is there n times within one stream counts n times: over all streams, the
 * greatest number of times that one of them holds it.  Most bundles have no such streams, so a sample of each
 * stream's lines tells first whether there are any; only those are compared line by line, in a reading of their own.
 */
#ifndef PM_ANALYSIS_OVERLAP_H
#define PM_ANALYSIS_OVERLAP_H

#include "postmortem/base/span.h"

/* Some lines' hashes: the same lines of any two streams, as long as both are small enough; of larger ones fewer. */
typedef struct {
    uint64_t *hashes;
    size_t n, cap;
    uint64_t limit; /* hashes above it are not kept; 0 before the first line */
} pm_sample;

void pm_sample_line(pm_sample *s, int64_t time, pm_span line);
void pm_sample_free(pm_sample *s);

/* The lines of the streams being compared, within a span of time. */
typedef struct pm_comparison pm_comparison;

pm_comparison *pm_comparison_new(int64_t from, int64_t to); /* UTC seconds, both included */
void pm_comparison_free(pm_comparison *c);
/* A line of a stream; the streams come one after the other.  true: a stream before held it as often already. */
bool pm_comparison_line(pm_comparison *c, uint32_t stream, int64_t time, pm_span line);

#endif
