/*
 * main: postmortem's command line.
 */
#define PM_MAY_READ_CLOCK
#include "options.h"

#include "postmortem/base/random.h"
#include "postmortem/export/export.h"
#include "postmortem/report/report.h"
#include "version.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_ALL_READ = 0, EXIT_NO_REPORT = 1, EXIT_USAGE = 2, EXIT_PARTLY_READ = 3 };

static int say(const pm_error *err, int code)
{
    fprintf(stderr, "postmortem: %s\n", err->text);
    return code;
}

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

/* ---- progress, on a terminal only ---- */

typedef struct {
    int64_t last;
    bool shown;
} progress;

static void on_progress(void *ctx, uint64_t bytes)
{
    progress *p = ctx;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t now = (int64_t)t.tv_sec * 10 + t.tv_nsec / 100000000;
    if (now == p->last)
        return;
    p->last = now;
    p->shown = true;
    fprintf(stderr, "\rreading: %llu MB of log", (unsigned long long)(bytes / 1000000));
}

static void end_progress(const progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}

/* ---- evidence is never written to ---- */

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Does the output lie in the folder, at any depth? */
static bool lies_in(const char *output, const struct stat *folder)
{
    struct stat st;
    char path[4096];
    int n = snprintf(path, sizeof path, "%s", output);
    if (n < 0 || (size_t)n >= sizeof path - 8)
        return false;
    char *slash = strrchr(path, '/');
    if (slash != NULL)
        slash[1] = '\0';
    memcpy(slash != NULL ? slash + 1 : path, ".", 2);
    for (int depth = 0; depth < 64; depth++) {
        struct stat up;
        if (stat(path, &st) != 0)
            return false;
        if (same_file(&st, folder))
            return true;
        size_t len = strlen(path);
        if (len + 4 >= sizeof path)
            return false;
        memcpy(path + len, "/..", 4);
        if (stat(path, &up) != 0 || same_file(&up, &st))
            return false;
    }
    return false;
}

/* Two names of one file that is yet to be made: the same folder, the same name in it. */
static bool same_place(const char *a, const char *b)
{
    struct stat x, y;
    char folder[2][PATH_MAX];
    const char *names[2] = { a, b };
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
        return false;
    if (stat(a, &x) == 0 && stat(b, &y) == 0)
        return S_ISREG(x.st_mode) && same_file(&x, &y);
    for (int i = 0; i < 2; i++) {
        const char *slash = strrchr(names[i], '/');
        int len = slash ? (int)(slash - names[i]) + 1 : 0;
        snprintf(folder[i], sizeof folder[i], "%.*s.", len < PATH_MAX - 2 ? len : 0, names[i]);
        names[i] += len;
    }
    return strcmp(names[0], names[1]) == 0 && stat(folder[0], &x) == 0 && stat(folder[1], &y) == 0 && same_file(&x, &y);
}

static pm_status keep_off_evidence(const char *output, const pm_cli_options *o, pm_error *err)
{
    struct stat out, in;
    if (strcmp(output, "-") == 0)
        return PM_OK;
    bool exists = stat(output, &out) == 0;
    if (exists && !S_ISREG(out.st_mode))
        return PM_OK;
    for (size_t i = 0; i < o->read.n_inputs; i++) {
        if ((strcmp(o->read.inputs[i], "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(o->read.inputs[i], &in)) != 0)
            continue;
        if ((exists && same_file(&out, &in)) || (S_ISDIR(in.st_mode) && lies_in(output, &in)))
            return pm_fail(err, PM_E_USAGE, "%.200s would be written over or into the evidence %.200s; choose another place",
                           output, o->read.inputs[i]);
    }
    return PM_OK;
}

/* ---- the report ---- */

typedef struct {
    pm_output *report, *json;
} outputs;

static pm_status open_outputs(outputs *out, const pm_cli_options *o, pm_error *err)
{
    if (o->json != NULL && same_place(o->output, o->json))
        return pm_fail(err, PM_E_USAGE, "report and JSON would both go to %.200s; give one of them another name", o->json);
    pm_status st = keep_off_evidence(o->output, o, err);
    if (st == PM_OK && o->json != NULL)
        st = keep_off_evidence(o->json, o, err);
    if (st == PM_OK)
        st = pm_output_open(&out->report, o->output, err);
    if (st == PM_OK && o->json != NULL)
        st = pm_output_open(&out->json, o->json, err);
    return st;
}

static pm_status write_outputs(outputs *out, const pm_cli_options *o, const pm_case *c, pm_error *err)
{
    pm_texts *texts;
    pm_status st = pm_texts_open(&texts, o->templates, err);
    if (st != PM_OK)
        return st;
    pm_findings *findings = pm_findings_make(c);
    pm_model_input in = { .c = c, .findings = findings, .texts = texts, .lang = o->lang, .version = PM_VERSION, .build = PM_BUILD,
                          .title = o->title };
    st = pm_report_write(&in, o->templates, out->report, err);
    if (st == PM_OK && out->json != NULL) {
        pm_export_json(&in, out->json);
        st = pm_output_close(out->json, err);
        out->json = NULL;
    }
    if (st == PM_OK) {
        st = pm_output_close(out->report, err);
        out->report = NULL;
    }
    pm_findings_free(findings);
    pm_texts_free(texts);
    return st;
}

static int report(pm_cli_options *o)
{
    outputs out = { NULL, NULL };
    pm_case *c = NULL;
    pm_error err = { "" };
    progress p = { .last = 0 };
    int code = EXIT_NO_REPORT;
    if (!o->quiet && isatty(STDERR_FILENO)) {
        o->read.progress = on_progress;
        o->read.progress_ctx = &p;
    }
    pm_status st = open_outputs(&out, o, &err);
    if (st == PM_OK)
        st = pm_case_read(&c, &o->read, &err);
    end_progress(&p);
    if (st == PM_OK)
        st = write_outputs(&out, o, c, &err);
    if (st == PM_OK)
        code = c->partly_read ? EXIT_PARTLY_READ : EXIT_ALL_READ;
    else
        code = say(&err, st == PM_E_USAGE ? EXIT_USAGE : EXIT_NO_REPORT);
    if (code == EXIT_PARTLY_READ && !o->quiet)
        fputs("postmortem: part of the evidence could not be read; the report says which\n", stderr);
    pm_output_abandon(out.report);
    pm_output_abandon(out.json);
    pm_case_free(c);
    return code;
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
    int code = EXIT_ALL_READ;
    set_signals();
    seed_hashes();
    if (pm_cli_parse(&o, arena, argc, argv, (int64_t)time(NULL), &err) != PM_OK)
        code = say(&err, EXIT_USAGE);
    else if (o.help)
        pm_cli_help(stdout);
    else if (o.version)
        printf("postmortem %s (%s)\n%s\n", PM_VERSION, PM_BUILD, PM_LIBRARIES);
    else if (o.list_parsers)
        list_parsers();
    else
        code = report(&o);
    pm_arena_free(arena);
    return code;
}
