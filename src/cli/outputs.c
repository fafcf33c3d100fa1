/* outputs: their sums beside them; and evidence is never written to. */
#include "command.h"

#include "postmortem/base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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
bool pm_outputs_same_place(const char *a, const char *b)
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

pm_status pm_outputs_keep_off_evidence(const char *output, const pm_cli_options *o, pm_error *err)
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

/* ---- sums ---- */

pm_status pm_summed_open(pm_summed *s, const char *path, const pm_cli_options *o, pm_error *err)
{
    size_t size = strlen(path) + sizeof ".sha256";
    s->path = path;
    s->sum_path = pm_alloc(size);
    snprintf(s->sum_path, size, "%s.sha256", path);
    pm_status st = pm_outputs_keep_off_evidence(path, o, err);
    if (st == PM_OK)
        st = pm_output_open(&s->out, path, err);
    if (st != PM_OK || !pm_output_is_file(s->out))
        return st;
    pm_output_hash(s->out);
    st = pm_outputs_keep_off_evidence(s->sum_path, o, err);
    return st == PM_OK ? pm_output_open(&s->sum, s->sum_path, err) : st;
}

pm_status pm_summed_close(pm_summed *s, pm_error *err)
{
    pm_output *out = s->out;
    if (s->sum != NULL)
        pm_output_sha256(out, s->sha256);
    s->out = NULL;
    return pm_output_close(out, err);
}

/* "HEX  report.html"; a name with a line break or a backslash as sha256sum writes it. */
pm_status pm_summed_seal(pm_summed *s, pm_error *err)
{
    char hex[PM_SHA256_HEX];
    pm_output *sum = s->sum;
    if (sum == NULL)
        return PM_OK;
    const char *slash = strrchr(s->path, '/'), *name = slash ? slash + 1 : s->path;
    pm_sha256_hex(s->sha256, hex);
    pm_output_format(sum, "%s%s  ", strpbrk(name, "\\\n\r") ? "\\" : "", hex);
    for (; *name; name++)
        if (*name == '\\' || *name == '\n' || *name == '\r')
            pm_output_format(sum, "\\%c", *name == '\n' ? 'n' : *name == '\r' ? 'r' : '\\');
        else
            pm_output_write(sum, pm_span_make(name, 1));
    pm_output_write(sum, PM_SPAN("\n"));
    s->sum = NULL;
    return pm_output_close(sum, err);
}

void pm_summed_free(pm_summed *s)
{
    pm_output_abandon(s->out);
    pm_output_abandon(s->sum);
    free(s->sum_path);
}
