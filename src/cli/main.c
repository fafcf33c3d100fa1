/*
 * main: postmortem's command line.
 */
#define PM_MAY_READ_CLOCK
#include "command.h"

#include "postmortem/base/output.h"
#include "postmortem/base/random.h"
#include "version.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define PM_COMMAND(name, arguments, summary, about, codes) pm_command_##name,
static pm_command_run *const commands[] = {
#include "commands.def"
};
#undef PM_COMMAND

/* A seed that no log's writer knows. */
static void seed_hashes(void)
{
    uint64_t seed = (uint64_t)time(NULL);
    FILE *f = fopen("/dev/urandom", "rb");
    if (f != NULL) {
        if (fread(&seed, sizeof seed, 1, f) != 1)
            seed ^= (uint64_t)getpid();
        fclose(f);
    }
    pm_hash_seed(seed);
}

static void list_parsers(void)
{
    const char *program, *summary, *sample;
    for (size_t i = 0; pm_parser_list(i, &program, &summary, &sample); i++)
        printf("%s\n    %s\n", program, summary);
}

/* ---- ends that are not ours ---- */

/* Its default, to end the program, stands again and follows. */
static void on_end(int signal_number)
{
    pm_output_remove_unfinished();
    raise(signal_number);
}

static void set_signals(void)
{
    static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction now, end = { .sa_handler = on_end, .sa_flags = SA_RESETHAND };
    sigemptyset(&end.sa_mask);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) /* nohup */
            sigaction(ends[i], &end, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, with a sentence */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that the system lets grow no further */
    atexit(pm_output_remove_unfinished); /* out of memory */
}

int main(int argc, char **argv)
{
    pm_cli_options o;
    pm_error err = { "" };
    pm_arena *arena = pm_arena_new();
    int code = PM_EXIT_WELL;
    set_signals();
    seed_hashes();
    if (pm_cli_parse(&o, arena, argc, argv, (int64_t)time(NULL), &err) != PM_OK)
        code = pm_command_say(&err, PM_EXIT_USAGE);
    else if (o.help)
        pm_cli_help(stdout, o.command);
    else if (o.version)
        printf("postmortem %s (%s)\n%s\n", PM_VERSION, PM_BUILD, PM_LIBRARIES);
    else if (o.list_parsers)
        list_parsers();
    else
        code = commands[o.command](&o);
    pm_arena_free(arena);
    return code;
}
