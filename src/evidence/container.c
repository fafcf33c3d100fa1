/*
 * container: archives through libarchive.  The only file that includes <archive.h>.
 *
 * mtree is left out of the formats on purpose: its reader takes some plain logs for a list of files.
 * No filter runs an outside program.
 */
#include "source.h"

#include "postmortem/base/memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    INPUT = 1 << 17,
    RATIO_FROM = 64 << 20,
    REOPENED_MOST = 64, /* each time costs as much as the archive has members */
};

typedef struct {
    pm_source base;
    pm_container *owner;
} member_source;

struct pm_container {
    struct archive *archive;
    pm_source *in;
    char *memory;      /* the whole archive, for formats that must seek inside another archive */
    int zip;           /* a zip that can be sought in, whose members stand each for itself; -1: none */
    size_t members, reopened; /* seen; times that one of them made libarchive give up */
    bool gave_up;      /* now */
    locale_t utf8;     /* (locale_t)0 where the system has none */
    bool ended;
    pm_damage damage;
    char detail[120];
    member_source member;
    const char *block; /* of the member, not yet handed on */
    size_t block_len;
    int64_t block_at;  /* where in the member it belongs; behind `at`: a hole comes first */
    int64_t at;        /* bytes of the member handed on */
    uint64_t ratio, got_out; /* of all members */
    char input[INPUT];
};

static pm_damage damage_of(struct archive *a)
{
    const char *words = archive_error_string(a);
    if (words == NULL)
        return PM_DAMAGE_CORRUPT;
    if (strstr(words, "ncrypt") || strstr(words, "assphrase"))
        return PM_DAMAGE_ENCRYPTED;
    return strstr(words, "runcated") || strstr(words, "end of file") ? PM_DAMAGE_CUT : PM_DAMAGE_CORRUPT;
}

static void broke(pm_container *c, pm_damage damage, const char *detail)
{
    if (c->damage == PM_DAMAGE_NONE) {
        c->damage = damage;
        snprintf(c->detail, sizeof c->detail, "%s", detail ? detail : "");
    }
    c->ended = true;
}

static la_ssize_t feed(struct archive *a, void *ctx, const void **block)
{
    pm_container *c = ctx;
    (void)a;
    *block = c->input;
    return (la_ssize_t)pm_source_read(c->in, c->input, INPUT);
}

/* The member's next bytes that lie in one piece: of the block, or zeros that a sparse file does not store. */
static size_t hand_on(pm_container *c, char *buf, size_t cap)
{
    size_t n;
    if (c->at < c->block_at) {
        n = (uint64_t)(c->block_at - c->at) < cap ? (size_t)(c->block_at - c->at) : cap;
        memset(buf, 0, n);
    } else {
        n = c->block_len < cap ? c->block_len : cap;
        memcpy(buf, c->block, n);
        c->block += n;
        c->block_len -= n;
        c->block_at += (int64_t)n;
    }
    c->at += (int64_t)n;
    c->got_out += n;
    return n;
}

/* Members made of next to nothing: a zip bomb, a sparse file of a terabyte. */
static bool over_ratio(const pm_container *c)
{
    la_int64_t in = archive_filter_bytes(c->archive, -1);
    return c->got_out > RATIO_FROM && c->got_out / (in > 0 ? (uint64_t)in : 1) > c->ratio;
}

/* Why libarchive could not go on: what it was fed may have ended early. */
static size_t member_broke(pm_container *c, pm_source *base, int r)
{
    bool fed_badly = c->in && c->in->damage;
    pm_damage why = fed_badly ? c->in->damage : damage_of(c->archive);
    const char *detail = fed_badly ? c->in->detail : archive_error_string(c->archive);
    c->gave_up = r == ARCHIVE_FATAL && c->zip >= 0 && c->reopened < REOPENED_MOST;
    if (r == ARCHIVE_FATAL && !c->gave_up)
        broke(c, why, detail);
    return pm_source_broke(base, why, detail);
}

/* Block by block: archive_read_data() drops what it has read when the next block cannot be read. */
static size_t member_read(pm_source *base, char *buf, size_t cap)
{
    pm_container *c = ((member_source *)base)->owner;
    if (over_ratio(c)) {
        broke(c, PM_DAMAGE_LIMIT, "ratio");
        return pm_source_broke(base, PM_DAMAGE_LIMIT, "ratio");
    }
    while (c->at >= c->block_at && c->block_len == 0) {
        const void *block = NULL;
        int r = archive_read_data_block(c->archive, &block, &c->block_len, &c->block_at);
        c->block = block;
        if (r == ARCHIVE_EOF && c->block_at > c->at)
            break; /* a sparse file that ends in a hole */
        if (r != ARCHIVE_OK || c->block_at < c->at) {
            c->block_len = 0;
            c->block_at = c->at;
            return r == ARCHIVE_EOF ? 0 : member_broke(c, base, r);
        }
    }
    return hand_on(c, buf, cap);
}

static void member_close(pm_source *base)
{
    (void)base;
}

/* All of `in`, for 7z inside another archive; NULL when it exceeds the limit. */
static char *slurp(pm_source *in, uint64_t limit, size_t *len)
{
    char *data = NULL;
    size_t cap = 0, n;
    *len = 0;
    do {
        data = pm_array_grow(data, &cap, *len + INPUT, 1);
        n = pm_source_read(in, data + *len, INPUT);
        *len += n;
    } while (n > 0 && *len <= limit);
    if (n == 0)
        return data;
    free(data);
    return NULL;
}

static void support(struct archive *a, pm_sniffed kind)
{
    if (kind == PM_SNIFF_TAR) {
        archive_read_support_format_tar(a);
        archive_read_set_options(a, "tar:read_concatenated_archives"); /* cat a.tar b.tar */
    } else if (kind == PM_SNIFF_ZIP) {
        archive_read_support_format_zip(a);
    } else if (kind == PM_SNIFF_7Z) {
        archive_read_support_format_7zip(a);
    } else {
        archive_read_support_format_cpio(a);
        archive_read_support_format_ar(a);
        archive_read_support_format_rar(a);
        archive_read_support_format_rar5(a);
        archive_read_support_format_cab(a);
        archive_read_support_format_xar(a);
    }
}

static int open_file(struct archive *a, int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0 ? archive_read_open_fd(a, fd, INPUT) : ARCHIVE_FATAL;
}

pm_container *pm_container_open(pm_sniffed kind, pm_source *in, int fd, const pm_evidence_limits *limits)
{
    pm_container *c = pm_zalloc(sizeof *c);
    c->in = in;
    c->zip = kind == PM_SNIFF_ZIP ? fd : -1;
    c->ratio = limits->ratio;
    c->archive = archive_read_new();
    if (c->archive == NULL)
        pm_memory_exhausted();
    support(c->archive, kind);
    c->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    int r;
    if (fd >= 0) {
        c->in = NULL;
        r = open_file(c->archive, fd);
    } else if (kind == PM_SNIFF_7Z) {
        size_t len;
        c->memory = slurp(in, limits->memory, &len);
        if (c->memory == NULL) {
            broke(c, PM_DAMAGE_LIMIT, "memory");
            return c;
        }
        r = archive_read_open_memory(c->archive, c->memory, len);
    } else {
        r = archive_read_open(c->archive, c, NULL, feed, NULL);
    }
    if (r < ARCHIVE_WARN)
        broke(c, damage_of(c->archive), archive_error_string(c->archive));
    return c;
}

static void describe(pm_container *c, struct archive_entry *e, pm_member *out)
{
    const char *name = archive_entry_pathname(e), *target = archive_entry_symlink(e);
    if (target == NULL)
        target = archive_entry_hardlink(e);
    *out = (pm_member){ .name = pm_span_of(name ? name : "?"),
                        .folder = archive_entry_filetype(e) == AE_IFDIR,
                        .encrypted = archive_entry_is_encrypted(e) > 0,
                        .has_mtime = archive_entry_mtime_is_set(e) != 0,
                        .mtime = archive_entry_mtime(e),
                        .link_target = pm_span_of(target) };
    out->link = target != NULL || (archive_entry_filetype(e) != AE_IFREG && archive_entry_filetype(e) != 0 && !out->folder);
    if (out->folder || out->link || out->encrypted)
        return;
    c->member = (member_source){ .base = { .read = member_read, .close = member_close }, .owner = c };
    c->block_len = 0;
    c->block_at = c->at = 0;
    out->source = &c->member.base;
}

static bool next_member(pm_container *c, pm_member *out)
{
    struct archive_entry *e;
    int r = archive_read_next_header(c->archive, &e);
    if (r == ARCHIVE_EOF) {
        c->ended = true;
        return false;
    }
    if (r < ARCHIVE_WARN) {
        if (c->in && c->in->damage)
            broke(c, c->in->damage, c->in->detail);
        else
            broke(c, damage_of(c->archive), archive_error_string(c->archive));
        return false;
    }
    c->members++;
    describe(c, e, out);
    return true;
}

/* From the beginning, past the members that were seen: the directory of a zip says where the next one lies. */
static void reopen(pm_container *c)
{
    struct archive_entry *e;
    archive_read_free(c->archive);
    c->archive = archive_read_new();
    if (c->archive == NULL)
        pm_memory_exhausted();
    support(c->archive, PM_SNIFF_ZIP);
    int r = open_file(c->archive, c->zip);
    for (size_t i = 0; i < c->members && r >= ARCHIVE_WARN; i++)
        r = archive_read_next_header(c->archive, &e);
    if (r < ARCHIVE_WARN)
        broke(c, damage_of(c->archive), archive_error_string(c->archive));
    c->gave_up = false;
    c->reopened++;
}

/* Names that the format keeps as Unicode (7z, pax) have no form in the C locale: libarchive would give none. */
bool pm_container_next(pm_container *c, pm_member *out)
{
    if (c->gave_up)
        reopen(c);
    if (c->ended)
        return false;
    locale_t before = uselocale(c->utf8 ? c->utf8 : (locale_t)0);
    bool more = next_member(c, out);
    uselocale(before);
    return more;
}

pm_damage pm_container_damage(const pm_container *c, const char **detail)
{
    *detail = c->detail;
    return c->damage;
}

void pm_container_close(pm_container *c)
{
    if (c == NULL)
        return;
    archive_read_free(c->archive);
    if (c->utf8)
        freelocale(c->utf8);
    free(c->memory);
    free(c);
}

/* ---- compress, lz4, lzip ---- */

typedef struct {
    pm_source base;
    pm_container *c;
} raw_source;

static size_t raw_read(pm_source *base, char *buf, size_t cap)
{
    raw_source *r = (raw_source *)base;
    size_t n = r->c->ended ? 0 : member_read(&r->c->member.base, buf, cap);
    if (n == 0 && r->c->damage)
        pm_source_broke(base, r->c->damage, r->c->detail);
    return n;
}

static void raw_close(pm_source *base)
{
    pm_container_close(((raw_source *)base)->c);
    free(base);
}

pm_source *pm_container_raw(pm_source *in, const pm_evidence_limits *limits)
{
    raw_source *r = pm_zalloc(sizeof *r);
    struct archive_entry *e;
    r->base = (pm_source){ .read = raw_read, .close = raw_close };
    r->c = pm_zalloc(sizeof *r->c);
    r->c->in = in;
    r->c->zip = -1;
    r->c->ratio = limits->ratio;
    r->c->archive = archive_read_new();
    r->c->member = (member_source){ .base = { .read = member_read, .close = member_close }, .owner = r->c };
    archive_read_support_filter_compress(r->c->archive);
    archive_read_support_filter_lz4(r->c->archive);
    archive_read_support_filter_lzip(r->c->archive);
    archive_read_support_format_raw(r->c->archive);
    if (archive_read_open(r->c->archive, r->c, NULL, feed, NULL) < ARCHIVE_WARN ||
        archive_read_next_header(r->c->archive, &e) < ARCHIVE_WARN)
        broke(r->c, damage_of(r->c->archive), archive_error_string(r->c->archive));
    return &r->base;
}
