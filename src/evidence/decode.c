/*
 * decode: one compressed stream -> its content, to the last byte before any damage.
 *
 * Concatenated streams (gzip members, xz streams, bzip2 streams, zstd frames) are one content, as
 * the tools that made them read them.
 */
#include "source.h"

#include "postmortem/base/memory.h"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    INPUT = 1 << 17,
    BACK = 8, /* bytes before the unread ones that stay: at the end of a deflate stream igzip gives back what it read ahead */
    RATIO_FROM = 64 << 20,
};

typedef struct {
    pm_source base;
    pm_source *in;
    pm_sniffed kind;
    uint64_t ratio, memory, got_in, got_out;
    size_t at, len;   /* unread: input[at..len), at >= BACK */
    bool in_ended;
    bool begun;       /* a stream; its end mark has not been seen until `done` */
    bool done;
    int64_t time;     /* gzip: the latest time in a header so far; 0: none */
    bool undated;     /* gzip: a header without a time */
    const char *broken; /* gzip: an error was found, what was decoded before it is still to be given */
    union {
        struct inflate_state gz;
        bz_stream bz;
        lzma_stream xz;
        ZSTD_DStream *zst;
    } u;
    char input[BACK + INPUT];
} decoder;

/* Adds to the unread input, which is moved to the front. */
static void take_more(decoder *d)
{
    memmove(d->input, d->input + d->at - BACK, d->len - d->at + BACK);
    d->len -= d->at - BACK;
    d->at = BACK;
    size_t n = d->in_ended ? 0 : pm_source_read(d->in, d->input + d->len, sizeof d->input - d->len);
    d->len += n;
    d->got_in += n;
    d->in_ended = n == 0;
    if (n == 0 && d->in->damage)
        pm_source_broke(&d->base, d->in->damage, d->in->detail);
}

static bool refill(decoder *d)
{
    if (d->at == d->len)
        take_more(d);
    return d->at < d->len;
}

/* Fatal for the stream: what was decoded until now has been or will be returned. */
static void stop(decoder *d, pm_damage damage, const char *detail)
{
    pm_source_broke(&d->base, damage, detail);
    d->done = true;
}

/* The largest window, a power of two, that fits the limit. */
static int zstd_window(uint64_t memory)
{
    ZSTD_bounds b = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    int log = b.lowerBound;
    while (log < b.upperBound && memory >> (log + 1))
        log++;
    return log;
}

static bool begin_zstd(decoder *d, bool again)
{
    if (!again)
        d->u.zst = ZSTD_createDStream();
    return d->u.zst != NULL && !ZSTD_isError(ZSTD_initDStream(d->u.zst)) &&
           !ZSTD_isError(ZSTD_DCtx_setParameter(d->u.zst, ZSTD_d_windowLogMax, zstd_window(d->memory)));
}

/* The next n unread bytes in one piece, or what is left. */
static pm_span look_ahead(decoder *d, size_t n)
{
    while (d->len - d->at < n && !d->in_ended)
        take_more(d);
    return pm_span_make(d->input + d->at, d->len - d->at);
}

static const char *igzip_word(int code)
{
    switch (code) {
    case ISAL_INVALID_BLOCK: return "ISAL_INVALID_BLOCK";
    case ISAL_INVALID_SYMBOL: return "ISAL_INVALID_SYMBOL";
    case ISAL_INVALID_LOOKBACK: return "ISAL_INVALID_LOOKBACK";
    case ISAL_INVALID_WRAPPER: return "ISAL_INVALID_WRAPPER";
    case ISAL_UNSUPPORTED_METHOD: return "ISAL_UNSUPPORTED_METHOD";
    case ISAL_INCORRECT_CHECKSUM: return "ISAL_INCORRECT_CHECKSUM";
    default: return "";
    }
}

/* The next n bytes are passed over, or all up to a NUL; what they were goes into the first `keep` of `out`.  false: they end early. */
static bool take_bytes(decoder *d, size_t n, unsigned char *out, size_t keep)
{
    for (size_t i = 0; i < n; i++) {
        if (!refill(d))
            return false;
        if (i < keep)
            out[i] = (unsigned char)d->input[d->at];
        d->at++;
    }
    return true;
}

static bool take_name(decoder *d)
{
    unsigned char c = 1;
    while (c != '\0')
        if (!take_bytes(d, 1, &c, 1))
            return false;
    return true;
}

/*
 * RFC 1952, 2.3: ten bytes (MTIME at 4, little-endian, 0: none), an extra field, a name, a comment, a checksum of these.
 * Read here: igzip loses its way in a header with a name that does not come in one piece.
 */
static bool take_gzip_header(decoder *d)
{
    enum { CHECKSUM = 2, EXTRA = 4, NAME = 8, COMMENT = 16, FLAGS = 3, TIME = 4, LENGTH = 10 };
    unsigned char p[LENGTH], extra[2];
    if (!take_bytes(d, LENGTH, p, LENGTH))
        return false;
    uint32_t t = (uint32_t)p[TIME] | (uint32_t)p[TIME + 1] << 8 | (uint32_t)p[TIME + 2] << 16 | (uint32_t)p[TIME + 3] << 24;
    d->undated = d->undated || t == 0;
    d->time = t > d->time ? t : d->time;
    if ((p[FLAGS] & EXTRA) && !(take_bytes(d, 2, extra, 2) && take_bytes(d, (size_t)extra[0] | (size_t)extra[1] << 8, NULL, 0)))
        return false;
    return (!(p[FLAGS] & NAME) || take_name(d)) && (!(p[FLAGS] & COMMENT) || take_name(d)) &&
           (!(p[FLAGS] & CHECKSUM) || take_bytes(d, 2, NULL, 0));
}

static void begin_gzip(decoder *d)
{
    static const char begins[] = "\x1f\x8b\x08"; /* ID1, ID2, deflate */
    pm_span head = pm_span_first(look_ahead(d, sizeof begins - 1), sizeof begins - 1);
    if (!pm_span_starts(pm_span_of(begins), head))
        stop(d, PM_DAMAGE_CORRUPT, igzip_word(ISAL_INVALID_WRAPPER));
    else if (!take_gzip_header(d))
        stop(d, PM_DAMAGE_CUT, "");
    isal_inflate_init(&d->u.gz);
    d->u.gz.crc_flag = ISAL_GZIP_NO_HDR_VER;
}

/* The first stream and each that follows it. */
static void begin_stream(decoder *d)
{
    bool again = d->begun, ok;
    d->begun = true;
    switch (d->kind) {
    case PM_SNIFF_GZIP:
        begin_gzip(d);
        ok = true;
        break;
    case PM_SNIFF_BZIP2:
        if (again)
            BZ2_bzDecompressEnd(&d->u.bz);
        d->u.bz = (bz_stream){ 0 };
        ok = BZ2_bzDecompressInit(&d->u.bz, 0, 0) == BZ_OK;
        break;
    case PM_SNIFF_XZ: /* a second call takes the stream over */
        if (!again)
            d->u.xz = (lzma_stream)LZMA_STREAM_INIT;
        ok = lzma_stream_decoder(&d->u.xz, d->memory, 0) == LZMA_OK;
        break;
    default: ok = begin_zstd(d, again); break;
    }
    if (!ok)
        pm_memory_exhausted(); /* they need nothing else */
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
        stop(d, PM_DAMAGE_TRAILING, "");
    else
        begin_stream(d);
}

/* What igzip has decoded ahead into its own buffer: it gives none of it once it has found an error. */
static size_t take_decoded_ahead(struct inflate_state *z, char *out, size_t cap)
{
    size_t n = (size_t)(z->tmp_out_valid - z->tmp_out_processed);
    n = n < cap ? n : cap;
    memcpy(out, z->tmp_out_buffer + z->tmp_out_processed, n);
    z->tmp_out_processed += (int32_t)n;
    return n;
}

/* igzip decodes up to three literals at a step, and none of them when the input ends within the last.  What
 * follows under every continuation of the input is what the bits that are there say. */
static size_t decode_last_literals(const struct inflate_state *z, char *out, size_t cap)
{
    enum { FOLLOWS = 8, PACK = 3 };
    char made[2][PACK];
    size_t common = PACK;
    struct inflate_state *t = pm_alloc(sizeof *t);
    for (unsigned v = 0; v < 256 && common > 0 && z->block_state == ISAL_BLOCK_CODED; v++) {
        uint8_t follows[FOLLOWS] = { (uint8_t)v };
        char *now = made[v > 0];
        *t = *z;
        t->next_in = follows;
        t->avail_in = FOLLOWS;
        t->next_out = (uint8_t *)now;
        t->avail_out = PACK;
        (void)isal_inflate(t);
        size_t n = PACK - t->avail_out;
        for (common = n < common ? n : common; v > 0 && common > 0 && memcmp(made[0], now, common) != 0;)
            common--;
    }
    common = z->block_state != ISAL_BLOCK_CODED ? 0 : common < cap ? common : cap;
    memcpy(out, made[0], common);
    free(t);
    return common;
}

/* It has no messages: the names of its codes. */
/* Each step decodes from input[at..len) into out, returns the bytes made. */
static size_t step_gzip(decoder *d, char *out, size_t cap)
{
    struct inflate_state *z = &d->u.gz;
    size_t made = 0;
    if (d->broken == NULL) {
        z->next_in = (uint8_t *)d->input + d->at;
        z->avail_in = (uint32_t)(d->len - d->at);
        z->next_out = (uint8_t *)out;
        z->avail_out = (uint32_t)cap;
        int r = isal_inflate(z);
        d->at = d->len - z->avail_in;
        made = cap - z->avail_out;
        if (r < 0)
            d->broken = igzip_word(r);
        else if (z->block_state == ISAL_BLOCK_FINISH)
            between(d);
        else if (made == 0 && d->in_ended) {
            made = decode_last_literals(z, out, cap);
            stop(d, PM_DAMAGE_CUT, "");
        }
    }
    if (d->broken != NULL && made == 0) {
        made = take_decoded_ahead(z, out, cap);
        if (made == 0)
            stop(d, PM_DAMAGE_CORRUPT, d->broken);
    }
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
    else if (r == BZ_MEM_ERROR)
        pm_memory_exhausted();
    else if (r != BZ_OK)
        stop(d, PM_DAMAGE_CORRUPT, r == BZ_DATA_ERROR_MAGIC ? "BZ_DATA_ERROR_MAGIC" : "BZ_DATA_ERROR");
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
    else if (r == LZMA_MEM_ERROR)
        pm_memory_exhausted();
    else if (r == LZMA_MEMLIMIT_ERROR)
        stop(d, PM_DAMAGE_LIMIT, "memory");
    else if (r != LZMA_OK && r != LZMA_BUF_ERROR)
        stop(d, PM_DAMAGE_CORRUPT, r == LZMA_FORMAT_ERROR ? "LZMA_FORMAT_ERROR" : r == LZMA_OPTIONS_ERROR ? "LZMA_OPTIONS_ERROR" : "LZMA_DATA_ERROR");
    return made;
}

static size_t step_zstd(decoder *d, char *out, size_t cap)
{
    ZSTD_inBuffer i = { d->input, d->len, d->at };
    ZSTD_outBuffer o = { out, cap, 0 };
    size_t r = ZSTD_decompressStream(d->u.zst, &o, &i);
    d->at = i.pos;
    if (ZSTD_getErrorCode(r) == ZSTD_error_memory_allocation)
        pm_memory_exhausted();
    else if (ZSTD_getErrorCode(r) == ZSTD_error_frameParameter_windowTooLarge)
        stop(d, PM_DAMAGE_LIMIT, "memory");
    else if (ZSTD_isError(r))
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
            stop(d, PM_DAMAGE_CUT, "");
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
    case PM_SNIFF_GZIP: break;
    case PM_SNIFF_BZIP2: BZ2_bzDecompressEnd(&d->u.bz); break;
    case PM_SNIFF_XZ: lzma_end(&d->u.xz); break;
    default: ZSTD_freeDStream(d->u.zst); break;
    }
    free(d);
}

pm_source *pm_decode_open(pm_sniffed kind, pm_source *in, const pm_evidence_limits *limits)
{
    decoder *d = pm_zalloc(sizeof *d);
    d->base = (pm_source){ .read = decode_read, .close = decode_close };
    d->in = in;
    d->kind = kind;
    d->ratio = limits->ratio;
    d->memory = limits->memory;
    d->at = d->len = BACK;
    begin_stream(d);
    return &d->base;
}

bool pm_decode_time(const pm_source *s, int64_t *t)
{
    const decoder *d = (const decoder *)s;
    *t = d->time;
    return d->time != 0 && !d->undated;
}
