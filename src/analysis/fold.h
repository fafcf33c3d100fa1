/*
 * fold: takes records in order, counts what a line says by itself into the facts, and holds what only
 * neighbouring lines can say: open messages, silences, the master's comings and goings.
 *
 * A run of lines is folded without knowing what stands before or after it; pm_fold_join puts two
 * neighbouring runs together, exactly as if they had been one (the law is a test).
 */
#ifndef PM_ANALYSIS_FOLD_H
#define PM_ANALYSIS_FOLD_H

#include "life.h"
#include "postmortem/analysis/case.h"

typedef struct pm_fold pm_fold;

/* instances: see there; must outlive the fold. */
pm_fold *pm_fold_new(int32_t hour_shift, pm_replies *replies, const pm_instances *instances);
void pm_fold_free(pm_fold *f); /* NULL is welcome */

/* One record.  Returns how it was understood; *family: whose it is. */
pm_verdict pm_fold_record(pm_fold *f, const pm_record *rec, const pm_cite *cite, pm_votes *votes, pm_family *family);
/* A line before --since is not counted, but a connection that it tells of may go on. */
void pm_fold_before(pm_fold *f, const pm_record *rec, const pm_cite *cite);
/* journalctl's mark that the host was started anew, before this record of it: a boot by the record's time, which is not folded. */
void pm_fold_boot(pm_fold *f, const pm_record *rec, const pm_cite *marker);
/* A line that no clock could read still takes a place in the order. */
void pm_fold_skip(pm_fold *f);
/* Lines without process id are foreign in a log whose other lines have one. */
void pm_fold_expect_pids(pm_fold *f, bool expect);
/* The hosts that the lines name, from i = 0; false at the end. */
bool pm_fold_host(const pm_fold *f, size_t i, pm_id *host, uint64_t *lines);
/* The names under which its lines' Postfix daemons spoke. */
const pm_instances *pm_fold_instances(const pm_fold *f);
/* The kind of log that the run belongs to, once that is known; silences are noted under it. */
void pm_fold_set_family(pm_fold *f, pm_family family);

/* Hands the facts over to the case's, which all runs share from now on; replies: of the thread that joins. */
void pm_fold_move(pm_fold *f, pm_facts *facts, pm_replies *replies);
void pm_fold_join(pm_fold *earlier, pm_fold *later); /* frees later */
void pm_fold_set_start(pm_fold *f);

/* Nothing comes after: contributes what is open, and gives the restarts in order. */
void pm_fold_finish(pm_fold *f, pm_arena *arena, pm_restart **restarts, size_t *n);

#endif
