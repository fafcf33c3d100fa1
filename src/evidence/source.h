/*
 * source: the next bytes, please.  The one interface between files, decoders and archive members.
 *
 * A source owns what it reads from; closing the outermost closes all.
 */
#ifndef PM_EVIDENCE_SOURCE_H
#define PM_EVIDENCE_SOURCE_H

#include "postmortem/evidence/evidence.h"

typedef struct pm_source pm_source;
struct pm_source {
    /* Fills up to cap bytes; returns how many, 0 at the end or when it broke off (damage then says why). */
    size_t (*read)(pm_source *s, char *buf, size_t cap);
    void (*close)(pm_source *s);
    pm_damage damage;
    char detail[120]; /* see pm_piece.damage_detail */
};

static inline size_t pm_source_read(pm_source *s, char *buf, size_t cap)
{
    return s->read(s, buf, cap);
}
static inline void pm_source_close(pm_source *s)
{
    if (s != NULL)
        s->close(s);
}
/* Notes the damage (the first one stays) and returns 0, for use in read(). */
size_t pm_source_broke(pm_source *s, pm_damage damage, const char *detail);

/* A file descriptor, closed with the source.  broke: errno with which it ends, 0: it is whole. */
pm_source *pm_source_fd(int fd, int broke);

/*
 * Copies what is left of `from` to a file without a name, which is the caller's to close.  *broke: errno of a read
 * that ended it early; else untouched.  PM_E_IO: no room; `name` is what the sentence calls it.
 */
pm_status pm_spool(int from, const char *name, int *out, int *broke, pm_error *err);

/* Passes through, hashing and counting; does not own `in`. */
typedef struct pm_tap pm_tap;
pm_source *pm_tap_new(pm_tap **out, pm_source *in, bool hash);
uint64_t pm_tap_bytes(const pm_tap *t);
/* Reads `in` to its end, so that count and hash are of the whole. */
void pm_tap_drain(pm_tap *t);
void pm_tap_stop_hashing(pm_tap *t);
bool pm_tap_hash(pm_tap *t, unsigned char out[PM_SHA256_SIZE]); /* false: it does not hash */

/* Passes through after its first bytes were looked at; owns nothing. */
enum { PM_PEEK = 8192 };
typedef struct {
    pm_source base;
    pm_source *in;
    size_t len, at;
    char bytes[PM_PEEK];
} pm_peek;
pm_span pm_peek_open(pm_peek *p, pm_source *in);

/* What the first bytes say. */
typedef enum {
    PM_SNIFF_TEXT,
    PM_SNIFF_BINARY, /* no log and no container that we know; what follows holds something */
    PM_SNIFF_UTF16LE, PM_SNIFF_UTF16BE, /* text; utf16.c */
    PM_SNIFF_GZIP, PM_SNIFF_BZIP2, PM_SNIFF_XZ, PM_SNIFF_ZSTD, /* decode.c */
    PM_SNIFF_OTHER_COMPRESSION,                                /* compress, lz4, lzip: through libarchive */
    PM_SNIFF_TAR, PM_SNIFF_ZIP, PM_SNIFF_7Z, PM_SNIFF_CONTAINER, /* container.c; 7z needs to seek */
} pm_sniffed;
pm_sniffed pm_sniff(pm_span head);

/* Decoders own nothing of `in`. */
pm_source *pm_decode_open(pm_sniffed kind, pm_source *in, const pm_evidence_limits *limits);
/* The latest of the times in the gzip headers read so far, as streams may follow each other; false where one has none. */
bool pm_decode_time(const pm_source *s, int64_t *t);

/* UTF-16 text as UTF-8, without its byte order mark; owns nothing of `in`. */
pm_source *pm_utf16_open(pm_source *in, bool big_endian);

/* An archive and its members, one after the other. */
typedef struct pm_container pm_container;
typedef struct {
    pm_span name;         /* in UTF-8 where that can be told; until the next member */
    const char *name_encoding; /* see pm_piece */
    size_t name_length;   /* see pm_piece */
    pm_source *source;    /* NULL: nothing to read (folder, link, device) */
    bool folder;
    pm_file_type type;
    bool opened;          /* by a passphrase */
    pm_damage closed;     /* encrypted, and not opened: why */
    bool has_mtime;
    int64_t mtime;
    pm_span link_target;
} pm_member;

/* `fd` >= 0: the archive is a file that can be sought in.  Never NULL; trouble is in pm_container_damage. */
pm_container *pm_container_open(pm_sniffed kind, pm_source *in, int fd, const pm_evidence_limits *limits);
bool pm_container_next(pm_container *c, pm_member *out);
pm_damage pm_container_damage(const pm_container *c, const char **detail);
void pm_container_close(pm_container *c);
/* One compressed stream that only libarchive knows. */
pm_source *pm_container_raw(pm_source *in, const pm_evidence_limits *limits);

#endif
