/*
 * container: archives through libarchive.  The only file that includes <archive.h>.
 *
 * mtree is left out of the formats on purpose: its reader takes some plain logs for a list of files.
 * No filter runs an outside program.
 */
#include "source.h"

#include "postmortem/base/japanese.h"
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
    PROBES = 8,         /* handles that try passphrases */
    STEPS_MOST = 1 << 24, /* headers that they go through: they begin anew where a passphrase has a handle no longer */
    NO_PASSPHRASE = -1,
};

/* A second handle on a zip, which tries one passphrase on the members that are about to be dealt out. */
typedef struct {
    struct archive *archive; /* NULL: none yet, or one that libarchive has given up */
    int passphrase;
    size_t members;          /* headers it has seen */
    off_t at;                /* where it is in the file */
} probe;

typedef struct {
    pm_source base;
    pm_container *owner;
} member_source;

struct pm_container {
    struct archive *archive;
    pm_source *in;
    int fd;            /* of an archive that is a file; -1: none */
    char *memory;      /* the whole archive, for formats that must seek inside another archive */
    size_t memory_len;
    pm_sniffed kind;
    bool again;        /* it can be opened once more, and its members stand each for itself: a zip that can be sought in */
    const pm_evidence_limits *limits;
    int passphrase;    /* that opened the last encrypted member, and is the archive's */
    probe probes[PROBES];
    uint64_t steps;    /* of the probes */
    size_t members, reopened; /* seen; times that one of them made libarchive give up */
    bool gave_up;      /* now */
    pm_buffer name, target; /* of the member, decoded */
    locale_t utf8;     /* (locale_t)0 where the system has none */
    bool ended;
    pm_damage damage;
    char detail[120];
    member_source member;
    const char *block; /* of the member, not yet handed on */
    size_t block_len;
    int64_t block_at;  /* where in the member it belongs; behind `at`: a hole comes first */
    int64_t at;        /* bytes of the member handed on */
    uint64_t got_out;  /* of all members */
    char input[INPUT];
};

static pm_damage damage_of(struct archive *a)
{
    const char *words = archive_error_string(a);
    if (words == NULL)
        return PM_DAMAGE_CORRUPT;
    if (strstr(words, "ncrypt")) /* "The archive header is encrypted, but currently not supported": 7z; RAR */
        return PM_DAMAGE_CIPHER;
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
static bool over_ratio(const pm_container *c, struct archive *a, uint64_t got_out)
{
    la_int64_t in = archive_filter_bytes(a, -1);
    return got_out > RATIO_FROM && got_out / (in > 0 ? (uint64_t)in : 1) > c->limits->ratio;
}

/* Why libarchive could not go on: what it was fed may have ended early. */
static size_t member_broke(pm_container *c, pm_source *base, int r)
{
    bool fed_badly = c->in && c->in->damage;
    pm_damage why = fed_badly ? c->in->damage : damage_of(c->archive);
    const char *detail = fed_badly ? c->in->detail : archive_error_string(c->archive);
    c->gave_up = r == ARCHIVE_FATAL && c->again && c->reopened < REOPENED_MOST;
    if (r == ARCHIVE_FATAL && !c->gave_up)
        broke(c, why, detail);
    return pm_source_broke(base, why, detail);
}

/* Block by block: archive_read_data() drops what it has read when the next block cannot be read. */
static size_t member_read(pm_source *base, char *buf, size_t cap)
{
    pm_container *c = ((member_source *)base)->owner;
    if (over_ratio(c, c->archive, c->got_out)) {
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

/* All of `in`, for what must be sought in inside another archive; NULL when it exceeds the limit. */
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

/* A new handle on the archive, which is a file or in memory; see archive_errno of what comes. */
static struct archive *open_whole(const pm_container *c, int passphrase, int *r)
{
    struct archive *a = archive_read_new();
    if (a == NULL)
        pm_memory_exhausted();
    support(a, c->kind);
    if (passphrase != NO_PASSPHRASE)
        archive_read_add_passphrase(a, c->limits->passphrases[passphrase].ptr);
    if (c->memory != NULL)
        *r = archive_read_open_memory(a, c->memory, c->memory_len);
    else
        *r = lseek(c->fd, 0, SEEK_SET) == 0 ? archive_read_open_fd(a, c->fd, INPUT) : ARCHIVE_FATAL;
    return a;
}

/* Must it be sought in?  7z always; a zip to try passphrases on its members before they are dealt out. */
static bool needs_seeking(pm_sniffed kind, const pm_evidence_limits *limits)
{
    return kind == PM_SNIFF_7Z || (kind == PM_SNIFF_ZIP && limits->n_passphrases > 0);
}

pm_container *pm_container_open(pm_sniffed kind, pm_source *in, int fd, const pm_evidence_limits *limits)
{
    pm_container *c = pm_zalloc(sizeof *c);
    c->in = fd >= 0 ? NULL : in;
    c->fd = fd;
    c->kind = kind;
    c->limits = limits;
    c->passphrase = NO_PASSPHRASE;
    c->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (fd < 0 && needs_seeking(kind, limits)) {
        c->memory = slurp(in, limits->memory, &c->memory_len);
        if (c->memory == NULL) {
            broke(c, PM_DAMAGE_LIMIT, "memory");
            return c;
        }
    }
    int r;
    c->again = kind == PM_SNIFF_ZIP && (fd >= 0 || c->memory != NULL);
    if (fd >= 0 || c->memory != NULL) {
        c->archive = open_whole(c, NO_PASSPHRASE, &r);
    } else {
        c->archive = archive_read_new();
        if (c->archive == NULL)
            pm_memory_exhausted();
        support(c->archive, kind);
        r = archive_read_open(c->archive, c, NULL, feed, NULL);
    }
    if (r < ARCHIVE_WARN)
        broke(c, damage_of(c->archive), archive_error_string(c->archive));
    return c;
}

/* From the beginning, past the members that were seen: the directory of a zip says where the next one lies. */
static bool reopen(pm_container *c, struct archive_entry **e)
{
    int r;
    archive_read_free(c->archive);
    c->archive = open_whole(c, c->passphrase, &r);
    for (size_t i = 0; i < c->members && r >= ARCHIVE_WARN; i++)
        r = archive_read_next_header(c->archive, e);
    if (r < ARCHIVE_WARN)
        broke(c, damage_of(c->archive), archive_error_string(c->archive));
    return r >= ARCHIVE_WARN;
}

/* ---- encrypted members of a zip ---- */

/*
 * A zip says with one byte (ZipCrypto; AES: two) whether a passphrase may be right.  One in 256 wrong ones passes and
 * makes rubbish, which only the checksum at the end tells: so a member is read to its end before any of it is dealt out.
 */
static bool reads_whole(const pm_container *c, struct archive *a)
{
    const void *block;
    size_t len;
    int64_t at;
    uint64_t got = 0;
    int r;
    while ((r = archive_read_data_block(a, &block, &len, &at)) == ARCHIVE_OK && !over_ratio(c, a, got))
        got += len;
    return r == ARCHIVE_EOF || r == ARCHIVE_OK; /* of a member over a limit, so much is right */
}

static void close_probe(probe *p)
{
    if (p->archive != NULL)
        archive_read_free(p->archive);
    p->archive = NULL;
}

/* Handles share the file's position: it is this one's between the two calls of lseek. */
static bool fits(pm_container *c, int passphrase)
{
    probe *p = &c->probes[passphrase % PROBES];
    struct archive_entry *e;
    off_t before = c->fd >= 0 ? lseek(c->fd, 0, SEEK_CUR) : 0;
    int r = ARCHIVE_OK;
    if (p->archive != NULL && p->passphrase != passphrase)
        close_probe(p);
    if (p->archive == NULL) {
        *p = (probe){ .passphrase = passphrase };
        p->archive = open_whole(c, passphrase, &r);
    } else if (c->fd >= 0) {
        r = lseek(c->fd, p->at, SEEK_SET) >= 0 ? ARCHIVE_OK : ARCHIVE_FATAL;
    }
    for (; p->members < c->members && r >= ARCHIVE_WARN; p->members++, c->steps++)
        r = archive_read_next_header(p->archive, &e);
    bool right = r >= ARCHIVE_WARN && reads_whole(c, p->archive);
    if (c->fd >= 0) {
        p->at = lseek(c->fd, 0, SEEK_CUR);
        (void)lseek(c->fd, before, SEEK_SET);
    }
    const char *words = right ? NULL : archive_error_string(p->archive);
    if (!right && (words == NULL || strstr(words, "ncorrect passphrase") == NULL))
        close_probe(p); /* it may not go on behind rubbish */
    return right;
}

/* Finds the passphrase of the member whose header was read last; *e changes when the archive had to be opened anew. */
static pm_damage unlock(pm_container *c, struct archive_entry **e)
{
    int n = (int)c->limits->n_passphrases;
    if (c->kind != PM_SNIFF_ZIP)
        return PM_DAMAGE_CIPHER;
    if (n == 0)
        return PM_DAMAGE_ENCRYPTED;
    if (c->passphrase != NO_PASSPHRASE && fits(c, c->passphrase))
        return PM_DAMAGE_NONE;
    for (int i = 0; i < n && c->steps < STEPS_MOST; i++) {
        if (i == c->passphrase || !fits(c, i))
            continue;
        c->passphrase = i;
        return reopen(c, e) ? PM_DAMAGE_NONE : PM_DAMAGE_PASSPHRASE;
    }
    return PM_DAMAGE_PASSPHRASE;
}

/* ---- members ---- */

/* Zip and tar do not say what a name is written in: those of a Japanese Windows are CP932. */
static pm_span readable(pm_buffer *b, pm_span raw, const char **encoding)
{
    pm_buffer_clear(b);
    raw = pm_span_first(raw, PM_NAME_MOST);
    *encoding = pm_japanese_decode(b, raw);
    return *encoding != NULL ? pm_buffer_span(b) : raw;
}

/* GNU cpio writes the content of a file with several names behind the last of them (newc, crc). */
static bool is_link(struct archive *a, struct archive_entry *e)
{
    int format = archive_format(a);
    bool last = (format == ARCHIVE_FORMAT_CPIO_SVR4_NOCRC || format == ARCHIVE_FORMAT_CPIO_SVR4_CRC) && archive_entry_size(e) > 0;
    return archive_entry_hardlink(e) != NULL && !last;
}

static pm_file_type type_of(struct archive *a, struct archive_entry *e)
{
    if (is_link(a, e))
        return PM_TYPE_HARD_LINK;
    switch (archive_entry_filetype(e)) {
    case AE_IFLNK: return PM_TYPE_SYMLINK;
    case AE_IFIFO: return PM_TYPE_FIFO;
    case AE_IFSOCK: return PM_TYPE_SOCKET;
    case AE_IFCHR: return PM_TYPE_CHARACTER_DEVICE;
    case AE_IFBLK: return PM_TYPE_BLOCK_DEVICE;
    default: return PM_TYPE_FILE;
    }
}

static void describe(pm_container *c, struct archive_entry *e, pm_damage closed, pm_member *out)
{
    const char *name = archive_entry_pathname(e), *target = archive_entry_symlink(e), *encoding;
    if (target == NULL)
        target = archive_entry_hardlink(e);
    *out = (pm_member){ .type = type_of(c->archive, e),
                        .name_length = name && strlen(name) > PM_NAME_MOST ? strlen(name) : 0,
                        .folder = archive_entry_filetype(e) == AE_IFDIR,
                        .closed = closed,
                        .opened = closed == PM_DAMAGE_NONE && archive_entry_is_encrypted(e) > 0,
                        .has_mtime = archive_entry_mtime_is_set(e) != 0,
                        .mtime = archive_entry_mtime(e),
                        .link_target = readable(&c->target, pm_span_of(target), &encoding) };
    out->name = readable(&c->name, pm_span_of(name ? name : "?"), &out->name_encoding);
    if (out->folder || out->type != PM_TYPE_FILE || out->closed)
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
    pm_damage closed = archive_entry_is_encrypted(e) > 0 ? unlock(c, &e) : PM_DAMAGE_NONE;
    if (c->ended)
        return false;
    describe(c, e, closed, out);
    return true;
}

/* Names that the format keeps as Unicode (7z, pax) have no form in the C locale: libarchive would give none. */
bool pm_container_next(pm_container *c, pm_member *out)
{
    struct archive_entry *e;
    if (c->ended)
        return false;
    locale_t before = uselocale(c->utf8 ? c->utf8 : (locale_t)0);
    bool more = !c->gave_up || reopen(c, &e);
    c->reopened += c->gave_up;
    c->gave_up = false;
    more = more && next_member(c, out);
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
    if (c->archive != NULL)
        archive_read_free(c->archive);
    for (size_t i = 0; i < PROBES; i++)
        close_probe(&c->probes[i]);
    if (c->utf8)
        freelocale(c->utf8);
    pm_buffer_free(&c->name);
    pm_buffer_free(&c->target);
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
    r->c->fd = -1;
    r->c->limits = limits;
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
