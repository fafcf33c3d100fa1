/* options: the command line, checked. */
#ifndef PM_CLI_OPTIONS_H
#define PM_CLI_OPTIONS_H

#include "postmortem/analysis/case.h"

#define PM_COMMAND(name, arguments, summary, about, codes) PM_COMMAND_##name,
typedef enum {
#include "commands.def"
    PM_COMMAND_COUNT
} pm_command;
#undef PM_COMMAND

typedef struct {
    pm_command command;
    pm_case_options read;          /* inputs point into argv; its limits are zero where not given, but in a report */
    const char *case_file;         /* verify: the CASE.json */
    const char *output, *json, *lang, *title, *stated, *templates;
    bool quiet, list_parsers, version, help;
} pm_cli_options;

/* now: the present time, for --generated-at's default.  PM_E_USAGE with a sentence. */
pm_status pm_cli_parse(pm_cli_options *o, pm_arena *arena, int argc, char **argv, int64_t now, pm_error *err);

/* What --help says of a command. */
void pm_cli_help(FILE *to, pm_command command);

#endif
