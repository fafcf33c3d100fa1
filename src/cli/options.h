/* options: the command line, checked. */
#ifndef PM_CLI_OPTIONS_H
#define PM_CLI_OPTIONS_H

#include "postmortem/analysis/case.h"

typedef struct {
    pm_case_options read;          /* inputs point into argv */
    const char *output, *json, *lang, *title, *templates;
    bool quiet, list_parsers, version, help;
} pm_cli_options;

/* now: the present time, for --generated-at's default.  PM_E_USAGE with a sentence. */
pm_status pm_cli_parse(pm_cli_options *o, pm_arena *arena, int argc, char **argv, int64_t now, pm_error *err);

void pm_cli_help(FILE *to);

#endif
