#include "collect.h"

#include <fcntl.h>

static pm_input *expand(pm_arena *a, const char *const *names, size_t n, size_t *n_out)
{
    const char *paths[8];
    pm_input *inputs = NULL;
    pm_error err = { "" };
    for (size_t i = 0; i < n; i++)
        paths[i] = strcmp(names[i], "-") == 0 ? "-" : pm_arena_copy(a, pm_span_of(scratch_path(names[i]))).ptr;
    if (pm_inputs_expand(a, paths, n, &inputs, n_out, &err) != PM_OK)
        fail_msg("%s", err.text);
    return inputs;
}

/* Sorted by bytes, whatever order the file system gives; labels do not say where the evidence lay. */
static void folders(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        bool link;
        uint64_t bytes;
    } want[] = {
        { "logs/.hidden", false, 1 },   { "logs/B.log", false, 2 },      { "logs/a/z.log", false, 1 },
        { "logs/a.log", false, 3 },     { "logs/a.log.1", false, 0 },    { "logs/b", true, 0 },
        { "logs/pipe", true, 0 },       { "logs/up", true, 0 },          { "logs/\xc3\xa4.log", false, 1 },
    };
    scratch_run("mkdir -p case/7/logs/a case/7/logs/empty && cd case/7/logs && printf x > .hidden && printf xx > B.log && printf xxx > a.log && "
                ": > a.log.1 && printf x > a/z.log && ln -s a.log b && ln -s / up && mkfifo pipe && printf x > \"$(printf '\\303\\244').log\"");
    pm_arena *a = pm_arena_new();
    size_t n = 0;
    pm_input *inputs = expand(a, (const char *const[]){ "case/7/logs//" }, 1, &n);
    check_int("folder", "files", (int64_t)n, COUNT_OF(want));
    for (size_t i = 0; i < n; i++) {
        check_text(want[i].label, "label", inputs[i].label, want[i].label);
        check_true(want[i].label, "link", (inputs[i].type != PM_TYPE_FILE) == want[i].link);
        check_int(want[i].label, "bytes", (int64_t)inputs[i].bytes, (int64_t)want[i].bytes);
    }
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    size_t before = collect_commits;
    for (size_t i = 0; i < n; i++) {
        if (!want[i].link)
            continue;
        pm_piece *p = pm_evidence_walk(a, &inputs[i], &limits, &collect_reader);
        check_int(want[i].label, "kind", p->kind, PM_PIECE_OTHER);
        check_int(want[i].label, "damage", p->damage, PM_DAMAGE_LINK);
        check_int(want[i].label, "state", p->state, PM_PIECE_NOT_A_LOG);
    }
    check_int("b", "type", inputs[5].type, PM_TYPE_SYMLINK);
    check_text("b", "target", inputs[5].target, "a.log");
    check_int("pipe", "type", inputs[6].type, PM_TYPE_FIFO);
    check_text("up", "target", inputs[7].target, "/");
    check_int("links", "bytes read", (int64_t)(collect_commits - before), 0);
    pm_arena_free(a);
}

static void named(void **state)
{
    (void)state;
    scratch_run("printf x > one.log; ln -s one.log soft.log; mkdir -p d; ln -s d softdir; printf y > d/two.log");
    pm_arena *a = pm_arena_new();
    size_t n = 0;
    pm_input *inputs = expand(a, (const char *const[]){ "soft.log", "-", "one.log", "softdir" }, 4, &n);
    check_int("named", "files", (int64_t)n, 4);
    check_text("a link that was named is followed", "label", inputs[0].label, "soft.log");
    check_true("a link that was named is followed", "no link", inputs[0].type == PM_TYPE_FILE && inputs[0].bytes == 1);
    check_text("standard input", "label", inputs[1].label, "standard-input");
    check_text("standard input", "path", pm_span_of(inputs[1].path), "-");
    check_text("in the order given", "label", inputs[2].label, "one.log");
    check_text("a folder behind a link that was named", "label", inputs[3].label, "softdir/two.log");
    inputs = expand(a, NULL, 0, &n);
    check_int("nothing", "files", (int64_t)n, 0);
    pm_arena_free(a);
}

static void wrong(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    pm_input *inputs = NULL;
    size_t n;
    pm_error err = { "" };
    const char *missing = pm_arena_copy(a, pm_span_of(scratch_path("missing.log"))).ptr;
    check_int("missing", "status", pm_inputs_expand(a, &missing, 1, &inputs, &n, &err), PM_E_IO);
    check_true("missing", err.text, strstr(err.text, "missing.log cannot be read: No such file") != NULL);
    scratch_run("d=deep; for i in 1 2 3 4 5 6 7; do d=$d/x/x/x/x/x/x/x/x/x/x; done; mkdir -p $d");
    const char *deep = pm_arena_copy(a, pm_span_of(scratch_path("deep"))).ptr;
    check_int("nested 70 deep", "status", pm_inputs_expand(a, &deep, 1, &inputs, &n, &err), PM_E_LIMIT);
    pm_arena_free(a);
}

/* A pipe that the operator named, and standard input: read to the end, as often as wanted, without a time. */
static void pipes(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    size_t n = 0;
    scratch_run("mkfifo fifo; (seq 100000 | gzip -n > fifo) & ");
    pm_input *inputs = expand(a, (const char *const[]){ "fifo", "-" }, 2, &n);
    pm_piece *p;
    for (int time = 0; time < 2; time++) {
        p = pm_evidence_walk(a, &inputs[0], &PM_EVIDENCE_LIMITS_DEFAULT, &collect_reader);
        check_int("fifo", "state", p->state, PM_PIECE_READ);
        check_int("fifo", "content", (int64_t)p->content_bytes, 588895); /* seq 100000 | wc -c */
        check_true("fifo", "no time of its own", !p->has_mtime);
        forget(p);
    }
    pm_inputs_close(inputs, n);

    scratch_write("in.log", PM_SPAN("Nov  4 09:05:01 mx1 x: y\n"));
    int saved = dup(STDIN_FILENO), in = open(scratch_path("in.log"), O_RDONLY);
    assert_true(in >= 0 && dup2(in, STDIN_FILENO) == STDIN_FILENO);
    p = pm_evidence_walk(a, &inputs[1], &PM_EVIDENCE_LIMITS_DEFAULT, &collect_reader);
    check_text("standard input", "path", p->path, "standard-input");
    check_text("standard input", "content", content_of(p), "Nov  4 09:05:01 mx1 x: y\n");
    check_true("standard input", "stays open", fcntl(STDIN_FILENO, F_GETFD) != -1);
    forget(p);
    close(in);
    if (saved >= 0)
        dup2(saved, STDIN_FILENO);
    pm_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(folders), cmocka_unit_test(named), cmocka_unit_test(wrong),
                                        cmocka_unit_test(pipes) };
    return SCRATCH_RUN(tests);
}
