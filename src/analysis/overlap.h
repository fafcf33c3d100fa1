/*
 * overlap: lines that several streams hold, as Debian's mail.log and syslog do, or a file and an older copy of it.
 *
 * Such a line counts once; a line that is there n times within one stream counts n times: over all streams, the
 * greatest number of times that one of them holds it.  Most bundles have no such streams, so a sample of each
 * stream's lines tells first whether there are any; only those are compared line by line, in a reading of their own.
 *
 * Two copies of one log should hold the same lines for the time that both cover.  Where they do not, the copies differ, and
 * which lines are only in which of them is a fact of the case.
 */
#ifndef PM_ANALYSIS_OVERLAP_H
#define PM_ANALYSIS_OVERLAP_H

#include "postmortem/analysis/tally.h"
#include "postmortem/syslog/record.h"

/* Some lines' hashes: the same lines of any two streams, as long as both are small enough; of larger ones fewer. */
typedef struct {
    uint64_t *hashes;
    size_t n, cap;
    uint64_t limit; /* hashes above it are not kept; 0 before the first line */
} pm_sample;

/* Of a line host, tag and message are compared.  The stamp is not: of two copies one may have been written with another form
 * of it, and the moment is compared as such. */
void pm_sample_line(pm_sample *s, int64_t time, const pm_record *rec, pm_span line);
void pm_sample_free(pm_sample *s);

/* The lines of the streams being compared, within a span of time. */
typedef struct pm_comparison pm_comparison;

pm_comparison *pm_comparison_new(int64_t from, int64_t to); /* UTC seconds, both included */
void pm_comparison_free(pm_comparison *c);
/* A line of a stream; the streams come one after the other.  true: a stream before held it as often already. */
bool pm_comparison_line(pm_comparison *c, uint32_t stream, int64_t time, const pm_record *rec, pm_span line, const pm_cite *cite);

/*
 * Two streams of which one holds lines of the other, and what else they hold within the time that both cover.
 * Lines of a kind (a program's, of one severity) that the other does not take are what syslog.conf is for, and no difference.
 */
typedef struct {
    uint32_t a, b;
    int64_t from, to;
    uint64_t common;
    uint64_t only[2];     /* of a and of b: lines that the other should hold */
    uint64_t filtered[2]; /* … of kinds that the other does not take */
    bool repeats;         /* in one of them, lines sum up others: syslogd does it file by file, and only where no other line stands between */
    bool forms_differ;    /* one has yearless stamps, the other not */
    bool differs;         /* two copies of one log, of which one lacks lines of the other */
} pm_overlap_pair;

/* After all streams: those that share enough lines, by stream numbers; free() it. */
pm_overlap_pair *pm_comparison_pairs(pm_comparison *c, size_t *n);
/* The same lines, once more: those that only one of a pair that differs holds are handed to the taker, with which of the two it
 * is; of so many pairs as are likely to be read. */
typedef struct {
    void *ctx;
    void (*line)(void *ctx, size_t pair, int side, const pm_cite *cite);
} pm_difference_taker;
void pm_comparison_read_again(pm_comparison *c, const pm_difference_taker *taker);

#endif
