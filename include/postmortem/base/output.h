/*
 * output: a file that is there whole or not at all.
 *
 * Regular files are written under a temporary name in the same folder and renamed at close; an
 * existing file stays as it was until then.  "-" is standard output.  What is no regular file (a
 * pipe, a device) is written directly and never renamed over.  Writing is sticky: after a failed
 * write nothing more is written, and close tells why.
 *
 * One thread opens and closes outputs.  A program that ends otherwise than by returning, at a signal or by exit(),
 * calls pm_output_remove_unfinished, or the temporary files stay behind.
 */
#ifndef PM_BASE_OUTPUT_H
#define PM_BASE_OUTPUT_H

#include "postmortem/base/sha256.h"

typedef struct pm_output pm_output;

pm_status pm_output_open(pm_output **out, const char *path, pm_error *err);
void pm_output_write(pm_output *o, pm_span s);
void pm_output_format(pm_output *o, const char *fmt, ...) PM_PRINTF(2, 3);
bool pm_output_is_file(const pm_output *o);              /* written under a temporary name */
/* Of all that is written, from the first byte on: ask for it before, and take it behind the last. */
void pm_output_hash(pm_output *o);
void pm_output_sha256(pm_output *o, unsigned char out[PM_SHA256_SIZE]);
pm_status pm_output_close(pm_output *o, pm_error *err);  /* frees o in every case; renames when all is well */
void pm_output_abandon(pm_output *o);                    /* frees o, removes the temporary file; NULL is welcome */

/* Removes the temporary files of all outputs that are open, of which nothing more will come.  For signal handlers, too. */
void pm_output_remove_unfinished(void);

#endif
