#define PM_MAY_READ_CLOCK
#include "command.h"

#include <unistd.h>

int pm_command_say(const pm_error *err, int code)
{
    fprintf(stderr, "postmortem: %s\n", err->text);
    return code;
}

bool pm_progress_is_wanted(const pm_cli_options *o)
{
    return !o->quiet && isatty(STDERR_FILENO);
}

void pm_progress_show(void *progress, uint64_t bytes)
{
    pm_progress *p = progress;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t now = (int64_t)t.tv_sec * 10 + t.tv_nsec / 100000000;
    if (now == p->last)
        return;
    p->last = now;
    p->shown = true;
    fprintf(stderr, "\rreading: %llu MB of log", (unsigned long long)(bytes / 1000000));
}

void pm_progress_end(const pm_progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}
