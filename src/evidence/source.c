#include "source.h"

#include "postmortem/base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

size_t pm_source_broke(pm_source *s, pm_damage damage, const char *detail)
{
    if (s->damage == PM_DAMAGE_NONE) {
        s->damage = damage;
        snprintf(s->detail, sizeof s->detail, "%s", detail ? detail : "");
    }
    return 0;
}

/* ---- a file descriptor ---- */

typedef struct {
    pm_source base;
    int fd, broke;
} fd_source;

static size_t fd_read(pm_source *base, char *buf, size_t cap)
{
    fd_source *s = (fd_source *)base;
    for (;;) {
        ssize_t n = read(s->fd, buf, cap);
        if (n == 0 && s->broke)
            return pm_source_broke(base, PM_DAMAGE_UNREADABLE, strerror(s->broke));
        if (n >= 0)
            return (size_t)n;
        if (errno != EINTR)
            return pm_source_broke(base, PM_DAMAGE_UNREADABLE, strerror(errno));
    }
}

static void fd_close(pm_source *base)
{
    fd_source *s = (fd_source *)base;
    close(s->fd);
    free(s);
}

pm_source *pm_source_fd(int fd, int broke)
{
    fd_source *s = pm_zalloc(sizeof *s);
    s->base = (pm_source){ .read = fd_read, .close = fd_close };
    s->fd = fd;
    s->broke = broke;
    return &s->base;
}

/* ---- counting and hashing ---- */

struct pm_tap {
    pm_source base;
    pm_source *in;
    pm_sha256 *hash;
    uint64_t bytes;
};

static size_t tap_read(pm_source *base, char *buf, size_t cap)
{
    pm_tap *t = (pm_tap *)base;
    size_t n = pm_source_read(t->in, buf, cap);
    t->bytes += n;
    if (n && t->hash)
        pm_sha256_add(t->hash, buf, n);
    if (n == 0 && t->in->damage)
        pm_source_broke(base, t->in->damage, t->in->detail);
    return n;
}

static void tap_close(pm_source *base)
{
    pm_tap *t = (pm_tap *)base;
    pm_sha256_free(t->hash);
    free(t);
}

pm_source *pm_tap_new(pm_tap **out, pm_source *in, bool hash)
{
    pm_tap *t = pm_zalloc(sizeof *t);
    t->base = (pm_source){ .read = tap_read, .close = tap_close };
    t->in = in;
    t->hash = hash ? pm_sha256_new() : NULL;
    *out = t;
    return &t->base;
}

uint64_t pm_tap_bytes(const pm_tap *t)
{
    return t->bytes;
}

void pm_tap_drain(pm_tap *t)
{
    enum { STEP = 1 << 16 };
    char *buf = pm_alloc(STEP);
    while (tap_read(&t->base, buf, STEP) > 0)
        ;
    free(buf);
}

void pm_tap_stop_hashing(pm_tap *t)
{
    pm_sha256_free(t->hash);
    t->hash = NULL;
}

bool pm_tap_hash(pm_tap *t, unsigned char out[PM_SHA256_SIZE])
{
    if (t->hash == NULL)
        return false;
    pm_sha256_end(t->hash, out);
    return true;
}

/* ---- looking ahead ---- */

static size_t peek_read(pm_source *base, char *buf, size_t cap)
{
    pm_peek *p = (pm_peek *)base;
    if (p->at < p->len) {
        size_t n = p->len - p->at < cap ? p->len - p->at : cap;
        memcpy(buf, p->bytes + p->at, n);
        p->at += n;
        return n;
    }
    size_t n = pm_source_read(p->in, buf, cap);
    if (n == 0 && p->in->damage)
        pm_source_broke(base, p->in->damage, p->in->detail);
    return n;
}

static void peek_close(pm_source *base)
{
    (void)base;
}

pm_span pm_peek_open(pm_peek *p, pm_source *in)
{
    p->base = (pm_source){ .read = peek_read, .close = peek_close };
    p->in = in;
    p->len = p->at = 0;
    for (size_t n; p->len < PM_PEEK && (n = pm_source_read(in, p->bytes + p->len, PM_PEEK - p->len)) > 0;)
        p->len += n;
    return pm_span_make(p->bytes, p->len);
}
