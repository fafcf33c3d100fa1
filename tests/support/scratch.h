/*
 * scratch: a folder of its own for a test, and stock tools run in it.
 *
 * A test whose tool is not installed is skipped and says so.
 */
#ifndef PM_TESTS_SCRATCH_H
#define PM_TESTS_SCRATCH_H

#include "check.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char scratch_folder[256];

/* Group setup: makes the folder.  The commands of scratch_run() begin there. */
static inline int scratch_open(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(scratch_folder, sizeof scratch_folder, "%s/pm-test-XXXXXX", base ? base : "/tmp");
    return mkdtemp(scratch_folder) == NULL;
}

/* The exit code of a shell command, -1 when it could not run. */
static inline int scratch_try(const char *command)
{
    char line[4096];
    int n = snprintf(line, sizeof line, "cd '%s' && export LC_ALL=C && { %s\n}", scratch_folder, command);
    if (n < 0 || (size_t)n >= sizeof line)
        fail_msg("command too long: %s", command);
    int status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void scratch_run(const char *command)
{
    int status = scratch_try(command);
    if (status != 0)
        fail_msg("exit %d of: %s", status, command);
}

/* Group teardown */
static inline int scratch_close(void **state)
{
    (void)state;
    int status = scratch_try("chmod -R u+rwx . && rm -rf \"$PWD\"");
    scratch_folder[0] = '\0';
    return status != 0;
}

/* Skips the running test when one of the tools (separated by blanks) is missing. */
static inline void scratch_need(const char *tools)
{
    char line[512];
    snprintf(line, sizeof line, "for t in %s; do command -v $t >/dev/null || { echo \"skipped: no $t here\" >&2; exit 1; }; done", tools);
    if (scratch_try(line) != 0)
        skip();
}

static inline const char *scratch_path(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", scratch_folder, name);
    return path;
}

static inline void scratch_write(const char *name, pm_span content)
{
    FILE *f = fopen(scratch_path(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content.len ? content.ptr : "", 1, content.len, f), content.len);
    assert_int_equal(fclose(f), 0);
}

/* The content of a file in the folder; free with pm_buffer_free. */
static inline pm_buffer scratch_read(const char *name)
{
    pm_buffer b = { 0 };
    FILE *f = fopen(scratch_path(name), "rb");
    if (f == NULL)
        fail_msg("%s is not there", name);
    for (size_t n = 1; n > 0; b.len += n) {
        pm_buffer_reserve(&b, 1 << 16);
        n = fread(b.data + b.len, 1, 1 << 16, f);
    }
    fclose(f);
    return b;
}

#define SCRATCH_RUN(tests) check_report(cmocka_run_group_tests(tests, scratch_open, scratch_close))

#endif
