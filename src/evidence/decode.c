/*
 * decode: one compressed stream -> its content, to the last byte before any damage.
 *
 * Concatenated streams (gzip members, xz streams, bzip2 streams, zstd frames) are one content, as
 * the tools that made them read them.
 */
#include "source.h"

#include "postmortem/base/memory.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { INPUT = 1 << 17, RATIO_FROM = 64 << 20 };

typedef struct {
    pm_source base;
    pm_source *in;
    pm_sniffed kind;
    uint64_t ratio, got_in, got_out;
    size_t at, len;   /* unread input */
    bool in_ended;
    bool inside;      /* within a stream, whose end mark has not been seen */
    bool done;
    union {
        z_stream z;
        bz_stream bz;
        lzma_stream xz;
        ZSTD_DStream *zst;
    } u;
    char input[INPUT];
} decoder;

static bool refill(decoder *d)
{
    if (d->at < d->len)
        return true;
    d->at = 0;
    d->len = d->in_ended ? 0 : pm_source_read(d->in, d->input, INPUT);
    d->got_in += d->len;
    if (d->len == 0) {
        d->in_ended = true;
        if (d->in->damage)
            pm_source_broke(&d->base, d->in->damage, d->in->detail);
    }
    return d->len > 0;
}

/* Fatal for the stream: what was decoded until now has been or will be returned. */
static void stop(decoder *d, pm_damage damage, const char *detail)
{
    pm_source_broke(&d->base, damage, detail);
    d->done = true;
}

/* Between two streams: more of the same kind, padding, or bytes that do not belong. */
static void between(decoder *d)
{
    d->inside = false;
    while (refill(d) && d->input[d->at] == '\0') /* tape blocks and gzip -c >> leave zeros */
        d->at++;
    if (!refill(d)) {
        d->done = true;
        return;
    }
    unsigned char next = (unsigned char)d->input[d->at];
    bool same = d->kind == PM_SNIFF_GZIP ? next == 0x1f : d->kind == PM_SNIFF_BZIP2 ? next == 'B' : true;
    if (!same) {
        stop(d, PM_DAMAGE_TRAILING, "bytes after the end of the compressed data");
        return;
    }
    d->inside = true;
    if (d->kind == PM_SNIFF_GZIP) {
        inflateReset(&d->u.z);
    } else if (d->kind == PM_SNIFF_BZIP2) {
        BZ2_bzDecompressEnd(&d->u.bz);
        d->u.bz = (bz_stream){ 0 };
        if (BZ2_bzDecompressInit(&d->u.bz, 0, 0) != BZ_OK)
            stop(d, PM_DAMAGE_CORRUPT, "bzip2: cannot begin the next stream");
    }
}

/* Each step decodes from input[at..len) into out, returns the bytes made. */
static size_t step_gzip(decoder *d, char *out, size_t cap)
{
    z_stream *z = &d->u.z;
    z->next_in = (unsigned char *)d->input + d->at;
    z->avail_in = (unsigned)(d->len - d->at);
    z->next_out = (unsigned char *)out;
    z->avail_out = (unsigned)cap;
    int r = inflate(z, Z_NO_FLUSH);
    d->at = d->len - z->avail_in;
    size_t made = cap - z->avail_out;
    if (r == Z_STREAM_END)
        between(d);
    else if (r != Z_OK && r != Z_BUF_ERROR)
        stop(d, PM_DAMAGE_CORRUPT, z->msg ? z->msg : "gzip data is corrupt");
    return made;
}

static size_t step_bzip2(decoder *d, char *out, size_t cap)
{
    bz_stream *b = &d->u.bz;
    b->next_in = d->input + d->at;
    b->avail_in = (unsigned)(d->len - d->at);
    b->next_out = out;
    b->avail_out = (unsigned)cap;
    int r = BZ2_bzDecompress(b);
    d->at = d->len - b->avail_in;
    size_t made = cap - b->avail_out;
    if (r == BZ_STREAM_END)
        between(d);
    else if (r != BZ_OK)
        stop(d, PM_DAMAGE_CORRUPT, r == BZ_DATA_ERROR ? "bzip2: a block's checksum is wrong" : "bzip2 data is corrupt");
    return made;
}

static size_t step_xz(decoder *d, char *out, size_t cap)
{
    lzma_stream *x = &d->u.xz;
    x->next_in = (unsigned char *)d->input + d->at;
    x->avail_in = d->len - d->at;
    x->next_out = (unsigned char *)out;
    x->avail_out = cap;
    lzma_ret r = lzma_code(x, d->in_ended ? LZMA_FINISH : LZMA_RUN);
    d->at = d->len - x->avail_in;
    size_t made = cap - x->avail_out;
    if (r == LZMA_STREAM_END) {
        d->inside = false;
        d->done = true;
    } else if (r != LZMA_OK && !(r == LZMA_BUF_ERROR && d->in_ended)) {
        stop(d, r == LZMA_MEMLIMIT_ERROR ? PM_DAMAGE_LIMIT : PM_DAMAGE_CORRUPT,
             r == LZMA_MEMLIMIT_ERROR ? "xz: needs more memory than allowed" : "xz data is corrupt");
    }
    return made;
}

static size_t step_zstd(decoder *d, char *out, size_t cap)
{
    ZSTD_inBuffer i = { d->input, d->len, d->at };
    ZSTD_outBuffer o = { out, cap, 0 };
    size_t r = ZSTD_decompressStream(d->u.zst, &o, &i);
    d->at = i.pos;
    if (ZSTD_isError(r))
        stop(d, PM_DAMAGE_CORRUPT, ZSTD_getErrorName(r));
    else
        d->inside = r != 0; /* 0: a frame is complete */
    return o.pos;
}

static size_t decode_read(pm_source *base, char *buf, size_t cap)
{
    decoder *d = (decoder *)base;
    size_t made = 0;
    while (made == 0 && !d->done) {
        bool more = refill(d);
        switch (d->kind) {
        case PM_SNIFF_GZIP: made = more ? step_gzip(d, buf, cap) : 0; break;
        case PM_SNIFF_BZIP2: made = more ? step_bzip2(d, buf, cap) : 0; break;
        case PM_SNIFF_XZ: made = step_xz(d, buf, cap); break;
        default: made = step_zstd(d, buf, cap); break;
        }
        if (!more && made == 0 && !d->done) {
            if (d->inside)
                stop(d, PM_DAMAGE_CUT, "the compressed data ends before its end mark");
            d->done = true;
        }
    }
    d->got_out += made;
    if (d->got_out > RATIO_FROM && d->got_out / (d->got_in ? d->got_in : 1) > d->ratio && !d->done)
        stop(d, PM_DAMAGE_LIMIT, "ratio");
    return made;
}

static void decode_close(pm_source *base)
{
    decoder *d = (decoder *)base;
    switch (d->kind) {
    case PM_SNIFF_GZIP: inflateEnd(&d->u.z); break;
    case PM_SNIFF_BZIP2: BZ2_bzDecompressEnd(&d->u.bz); break;
    case PM_SNIFF_XZ: lzma_end(&d->u.xz); break;
    default: ZSTD_freeDStream(d->u.zst); break;
    }
    free(d);
}

/* RFC 1952, 2.3: MTIME, little-endian at offset 4; 0: none. */
static void gzip_mtime(decoder *d, bool *has, int64_t *mtime)
{
    const unsigned char *p = (const unsigned char *)d->input + d->at;
    if (d->len - d->at < 10)
        return;
    uint32_t t = (uint32_t)p[4] | (uint32_t)p[5] << 8 | (uint32_t)p[6] << 16 | (uint32_t)p[7] << 24;
    *has = t != 0;
    *mtime = t;
}

pm_source *pm_decode_open(pm_sniffed kind, pm_source *in, uint64_t ratio, bool *has_mtime, int64_t *mtime)
{
    enum { XZ_MEMORY = 1 << 30 };
    decoder *d = pm_zalloc(sizeof *d);
    d->base = (pm_source){ .read = decode_read, .close = decode_close };
    d->in = in;
    d->kind = kind;
    d->ratio = ratio;
    d->inside = true;
    bool ok;
    switch (kind) {
    case PM_SNIFF_GZIP: ok = inflateInit2(&d->u.z, 15 + 16) == Z_OK; break;
    case PM_SNIFF_BZIP2: ok = BZ2_bzDecompressInit(&d->u.bz, 0, 0) == BZ_OK; break;
    case PM_SNIFF_XZ:
        d->u.xz = (lzma_stream)LZMA_STREAM_INIT;
        ok = lzma_stream_decoder(&d->u.xz, XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
        break;
    default: ok = (d->u.zst = ZSTD_createDStream()) != NULL; break;
    }
    if (!ok)
        stop(d, PM_DAMAGE_LIMIT, "the decoder could not begin");
    *has_mtime = false;
    if (kind == PM_SNIFF_GZIP && refill(d))
        gzip_mtime(d, has_mtime, mtime);
    return &d->base;
}
