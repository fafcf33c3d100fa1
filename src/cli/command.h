/* command: what the commands of commands.def share: exit codes, the one sentence, progress, where outputs may go. */
#ifndef PM_CLI_COMMAND_H
#define PM_CLI_COMMAND_H

#include "options.h"

#include "postmortem/base/output.h"

/* PM_EXIT_MEMORY besides. */
enum { PM_EXIT_WELL = 0, PM_EXIT_NOTHING = 1, PM_EXIT_USAGE = 2, PM_EXIT_PARTLY = 3 };

typedef int pm_command_run(pm_cli_options *o); /* returns the exit code */

#define PM_COMMAND(name, arguments, summary, about, codes) pm_command_run pm_command_##name;
#include "commands.def"
#undef PM_COMMAND

/* Says what went wrong; returns code. */
int pm_command_say(const pm_error *err, int code);

/* "reading: 120 MB of log", on a terminal only. */
typedef struct {
    int64_t last;
    bool shown;
} pm_progress;

bool pm_progress_is_wanted(const pm_cli_options *o);
void pm_progress_show(void *progress, uint64_t bytes);
void pm_progress_end(const pm_progress *p);

/*
 * An output and, beside a regular file, FILE.sha256, which `sha256sum -c` reads; written when all outputs are whole, so that
 * it never stands beside another content.
 */
typedef struct {
    const char *path;
    char *sum_path;
    pm_output *out, *sum;     /* sum NULL: there is none */
    unsigned char sha256[PM_SHA256_SIZE];
} pm_summed;

pm_status pm_summed_open(pm_summed *s, const char *path, const pm_cli_options *o, pm_error *err);
pm_status pm_summed_close(pm_summed *s, pm_error *err); /* the output */
pm_status pm_summed_seal(pm_summed *s, pm_error *err);  /* then the sum */
void pm_summed_free(pm_summed *s);                      /* abandons what is still open */

/* PM_E_USAGE when the output would be written over or into the evidence. */
pm_status pm_outputs_keep_off_evidence(const char *output, const pm_cli_options *o, pm_error *err);
/* Are these two names of one file, there or yet to be made? */
bool pm_outputs_same_place(const char *a, const char *b);

#endif
