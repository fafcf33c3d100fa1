/*
 * verify: is the evidence still what a case.json says of it, down to each line that it cites?
 *
 * Owns:   what the case.json claims, what was found, what became of each claim.
 * Never:  understands a log line: it counts newlines and hashes bytes, so that an error in the parser cannot hide itself here.
 *
 * Figures are not computed anew; for that the report is made again.
 */
#ifndef PM_VERIFY_VERIFY_H
#define PM_VERIFY_VERIFY_H

#include "postmortem/base/output.h"
#include "postmortem/evidence/evidence.h"

typedef struct {
    const char *case_file;
    const char *const *inputs;
    size_t n_inputs;
    pm_evidence_limits limits;   /* zero: as the case.json says, else the usual */
    void (*progress)(void *ctx, uint64_t bytes_read); /* may be NULL */
    void *progress_ctx;
} pm_verify_options;

typedef struct pm_verification pm_verification;

/*
 * PM_E_IO: a file is not there or cannot be read.  PM_E_FORMAT: the case.json is damaged or of another schema.
 * PM_E_LIMIT: the case.json is larger than any that was written by this program.  PM_E_USAGE: standard input is named twice.
 */
pm_status pm_verify_run(pm_verification **out, const pm_verify_options *options, pm_error *err);
void pm_verify_free(pm_verification *v); /* NULL is welcome */

/* Every item and every line is as the case.json says, and there is nothing else. */
bool pm_verify_all_match(const pm_verification *v);

/* For people: the verdict in one line, then all that differs unless `brief`. */
void pm_verify_tell(const pm_verification *v, bool brief, pm_output *to);
/* The same for programs: schema postmortem.verify/1. */
void pm_verify_json(const pm_verification *v, pm_output *to);

#endif
