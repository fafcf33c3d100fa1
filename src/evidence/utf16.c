/*
 * utf16: UTF-16 text -> UTF-8, byte for byte as iconv(1) of the GNU C library gives it: the mark at the beginning is
 * taken off, everything before the first fault is kept.
 */
#include "source.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum { INPUT = 1 << 16, LONGEST = 4, UNIT = 2 };

typedef struct {
    pm_source base;
    pm_source *in;
    bool big_endian, begun, in_ended;
    size_t at, len;             /* unread: input[at..len) */
    char left[LONGEST];         /* of a character for which there was no room */
    size_t left_at, left_len;
    unsigned char input[INPUT];
} utf16;

static void take_more(utf16 *u)
{
    memmove(u->input, u->input + u->at, u->len - u->at);
    u->len -= u->at;
    u->at = 0;
    size_t n = u->in_ended ? 0 : pm_source_read(u->in, (char *)u->input + u->len, INPUT - u->len);
    u->len += n;
    u->in_ended = n == 0;
}

/* The unit that stands n units ahead; false: there is none. */
static bool look(utf16 *u, size_t n, uint32_t *unit)
{
    size_t need = (n + 1) * UNIT;
    while (u->len - u->at < need && !u->in_ended)
        take_more(u);
    if (u->len - u->at < need)
        return false;
    const unsigned char *p = u->input + u->at + n * UNIT;
    *unit = u->big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
    return true;
}

static size_t put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(first[n] | code);
    return n;
}

/* The next character's bytes, 0 at the end or a fault. */
static size_t next(utf16 *u, char out[LONGEST])
{
    uint32_t code, low;
    if (u->base.damage)
        return 0;
    if (!look(u, 0, &code)) {
        if (u->in->damage)
            return pm_source_broke(&u->base, u->in->damage, u->in->detail);
        return u->len > u->at ? pm_source_broke(&u->base, PM_DAMAGE_CUT, "") : 0; /* half a unit */
    }
    if (code < 0xd800 || code > 0xdfff) {
        u->at += UNIT;
        return put_utf8(out, code);
    }
    if (code < 0xdc00 && !look(u, 1, &low))
        return pm_source_broke(&u->base, u->in->damage ? u->in->damage : PM_DAMAGE_CUT, u->in->damage ? u->in->detail : "");
    if (code >= 0xdc00 || low < 0xdc00 || low > 0xdfff)
        return pm_source_broke(&u->base, PM_DAMAGE_CORRUPT, "unpaired surrogate");
    u->at += 2 * UNIT;
    return put_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
}

static size_t utf16_read(pm_source *base, char *buf, size_t cap)
{
    utf16 *u = (utf16 *)base;
    uint32_t unit;
    size_t made = 0;
    if (!u->begun && look(u, 0, &unit) && unit == 0xfeff)
        u->at += UNIT;
    u->begun = true;
    for (;;) {
        while (u->left_at < u->left_len && made < cap)
            buf[made++] = u->left[u->left_at++];
        if (made == cap)
            return made;
        if (cap - made >= LONGEST) {
            size_t n = next(u, buf + made);
            made += n;
            if (n == 0)
                return made;
        } else {
            u->left_at = 0;
            u->left_len = next(u, u->left);
            if (u->left_len == 0)
                return made;
        }
    }
}

static void utf16_close(pm_source *base)
{
    free(base);
}

pm_source *pm_utf16_open(pm_source *in, bool big_endian)
{
    utf16 *u = pm_zalloc(sizeof *u);
    u->base = (pm_source){ .read = utf16_read, .close = utf16_close };
    u->in = in;
    u->big_endian = big_endian;
    return &u->base;
}
