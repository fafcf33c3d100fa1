/*
 * walk: goes down through compression and containers until bytes are left that are a log or nothing
 * that we know, and hands those to the reader.
 */
#include "source.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"
#include "postmortem/evidence/hash_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_MOST = 4 << 20, KEPT_ALL = 64 << 20 }; /* of a hash list, of all in one input: bytes */

typedef struct {
    pm_arena *arena;
    const pm_evidence_limits *limits;
    const pm_stream_reader *reader;
    uint64_t members, bytes;
    size_t kept;
    bool over; /* there was more than limits->bytes */
    const pm_source *gzip; /* that the piece comes out of; of gzip in gzip, the inner; NULL: none */
} walk;

static void note_damage(walk *w, pm_piece *p, pm_damage damage, const char *detail)
{
    if (damage == PM_DAMAGE_NONE || p->damage != PM_DAMAGE_NONE)
        return;
    p->damage = damage;
    p->damage_detail = pm_arena_copy(w->arena, pm_span_of(detail));
    if (damage != PM_DAMAGE_TRAILING && damage != PM_DAMAGE_LINK)
        p->state = PM_PIECE_DAMAGED;
}

static pm_piece *new_piece(walk *w, pm_piece *parent, pm_span path)
{
    pm_piece *p = pm_arena_zalloc(w->arena, sizeof *p);
    p->parent = parent;
    p->path = path;
    if (parent == NULL)
        return p;
    if (parent->last_child)
        parent->last_child->next = p;
    else
        parent->first_child = p;
    parent->last_child = p;
    return p;
}

/* As many bytes as fit: however the source serves them, blocks are cut at the same places. */
static size_t fill(pm_source *in, char *buf, size_t cap)
{
    size_t len = 0;
    for (size_t n; len < cap && (n = pm_source_read(in, buf + len, cap - len)) > 0;)
        len += n;
    return len;
}

static void note_gzip_time(const walk *w, pm_piece *p)
{
    if (w->gzip != NULL)
        p->has_gzip_time = pm_decode_time(w->gzip, &p->gzip_time);
}

/* Some of the bytes that are dealt out. */
static void keep(walk *w, pm_piece *p, pm_buffer *kept, pm_span bytes)
{
    size_t room = KEPT_ALL - w->kept < KEPT_MOST - kept->len ? KEPT_ALL - w->kept : KEPT_MOST - kept->len;
    pm_span some = pm_span_first(bytes, room);
    p->kept_in_part = p->kept_in_part || some.len < bytes.len;
    w->kept += some.len;
    pm_buffer_add(kept, some);
}

/* The reader's turn: all bytes of `in` are content. */
static void deal_out(walk *w, pm_source *in, pm_span head, pm_piece *p)
{
    bool keeps = !w->limits->only_look && pm_is_kept(p->name, head);
    pm_buffer kept = { 0 };
    p->kind = PM_PIECE_STREAM;
    void *stream = w->reader->begin(w->reader->ctx, p);
    size_t total = 0;
    for (size_t cap, n;; total += n) {
        char *buf = w->reader->reserve(w->reader->ctx, stream, &cap);
        uint64_t left = w->limits->bytes > w->bytes ? w->limits->bytes - w->bytes : 0;
        n = fill(in, buf, left < cap ? (size_t)left + (left == 0) : cap);
        if (n == 0)
            break;
        if (left == 0) {
            w->over = true;
            pm_source_broke(in, PM_DAMAGE_LIMIT, "bytes");
            break;
        }
        w->bytes += n;
        if (keeps)
            keep(w, p, &kept, pm_span_make(buf, n));
        w->reader->commit(w->reader->ctx, stream, n);
    }
    p->kept = pm_arena_copy(w->arena, pm_buffer_span(&kept));
    pm_buffer_free(&kept);
    if (total == 0)
        p->state = PM_PIECE_EMPTY;
    note_gzip_time(w, p); /* headers of further streams were read */
    note_damage(w, p, in->damage, in->detail);
    w->reader->end(w->reader->ctx, stream, p);
}

static pm_span last_name(pm_span path)
{
    pm_span name = path, head;
    pm_span_split_last(name, PM_SPAN("!"), &head, &name);
    pm_span_split_last(name, PM_SPAN("/"), &head, &name);
    return name;
}

/* "mail.log.2.gz" -> "mail.log.2": the name of the stream inside, as unpackers call it. */
static pm_span inner_name(walk *w, pm_span path)
{
    static const char *const suffixes[] = { ".gz", ".bz2", ".xz", ".zst", ".Z", ".lz4", ".lz", ".gzip", ".bzip2", ".tgz" };
    pm_span name = last_name(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (name.len > strlen(suffixes[i]) && pm_span_before(name, pm_span_of(suffixes[i]), &name))
            return name;
    return pm_arena_format(w->arena, "%.*s.content", PM_SPAN_FMT(name));
}

static void walk_bytes(walk *w, pm_source *in, pm_tap *tap, pm_piece *p, int fd, unsigned depth);

/* An archive ends before its compression does, which may be cut off or followed by something. */
static void read_to_end(pm_source *s)
{
    char buf[4096];
    while (pm_source_read(s, buf, sizeof buf) > 0)
        ;
}

static void walk_compressed(walk *w, pm_sniffed kind, pm_source *in, pm_piece *p, unsigned depth)
{
    pm_source *content = kind == PM_SNIFF_OTHER_COMPRESSION ? pm_container_raw(in, w->limits) : pm_decode_open(kind, in, w->limits);
    const pm_source *outer_gzip = w->gzip;
    if (kind == PM_SNIFF_GZIP)
        w->gzip = content;
    note_gzip_time(w, p); /* what the first header says, for the first lines */
    pm_span outer = p->path;
    p->path = pm_arena_format(w->arena, "%.*s!%.*s", PM_SPAN_FMT(outer), PM_SPAN_FMT(inner_name(w, outer)));
    walk_bytes(w, content, NULL, p, -1, depth + 1);
    if (p->kind == PM_PIECE_CONTAINER) {
        p->path = outer; /* an archive that happens to be compressed is one thing */
        if (p->damage == PM_DAMAGE_NONE && !w->limits->only_look)
            read_to_end(content);
    }
    w->gzip = outer_gzip;
    note_damage(w, p, content->damage, content->detail);
    pm_source_close(content);
}

/* "mail.log!mail.log": the text in the file; what it is called tells rotation and series, as ever. */
static void walk_utf16(walk *w, bool big_endian, pm_span head, pm_source *in, pm_piece *p)
{
    p->decoded_from = big_endian ? "utf-16be" : "utf-16le";
    p->has_byte_order_mark = pm_span_starts(head, big_endian ? PM_SPAN("\xfe\xff") : PM_SPAN("\xff\xfe"));
    p->path = pm_arena_format(w->arena, "%.*s!%.*s", PM_SPAN_FMT(p->path), PM_SPAN_FMT(last_name(p->path)));
    pm_source *text = pm_utf16_open(in, big_endian);
    deal_out(w, text, (pm_span){ 0 }, p);
    pm_source_close(text);
}

/* What the reader left of the supplied bytes is counted and hashed too. */
static void finish_tap(const walk *w, pm_tap *tap, pm_piece *p)
{
    if (w->limits->only_look)
        return;
    pm_tap_drain(tap);
    p->bytes = pm_tap_bytes(tap);
    p->has_sha256 = pm_tap_hash(tap, p->sha256);
}

static void walk_member(walk *w, pm_member *m, pm_piece *container, pm_span container_path, unsigned depth)
{
    pm_span path = pm_arena_format(w->arena, "%.*s!%.*s", PM_SPAN_FMT(container_path), PM_SPAN_FMT(m->name));
    pm_piece *p = new_piece(w, container, path);
    p->name = pm_arena_copy(w->arena, m->name);
    p->has_mtime = m->has_mtime;
    p->mtime = m->mtime;
    p->opened = m->opened;
    p->type = m->type;
    p->name_encoding = m->name_encoding;
    p->name_length = m->name_length;
    if (m->source == NULL) {
        p->kind = PM_PIECE_OTHER;
        p->state = PM_PIECE_NOT_A_LOG;
        if (m->closed)
            note_damage(w, p, m->closed, "");
        else
            note_damage(w, p, PM_DAMAGE_LINK, pm_arena_copy(w->arena, m->link_target).ptr);
        return;
    }
    pm_tap *tap;
    pm_source *in = pm_tap_new(&tap, m->source, !w->limits->only_look);
    walk_bytes(w, in, tap, p, -1, depth);
    finish_tap(w, tap, p);
    note_damage(w, p, m->source->damage, m->source->detail);
    pm_source_close(in);
}

static void walk_container(walk *w, pm_sniffed kind, pm_source *in, bool compressed, pm_piece *p, int fd,
                           unsigned depth)
{
    pm_member m;
    const char *detail;
    pm_span path = p->path, inner;
    p->kind = PM_PIECE_CONTAINER;
    if (compressed) /* "b.tar.gz!b.tar": members hang on the file that was supplied */
        pm_span_split_last(p->path, PM_SPAN("!"), &path, &inner);
    const pm_source *gzip = w->gzip;
    w->gzip = NULL; /* the archive's time, not its members' */
    pm_container *c = pm_container_open(kind, in, fd, w->limits);
    while (pm_container_next(c, &m)) {
        if (m.folder) {
            p->folders++;
            continue;
        }
        if (++w->members > w->limits->members) {
            note_damage(w, p, PM_DAMAGE_LIMIT, "members");
            break;
        }
        walk_member(w, &m, p, path, depth + 1);
        if (w->over) {
            note_damage(w, p, PM_DAMAGE_LIMIT, "bytes");
            break;
        }
    }
    pm_damage damage = pm_container_damage(c, &detail);
    note_damage(w, p, damage, detail);
    if (p->first_child == NULL && damage == PM_DAMAGE_NONE)
        p->state = PM_PIECE_EMPTY;
    w->gzip = gzip;
    pm_container_close(c);
}

/* tap: where the supplied bytes are hashed, when `in` reads them directly; NULL behind a decoder. */
static void walk_bytes(walk *w, pm_source *in, pm_tap *tap, pm_piece *p, int fd, unsigned depth)
{
    pm_peek *peek = pm_alloc(sizeof *peek);
    pm_span head = pm_peek_open(peek, in);
    pm_sniffed kind = pm_sniff(head);
    if (kind > PM_SNIFF_BINARY && depth > w->limits->depth) {
        p->kind = PM_PIECE_OTHER;
        note_damage(w, p, PM_DAMAGE_LIMIT, "depth");
    } else {
        switch (kind) {
        case PM_SNIFF_TEXT:
        case PM_SNIFF_BINARY:
            if (tap != NULL) { /* one hash serves both: the reader's */
                p->content_is_supplied = true;
                pm_tap_stop_hashing(tap);
            }
            deal_out(w, &peek->base, head, p);
            break;
        case PM_SNIFF_UTF16LE:
        case PM_SNIFF_UTF16BE: walk_utf16(w, kind == PM_SNIFF_UTF16BE, head, &peek->base, p); break;
        case PM_SNIFF_GZIP:
        case PM_SNIFF_BZIP2:
        case PM_SNIFF_XZ:
        case PM_SNIFF_ZSTD:
        case PM_SNIFF_OTHER_COMPRESSION: walk_compressed(w, kind, &peek->base, p, depth); break;
        default: walk_container(w, kind, &peek->base, tap == NULL, p, fd, depth); break;
        }
    }
    free(peek);
}

/* Archives that are sought in are hashed on their own; the page cache makes that cheap. */
static bool seekable_archive(int fd)
{
    char head[512];
    ssize_t n = pread(fd, head, sizeof head, 0);
    pm_sniffed kind = pm_sniff(pm_span_make(head, n > 0 ? (size_t)n : 0));
    return kind == PM_SNIFF_ZIP || kind == PM_SNIFF_7Z || kind == PM_SNIFF_CONTAINER;
}

static void walk_file(walk *w, int fd, int broke, bool regular, pm_piece *p)
{
    pm_source *file = pm_source_fd(fd, broke);
    pm_tap *tap;
    bool seek = regular && seekable_archive(fd);
    pm_source *in = pm_tap_new(&tap, file, !w->limits->only_look);
    walk_bytes(w, in, tap, p, seek ? fd : -1, 0);
    if (seek && lseek(fd, 0, SEEK_SET) == 0) {
        pm_source_close(in);
        in = pm_tap_new(&tap, file, !w->limits->only_look);
    }
    finish_tap(w, tap, p);
    note_damage(w, p, file->damage, file->detail);
    pm_source_close(in);
    pm_source_close(file);
}

const unsigned char *pm_piece_sha256(const pm_piece *p)
{
    if (p->content_is_supplied)
        return p->has_content_sha256 ? p->content_sha256 : NULL;
    return p->has_sha256 ? p->sha256 : NULL;
}

int pm_input_open(const pm_input *input)
{
    if (input->error && !input->spool) {
        errno = input->error;
        return -1;
    }
    bool standard = strcmp(input->path, "-") == 0;
    if (!input->spool && !standard)
        return open(input->path, O_RDONLY | O_CLOEXEC);
    int fd = fcntl(input->spool ? input->spool : STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

pm_piece *pm_evidence_walk(pm_arena *a, const pm_input *input, const pm_evidence_limits *limits,
                           const pm_stream_reader *reader)
{
    walk w = { .arena = a, .limits = limits, .reader = reader };
    pm_piece *p = new_piece(&w, NULL, input->label);
    p->name = input->label;
    p->name_encoding = input->name_encoding;
    struct stat st;
    p->type = input->type;
    if (input->type != PM_TYPE_FILE) {
        p->kind = PM_PIECE_OTHER;
        p->state = PM_PIECE_NOT_A_LOG;
        note_damage(&w, p, PM_DAMAGE_LINK, input->target.len ? input->target.ptr : "");
        return p;
    }
    int fd = pm_input_open(input);
    if (fd < 0 || fstat(fd, &st) != 0) {
        p->kind = PM_PIECE_OTHER;
        note_damage(&w, p, PM_DAMAGE_UNREADABLE, strerror(errno));
        if (fd >= 0)
            close(fd);
        return p;
    }
    if (S_ISREG(st.st_mode) && !input->spool) { /* the time of a copy says nothing */
        p->has_mtime = true;
        p->mtime = (int64_t)st.st_mtime;
    }
    walk_file(&w, fd, input->error, S_ISREG(st.st_mode), p);
    return p;
}
