/*
 * missing: which files of a log rotation must have made that are not among the evidence, or could not be read.
 *
 * Numbers follow each other without a hole, as each rotation renames all of them.  Dates follow each other in the interval that
 * most of a log's files keep; where the next file begins before the date in between, no rotation took place on it.
 * What is older than the oldest file is never missing: rotation deletes it.
 */
#ifndef PM_ANALYSIS_MISSING_H
#define PM_ANALYSIS_MISSING_H

#include "postmortem/analysis/case.h"

typedef struct {
    const pm_piece *before, *after; /* the nearest files of the log that have lines; after: NULL where none is newer */
    const pm_piece *unread;         /* it is there, and gave no line; NULL: it is not there */
    pm_span names;                  /* "maillog.1", "maillog.7 – maillog.5", the oldest first; empty for an unread one */
    size_t n;                       /* how many files */
    bool dated;                     /* told by dates: where nothing was written, logrotate may have made none (notifempty) */
} pm_missing;

/* In the case's arena, by log, the oldest first. */
size_t pm_missing_find(const pm_case *c, pm_missing **out);

#endif
