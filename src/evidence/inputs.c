/* inputs: what the operator named -> files, sorted, so that the same folder is the same evidence. */
#include "source.h"

#include "postmortem/base/japanese.h"
#include "postmortem/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    pm_arena *arena;
    pm_input *items;
    size_t n, cap;
    pm_error *err;
} list;

static pm_file_type type_of(const struct stat *st)
{
    switch (st->st_mode & S_IFMT) {
    case S_IFLNK: return PM_TYPE_SYMLINK;
    case S_IFIFO: return PM_TYPE_FIFO;
    case S_IFSOCK: return PM_TYPE_SOCKET;
    case S_IFCHR: return PM_TYPE_CHARACTER_DEVICE;
    case S_IFBLK: return PM_TYPE_BLOCK_DEVICE;
    default: return PM_TYPE_FILE;
    }
}

/* Where a symbolic link points to: named, not followed. */
static pm_span target_of(pm_arena *a, const char *path)
{
    char target[PM_NAME_MOST];
    ssize_t n = readlink(path, target, sizeof target);
    return pm_arena_copy(a, pm_span_make(target, n > 0 ? (size_t)n : 0));
}

static void add(list *l, const char *path, pm_span label, const struct stat *st)
{
    pm_buffer readable = { 0 };
    const char *encoding = pm_japanese_decode(&readable, label);
    if (encoding != NULL)
        label = pm_buffer_span(&readable);
    l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
    l->items[l->n++] = (pm_input){ .path = pm_arena_copy(l->arena, pm_span_of(path)).ptr,
                                   .label = pm_arena_copy(l->arena, label),
                                   .name_encoding = encoding,
                                   .bytes = st && S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0,
                                   .type = st ? type_of(st) : PM_TYPE_FILE };
    if (l->items[l->n - 1].type == PM_TYPE_SYMLINK)
        l->items[l->n - 1].target = target_of(l->arena, path);
    pm_buffer_free(&readable);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted by bytes; *error: why they are none, or not all. */
static char **names_in(const char *path, size_t *n, int *error)
{
    DIR *dir = opendir(path);
    char **names = pm_alloc(sizeof *names);
    size_t cap = 1;
    *n = 0;
    *error = dir == NULL ? errno : 0;
    while (dir != NULL) {
        errno = 0;
        struct dirent *e = readdir(dir);
        if (e == NULL) {
            *error = errno;
            break;
        }
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        names = pm_array_grow(names, &cap, *n + 1, sizeof *names);
        names[(*n)++] = pm_strdup(e->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    qsort(names, *n, sizeof *names, by_name);
    return names;
}

static pm_status spool_last(list *l, int fd, const char *name)
{
    pm_input *in = &l->items[l->n - 1];
    return pm_spool(fd, name, &in->spool, &in->error, l->err);
}

/* A file that was redirected is read as it lies, unless somebody has read a part of it. */
static pm_status add_standard_input(list *l)
{
    struct stat st;
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->items[i].path, "-") == 0)
            return pm_fail(l->err, PM_E_USAGE, "standard input is named twice; it can be given once");
    add(l, "-", PM_SPAN("standard-input"), NULL);
    if (fstat(STDIN_FILENO, &st) != 0 || (S_ISREG(st.st_mode) && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0))
        return PM_OK;
    return spool_last(l, STDIN_FILENO, "standard input");
}

/* A pipe that the operator named is read, here and to its end; when it cannot be opened, the walk will say so. */
static pm_status add_pipe(list *l, const char *path, pm_span label)
{
    add(l, path, label, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return PM_OK;
    pm_status st = spool_last(l, fd, path);
    close(fd);
    return st;
}

/* What lies in a folder and cannot be read is a fact; what the operator named must be there. */
static pm_status add_unreadable(list *l, const char *path, pm_span label, bool named, int error)
{
    if (named)
        return pm_fail(l->err, PM_E_IO, "%.400s cannot be read: %s", path, strerror(error));
    add(l, path, label, NULL);
    l->items[l->n - 1].error = error;
    return PM_OK;
}

static pm_status add_folder(list *l, const char *path, pm_span label, bool named, int depth);

static pm_status add_path(list *l, const char *path, pm_span label, bool named, int depth)
{
    struct stat st;
    if ((named ? stat : lstat)(path, &st) != 0)
        return add_unreadable(l, path, label, named, errno);
    if (S_ISDIR(st.st_mode))
        return add_folder(l, path, label, named, depth);
    if (named && !S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode)) /* a disk can be read again */
        return add_pipe(l, path, label);
    add(l, path, label, named && S_ISBLK(st.st_mode) ? NULL : &st);
    return PM_OK;
}

static pm_status add_folder(list *l, const char *path, pm_span label, bool named, int depth)
{
    enum { DEEPEST = 64 };
    size_t n;
    int error;
    if (depth > DEEPEST)
        return pm_fail(l->err, PM_E_LIMIT, "%.400s: folders are nested deeper than %d", path, DEEPEST);
    char **names = names_in(path, &n, &error);
    pm_status st = error ? add_unreadable(l, path, label, named, error) : PM_OK;
    for (size_t i = 0; i < n; i++) {
        if (st == PM_OK) {
            pm_span child = pm_arena_format(l->arena, "%s/%s", path, names[i]);
            pm_span inside = pm_arena_format(l->arena, "%.*s/%s", PM_SPAN_FMT(label), names[i]);
            st = add_path(l, child.ptr, inside, false, depth + 1);
        }
        free(names[i]);
    }
    free(names);
    return st;
}

/* "/case/7/logs/" -> "logs": the report does not depend on where the evidence lay. */
static pm_span last_component(const char *path)
{
    pm_span s = pm_span_of(path), head;
    while (s.len > 1 && s.ptr[s.len - 1] == '/')
        s.len--;
    pm_span_split_last(s, PM_SPAN("/"), &head, &s);
    return s.len ? s : PM_SPAN("/");
}

pm_status pm_inputs_expand(pm_arena *a, const char *const *paths, size_t n, pm_input **out, size_t *n_out, pm_error *err)
{
    list l = { .arena = a, .err = err };
    pm_status st = PM_OK;
    for (size_t i = 0; i < n && st == PM_OK; i++) {
        if (strcmp(paths[i], "-") == 0)
            st = add_standard_input(&l);
        else
            st = add_path(&l, paths[i], last_component(paths[i]), true, 0);
    }
    if (st != PM_OK)
        pm_inputs_close(l.items, l.n);
    if (l.n) {
        *out = pm_arena_alloc(a, l.n * sizeof **out);
        memcpy(*out, l.items, l.n * sizeof **out);
    }
    *n_out = l.n;
    free(l.items);
    return st;
}

void pm_inputs_close(const pm_input *inputs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (inputs[i].spool)
            close(inputs[i].spool);
}
