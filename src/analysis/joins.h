/*
 * joins: the runs of lines of all streams, put together in order of time: those of one host and one kind of log are a
 * series, and become one run.
 *
 * A run that waits holds the messages that were open at its ends.  Which comes first is certain only when all are
 * there, and mostly they are few; where many wait, the files of a series are joined as they come, as long as each
 * follows the one before by its name (maillog-20260104, maillog-20260111 …).  Should another turn out to belong
 * between them, pm_joins_finish says so and all has to be read again, without that.
 */
#ifndef PM_ANALYSIS_JOINS_H
#define PM_ANALYSIS_JOINS_H

#include "coverage.h"
#include "fold.h"
#include "postmortem/evidence/evidence.h"

typedef struct pm_joins pm_joins;

/* So many lines may wait; UINT64_MAX: all of them.  in_pairs: the runs of a stream are joined with each other first. */
pm_joins *pm_joins_new(const pm_input *inputs, size_t n_inputs, uint64_t lines, bool in_pairs);
void pm_joins_free(pm_joins *j); /* NULL is welcome */

/* The runs of a stream whose facts are the case's.  They are taken over; `folds` is freed. */
void pm_joins_add(pm_joins *j, size_t input, pm_piece *piece, pm_fold **folds, size_t n_folds);

/* All streams are there.  The series (in the case's arena) say which belong together; c->restarts are set.
 * false: streams were joined that do not follow each other; nothing is right then. */
bool pm_joins_finish(pm_joins *j, pm_case *c, pm_series **series, size_t *n_series);

#endif
