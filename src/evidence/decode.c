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
    bool begun;       /* a stream; its end mark has not been seen until `done` */
    bool done;
    union {
        z_stream z;
        bz_stream bz;
        lzma_stream xz;
        ZSTD_DStream *zst;
    } u;
    char input[INPUT];
} decoder;

/* Adds to the unread input, which begins at 0. */
static void take_more(decoder *d)
{
    size_t n = d->in_ended ? 0 : pm_source_read(d->in, d->input + d->len, INPUT - d->len);
    d->len += n;
    d->got_in += n;
    d->in_ended = n == 0;
    if (n == 0 && d->in->damage)
        pm_source_broke(&d->base, d->in->damage, d->in->detail);
}

static bool refill(decoder *d)
{
    if (d->at == d->len) {
        d->at = d->len = 0;
        take_more(d);
    }
    return d->len > 0;
}

/* Fatal for the stream: what was decoded until now has been or will be returned. */
static void stop(decoder *d, pm_damage damage, const char *detail)
{
    pm_source_broke(&d->base, damage, detail);
    d->done = true;
}

/* The first stream and each that follows it. */
static bool begin_stream(decoder *d)
{
    enum { XZ_MEMORY = 1 << 30 };
    bool again = d->begun;
    d->begun = true;
    switch (d->kind) {
    case PM_SNIFF_GZIP: return (again ? inflateReset(&d->u.z) : inflateInit2(&d->u.z, 15 + 16)) == Z_OK;
    case PM_SNIFF_BZIP2:
        if (again)
            BZ2_bzDecompressEnd(&d->u.bz);
        d->u.bz = (bz_stream){ 0 };
        return BZ2_bzDecompressInit(&d->u.bz, 0, 0) == BZ_OK;
    case PM_SNIFF_XZ: /* a second call takes the stream over */
        if (!again)
            d->u.xz = (lzma_stream)LZMA_STREAM_INIT;
        return lzma_stream_decoder(&d->u.xz, XZ_MEMORY, 0) == LZMA_OK;
    default:
        if (!again)
            d->u.zst = ZSTD_createDStream();
        return d->u.zst != NULL && !ZSTD_isError(ZSTD_initDStream(d->u.zst));
    }
}

/* The next n unread bytes in one piece, or what is left. */
static pm_span look_ahead(decoder *d, size_t n)
{
    while (d->len - d->at < n && !d->in_ended) {
        memmove(d->input, d->input + d->at, d->len - d->at);
        d->len -= d->at;
        d->at = 0;
        take_more(d);
    }
    return pm_span_make(d->input + d->at, d->len - d->at);
}

/* Between two streams: more of the same kind, padding, or bytes that do not belong. */
static void between(decoder *d)
{
    enum { MAGIC = 10 };
    while (refill(d) && d->input[d->at] == '\0') /* tape blocks and gzip -c >> leave zeros */
        d->at++;
    pm_span next = look_ahead(d, MAGIC);
    if (next.len == 0)
        d->done = true;
    else if (pm_sniff(next) != d->kind)
        stop(d, PM_DAMAGE_TRAILING, "bytes after the end of the compressed data");
    else if (!begin_stream(d))
        stop(d, PM_DAMAGE_LIMIT, "the decoder could not begin the next stream");
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
    lzma_ret r = lzma_code(x, LZMA_RUN);
    d->at = d->len - x->avail_in;
    size_t made = cap - x->avail_out;
    if (r == LZMA_STREAM_END)
        between(d);
    else if (r == LZMA_MEMLIMIT_ERROR)
        stop(d, PM_DAMAGE_LIMIT, "xz: needs more memory than allowed");
    else if (r != LZMA_OK && r != LZMA_BUF_ERROR)
        stop(d, PM_DAMAGE_CORRUPT, "xz data is corrupt");
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
    else if (r == 0) /* a frame is complete */
        between(d);
    return o.pos;
}

static size_t decode_read(pm_source *base, char *buf, size_t cap)
{
    decoder *d = (decoder *)base;
    size_t made = 0;
    while (made == 0 && !d->done) {
        bool more = refill(d); /* without more, a decoder may still hold content: kilobytes, or a whole block */
        switch (d->kind) {
        case PM_SNIFF_GZIP: made = step_gzip(d, buf, cap); break;
        case PM_SNIFF_BZIP2: made = step_bzip2(d, buf, cap); break;
        case PM_SNIFF_XZ: made = step_xz(d, buf, cap); break;
        default: made = step_zstd(d, buf, cap); break;
        }
        if (!more && made == 0 && !d->done)
            stop(d, PM_DAMAGE_CUT, "the compressed data ends before its end mark");
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
    pm_span head = look_ahead(d, 10);
    const unsigned char *p = (const unsigned char *)head.ptr;
    if (head.len < 10)
        return;
    uint32_t t = (uint32_t)p[4] | (uint32_t)p[5] << 8 | (uint32_t)p[6] << 16 | (uint32_t)p[7] << 24;
    *has = t != 0;
    *mtime = t;
}

pm_source *pm_decode_open(pm_sniffed kind, pm_source *in, uint64_t ratio, bool *has_mtime, int64_t *mtime)
{
    decoder *d = pm_zalloc(sizeof *d);
    d->base = (pm_source){ .read = decode_read, .close = decode_close };
    d->in = in;
    d->kind = kind;
    d->ratio = ratio;
    if (!begin_stream(d))
        stop(d, PM_DAMAGE_LIMIT, "the decoder could not begin");
    *has_mtime = false;
    if (kind == PM_SNIFF_GZIP)
        gzip_mtime(d, has_mtime, mtime);
    return &d->base;
}
