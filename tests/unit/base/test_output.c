#include "scratch.h"

#include "postmortem/base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static pm_output *open_output(const char *path)
{
    pm_output *o;
    pm_error err = { "" };
    if (pm_output_open(&o, path, &err) != PM_OK)
        fail_msg("%s", err.text);
    return o;
}

static void check_content(const char *row, const char *name, const char *want)
{
    pm_buffer b = scratch_read(name);
    check_text(row, "content", pm_buffer_span(&b), want);
    pm_buffer_free(&b);
}

static size_t files_in_folder(const char *name)
{
    char line[400];
    snprintf(line, sizeof line, "ls -A '%s' | wc -l > count", name);
    scratch_run(line);
    pm_buffer b = scratch_read("count");
    uint64_t n = 0;
    pm_span rest;
    assert_true(pm_span_number(pm_span_trim(pm_buffer_span(&b)), &n, &rest));
    pm_buffer_free(&b);
    return (size_t)n;
}

static mode_t mode_of(const char *name)
{
    struct stat st;
    assert_int_equal(stat(scratch_path(name), &st), 0);
    return st.st_mode & 07777;
}

static void whole_or_nothing(void **state)
{
    (void)state;
    pm_error err = { "" };
    scratch_run("mkdir whole");
    pm_output *o = open_output(scratch_path("whole/report.html"));
    pm_output_write(o, PM_SPAN("one "));
    pm_output_format(o, "%d", 2);
    check_true("before close", "not there under its name", access(scratch_path("whole/report.html"), F_OK) != 0);
    check_int("close", "status", pm_output_close(o, &err), PM_OK);
    check_content("new", "whole/report.html", "one 2");
    check_int("new", "no other file is left", (int64_t)files_in_folder("whole"), 1);

    o = open_output(scratch_path("whole/report.html"));
    pm_output_write(o, PM_SPAN("three"));
    check_content("while it is written", "whole/report.html", "one 2");
    check_int("close", "status", pm_output_close(o, &err), PM_OK);
    check_content("replaced", "whole/report.html", "three");

    o = open_output(scratch_path("whole/report.html"));
    pm_output_write(o, PM_SPAN("four"));
    pm_output_abandon(o);
    check_content("abandoned", "whole/report.html", "three");
    check_int("abandoned", "no other file is left", (int64_t)files_in_folder("whole"), 1);
    pm_output_abandon(NULL);
}

/* What cat > file would have made: 0666 less the umask; an existing file keeps its bits. */
static void permission_bits(void **state)
{
    (void)state;
    pm_error err = { "" };
    static const struct {
        const char *row;
        mode_t mask, before, after; /* before 0: no file there */
    } rows[] = {
        { "new, umask 022", 022, 0, 0644 },
        { "new, umask 077", 077, 0, 0600 },
        { "new, umask 002", 002, 0, 0664 },
        { "kept private", 022, 0600, 0600 },
        { "kept open", 077, 0664, 0664 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        mode_t old = umask(rows[i].mask);
        unlink(scratch_path("bits"));
        if (rows[i].before) {
            scratch_write("bits", PM_SPAN("x"));
            assert_int_equal(chmod(scratch_path("bits"), rows[i].before), 0);
        }
        check_int(rows[i].row, "status", pm_output_close(open_output(scratch_path("bits")), &err), PM_OK);
        umask(old);
        check_int(rows[i].row, "mode", mode_of("bits"), rows[i].after);
    }
}

/* More than the buffer holds, in pieces of every size. */
static void large(void **state)
{
    (void)state;
    pm_error err = { "" };
    pm_buffer want = { 0 };
    pm_output *o = open_output(scratch_path("large"));
    for (size_t i = 1; want.len < 300000; i++) {
        char line[900];
        size_t n = i * 37 % sizeof line;
        memset(line, (int)('a' + i % 26), sizeof line);
        pm_output_write(o, pm_span_make(line, n));
        pm_buffer_add(&want, pm_span_make(line, n));
    }
    check_int("large", "status", pm_output_close(o, &err), PM_OK);
    pm_buffer got = scratch_read("large");
    check_true("large", "content", pm_span_eq(pm_buffer_span(&got), pm_buffer_span(&want)));
    pm_buffer_free(&got);
    pm_buffer_free(&want);
}

/* Text that a caller formats may be as long as the evidence makes it. */
static void long_format(void **state)
{
    (void)state;
    pm_error err = { "" };
    pm_output *o = open_output(scratch_path("format"));
    pm_output_format(o, "<%2000d>", 7);
    check_int("format", "status", pm_output_close(o, &err), PM_OK);
    pm_buffer got = scratch_read("format");
    check_int("format", "length", (int64_t)got.len, 2002);
    check_true("format", "its end", pm_span_ends(pm_buffer_span(&got), PM_SPAN(" 7>")));
    pm_buffer_free(&got);
}

static void full_disk(void **state)
{
    (void)state;
    pm_error err = { "" };
    if (access("/dev/full", W_OK) != 0)
        skip();
    pm_output *o = open_output("/dev/full");
    char block[1000] = "x";
    for (int i = 0; i < 500; i++)
        pm_output_write(o, pm_span_make(block, sizeof block)); /* sticky: goes on without effect */
    check_int("full disk", "status", pm_output_close(o, &err), PM_E_IO);
    check_true("full disk", err.text, strstr(err.text, strerror(ENOSPC)) != NULL && strstr(err.text, "incomplete") != NULL);
}

/* A file system that fills up in the middle: a process's file size limit does the same to write(2). */
static void fails_while_writing(void **state)
{
    (void)state;
    scratch_run("mkdir small && printf before > small/report.html");
    char self[400], command[1500];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        skip();
    self[n] = '\0';
    snprintf(command, sizeof command, "trap '' XFSZ; ulimit -f 64; exec '%s' write-much small/report.html 2> said", self);
    check_int("write fails", "exit of the writer", scratch_try(command), PM_E_IO);
    check_content("write fails", "small/report.html", "before");
    check_int("write fails", "no other file is left", (int64_t)files_in_folder("small"), 1);
    pm_buffer said = scratch_read("said");
    check_true("write fails", "the sentence", pm_span_has(pm_buffer_span(&said), PM_SPAN("what was there before is unchanged")));
    pm_buffer_free(&said);
}

/* The writer of fails_while_writing: a process of its own under a file size limit. */
static int write_much(const char *path)
{
    pm_output *o;
    pm_error err = { "" };
    char block[4096] = "x";
    if (pm_output_open(&o, path, &err) != PM_OK)
        return 99;
    for (int i = 0; i < 1000; i++)
        pm_output_write(o, pm_span_make(block, sizeof block));
    pm_status st = pm_output_close(o, &err);
    fputs(err.text, stderr);
    return (int)st;
}

static void pipe_is_written_directly(void **state)
{
    (void)state;
    pm_error err = { "" };
    scratch_run("mkfifo pipe; cat pipe > piped &");
    pm_output *o = open_output(scratch_path("pipe"));
    pm_output_write(o, PM_SPAN("through the pipe"));
    check_int("pipe", "status", pm_output_close(o, &err), PM_OK);
    scratch_run("i=0; while [ $i -lt 100 ] && ! grep -q pipe piped; do sleep 0.1; i=$((i + 1)); done; test -p pipe");
    check_content("pipe", "piped", "through the pipe");
}

static void cannot_open(void **state)
{
    (void)state;
    static const struct {
        const char *row, *path;
        int why;
    } rows[] = {
        { "no such folder", "no/such/report.html", ENOENT },
        { "a folder", ".", EISDIR },
        { "a file is no folder", "plain/report.html", ENOTDIR },
        { "unwritable folder", "sealed/report.html", EACCES },
    };
    scratch_run("printf x > plain; mkdir sealed; chmod 500 sealed");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].why == EACCES && geteuid() == 0) {
            fprintf(stderr, "skipped: %s: root may write anywhere\n", rows[i].row);
            continue;
        }
        pm_output *o = (pm_output *)1;
        pm_error err = { "" };
        check_int(rows[i].row, "status", pm_output_open(&o, scratch_path(rows[i].path), &err), PM_E_IO);
        check_true(rows[i].row, "no output", o == NULL);
        check_true(rows[i].row, err.text, strstr(err.text, strerror(rows[i].why)) != NULL);
    }
}

/* The folder disappears, or becomes unwritable, while the report is written. */
static void cannot_rename(void **state)
{
    (void)state;
    pm_error err = { "" };
    scratch_run("mkdir gone");
    pm_output *o = open_output(scratch_path("gone/report.html"));
    pm_output_write(o, PM_SPAN("x"));
    scratch_run("rm -r gone");
    check_int("gone", "status", pm_output_close(o, &err), PM_E_IO);
    check_true("gone", err.text, strstr(err.text, "gone/report.html could not be written") != NULL);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "write-much") == 0)
        return write_much(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_or_nothing), cmocka_unit_test(permission_bits), cmocka_unit_test(large),
        cmocka_unit_test(long_format),      cmocka_unit_test(full_disk),       cmocka_unit_test(fails_while_writing),
        cmocka_unit_test(pipe_is_written_directly), cmocka_unit_test(cannot_open), cmocka_unit_test(cannot_rename),
    };
    return SCRATCH_RUN(tests);
}
