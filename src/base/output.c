#include "postmortem/base/output.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, UNFINISHED_MOST = 8 };

/* The temporary files that are there now.  Where a signal handler finds them: in no memory that could be freed meanwhile. */
static struct {
    volatile sig_atomic_t there;
    char path[PATH_MAX];
} unfinished[UNFINISHED_MOST];

struct pm_output {
    int fd;
    char *path, *temporary; /* temporary NULL: written directly */
    int failed;             /* errno of the first failed write */
    pm_sha256 *hash;        /* NULL: nobody asks */
    size_t used;
    char buffer[BUFFER];
};

static void note_unfinished(const char *path)
{
    for (size_t i = 0; i < UNFINISHED_MOST; i++)
        if (!unfinished[i].there) {
            snprintf(unfinished[i].path, sizeof unfinished[i].path, "%s", path);
            unfinished[i].there = 1;
            return;
        }
}

static void forget_unfinished(const char *path)
{
    for (size_t i = 0; i < UNFINISHED_MOST; i++)
        if (unfinished[i].there && strcmp(unfinished[i].path, path) == 0)
            unfinished[i].there = 0;
}

void pm_output_remove_unfinished(void)
{
    for (size_t i = 0; i < UNFINISHED_MOST; i++)
        if (unfinished[i].there)
            unlink(unfinished[i].path);
}

/* No signal comes between the file and its note. */
static int make_temporary(char *path)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int fd = mkstemp(path);
    if (fd >= 0)
        note_unfinished(path);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fd;
}

pm_status pm_output_open(pm_output **out, const char *path, pm_error *err)
{
    pm_output *o = pm_zalloc(sizeof *o);
    struct stat st;
    *out = NULL;
    o->path = pm_strdup(path);
    if (strcmp(path, "-") == 0) {
        o->fd = STDOUT_FILENO;
    } else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        o->fd = S_ISDIR(st.st_mode) ? (errno = EISDIR, -1) : open(path, O_WRONLY | O_CLOEXEC);
    } else {
        size_t n = strlen(path) + 16;
        o->temporary = pm_alloc(n);
        snprintf(o->temporary, n, "%s.XXXXXX", path);
        o->fd = make_temporary(o->temporary);
        if (o->fd < 0) {
            free(o->temporary);
            o->temporary = NULL;
        }
    }
    if (o->fd < 0) {
        pm_status s = pm_fail(err, PM_E_IO, "%.300s cannot be written: %s; choose another place", path, strerror(errno));
        pm_output_abandon(o);
        return s;
    }
    *out = o;
    return PM_OK;
}

static void flush(pm_output *o)
{
    size_t done = 0;
    if (o->hash != NULL)
        pm_sha256_add(o->hash, o->buffer, o->used);
    while (!o->failed && done < o->used) {
        ssize_t n = write(o->fd, o->buffer + done, o->used - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            o->failed = errno;
    }
    o->used = 0;
}

void pm_output_write(pm_output *o, pm_span s)
{
    while (s.len) {
        if (o->used == BUFFER)
            flush(o);
        size_t n = BUFFER - o->used < s.len ? BUFFER - o->used : s.len;
        memcpy(o->buffer + o->used, s.ptr, n);
        o->used += n;
        s = pm_span_skip(s, n);
    }
}

void pm_output_format(pm_output *o, const char *fmt, ...)
{
    char text[512];
    pm_buffer longer = { 0 };
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    if (n >= (int)sizeof text) {
        pm_buffer_reserve(&longer, (size_t)n + 1);
        vsnprintf(longer.data, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    va_end(ap);
    if (n > 0)
        pm_output_write(o, pm_span_make(longer.data ? longer.data : text, (size_t)n));
    pm_buffer_free(&longer);
}

bool pm_output_is_file(const pm_output *o)
{
    return o->temporary != NULL;
}

void pm_output_hash(pm_output *o)
{
    o->hash = pm_sha256_new();
}

void pm_output_sha256(pm_output *o, unsigned char out[PM_SHA256_SIZE])
{
    flush(o);
    pm_sha256_end(o->hash, out);
}

/* What open() would have given: mkstemp makes 0600, a report is an ordinary file. */
static void ordinary_mode(pm_output *o)
{
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = stat(o->path, &st) == 0 ? st.st_mode & 07777 : 0666 & ~mask;
    if (fchmod(o->fd, mode) != 0)
        o->failed = errno;
}

pm_status pm_output_close(pm_output *o, pm_error *err)
{
    flush(o);
    if (!o->failed && o->temporary)
        ordinary_mode(o);
    if (o->fd != STDOUT_FILENO && close(o->fd) != 0 && !o->failed)
        o->failed = errno;
    o->fd = -1;
    if (!o->failed && o->temporary) {
        if (rename(o->temporary, o->path) == 0) {
            forget_unfinished(o->temporary);
            free(o->temporary);
            o->temporary = NULL;
        } else {
            o->failed = errno;
        }
    }
    pm_status st = PM_OK;
    if (o->failed)
        st = pm_fail(err, PM_E_IO, "%.300s could not be written: %s; %s", strcmp(o->path, "-") ? o->path : "standard output",
                     strerror(o->failed), o->temporary ? "what was there before is unchanged" : "what arrived is incomplete");
    pm_output_abandon(o);
    return st;
}

void pm_output_abandon(pm_output *o)
{
    if (o == NULL)
        return;
    if (o->fd >= 0 && o->fd != STDOUT_FILENO)
        close(o->fd);
    if (o->temporary) {
        unlink(o->temporary);
        forget_unfinished(o->temporary);
    }
    pm_sha256_free(o->hash);
    free(o->temporary);
    free(o->path);
    free(o);
}
