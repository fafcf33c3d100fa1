/* hash_lists: what the lists among the evidence say about its other files, and whether it is so. */
#include "collection.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"
#include "postmortem/evidence/hash_list.h"

#include <stdlib.h>

enum { VISITS_MOST = 1000 };

/* A name by which a list may call something: a file as it was supplied, or what it holds when it is decompressed. */
typedef struct {
    pm_piece *piece;
    pm_span name;  /* clean */
    bool content;
    uint32_t next; /* with the same last part; PM_MAP_NONE: none */
} named;

typedef struct {
    pm_case *c;
    pm_arena *scratch; /* emptied with each line of a list */
    named *items;
    size_t n, cap;
    pm_map exact;   /* by container and name */
    pm_map by_last; /* by the last part: the first of a chain */
} names;

/* "./var//log/../log/x" -> "var/log/x" */
static pm_span clean(pm_arena *a, pm_span path)
{
    char *to = pm_arena_alloc(a, path.len + 1);
    size_t n = 0;
    while (path.len > 0) {
        pm_span part = pm_span_take(&path, PM_SPAN("/"));
        if (part.len == 0 || pm_span_eq(part, PM_SPAN(".")))
            continue;
        if (pm_span_eq(part, PM_SPAN(".."))) {
            while (n > 0 && to[--n] != '/')
                ;
            continue;
        }
        if (n > 0)
            to[n++] = '/';
        memcpy(to + n, part.ptr, part.len);
        n += part.len;
    }
    return pm_span_make(to, n);
}

static pm_span last_part(pm_span name)
{
    pm_span head;
    pm_span_split_last(name, PM_SPAN("/"), &head, &name);
    return name;
}

static uint64_t exact_key(const pm_piece *container, pm_span name)
{
    return pm_hash_with(name, container != NULL ? container->number : 0);
}

static void add_name(names *x, pm_piece *p, pm_span name, bool content)
{
    x->items = pm_array_grow(x->items, &x->cap, x->n + 1, sizeof *x->items);
    uint32_t *chain = pm_map_slot_of(&x->by_last, pm_hash(last_part(name)));
    x->items[x->n] = (named){ .piece = p, .name = name, .content = content, .next = *chain };
    *chain = (uint32_t)x->n;
    uint32_t *exact = pm_map_slot_of(&x->exact, exact_key(p->parent, name));
    if (*exact == PM_MAP_NONE)
        *exact = (uint32_t)x->n;
    x->n++;
}

/* "maillog.1.gz" holds "maillog.1", which a list of the unpacked files names. */
static void add_piece(names *x, pm_piece *p)
{
    pm_span name = clean(x->c->arena, p->name), folder, inner;
    add_name(x, p, name, false);
    if (p->kind != PM_PIECE_STREAM || p->content_is_supplied || !pm_span_split_last(p->path, PM_SPAN("!"), &folder, &inner))
        return;
    pm_span last = last_part(name);
    pm_span unpacked = pm_arena_format(x->c->arena, "%.*s%.*s", (int)(name.len - last.len), name.ptr, PM_SPAN_FMT(inner));
    if (!pm_span_eq(unpacked, name))
        add_name(x, p, unpacked, true);
}

static const named *exactly(const names *x, const pm_piece *container, pm_span name)
{
    uint32_t i = pm_map_get(&x->exact, exact_key(container, name));
    return i != PM_MAP_NONE && x->items[i].piece->parent == container && pm_span_eq(x->items[i].name, name) ? &x->items[i] : NULL;
}

/* "log/maillog" in "var/log/maillog" */
static bool ends_in_parts(pm_span name, pm_span tail)
{
    pm_span rest;
    return pm_span_eq(name, tail) || (pm_span_before(name, tail, &rest) && pm_span_ends(rest, PM_SPAN("/")));
}

/* The list was made in another folder than the one it lies in: the only file whose name ends so. */
static const named *by_end(const names *x, pm_span name)
{
    const named *found = NULL;
    size_t visits = 0;
    for (uint32_t i = pm_map_get(&x->by_last, pm_hash(last_part(name))); i != PM_MAP_NONE; i = x->items[i].next) {
        const named *n = &x->items[i];
        if (++visits > VISITS_MOST)
            return NULL;
        if (!ends_in_parts(n->name, name) && !(n->piece->parent == NULL && ends_in_parts(name, n->name)))
            continue;
        if (found != NULL && found->piece != n->piece)
            return NULL;
        found = n;
    }
    return found;
}

static pm_span folder_of(pm_span name)
{
    size_t slash = pm_span_find_last_char(name, '/');
    return pm_span_first(name, slash == PM_NPOS ? 0 : slash + 1);
}

static const named *find(const names *x, const pm_piece *list, pm_span name)
{
    pm_arena *a = x->scratch;
    pm_span whole = clean(a, name);
    const named *n = NULL;
    if (!pm_span_starts(name, PM_SPAN("/"))) {
        pm_span folder = folder_of(list->name);
        n = exactly(x, list->parent, clean(a, pm_arena_format(a, "%.*s/%.*s", PM_SPAN_FMT(folder), PM_SPAN_FMT(name))));
    }
    if (n == NULL && whole.len)
        n = exactly(x, list->parent, whole);
    return n != NULL || whole.len == 0 ? n : by_end(x, whole);
}

/* Of content that broke off, the hash says nothing. */
static pm_listed judge(const named *n, const pm_hash_line *line)
{
    const pm_piece *p = n->piece;
    const unsigned char *hash = !n->content ? pm_piece_sha256(p) : p->has_content_sha256 && p->state != PM_PIECE_DAMAGED ? p->content_sha256 : NULL;
    if (line->digest != PM_DIGEST_SHA256 || hash == NULL)
        return PM_LISTED_NOT_COMPARED;
    return memcmp(hash, line->value, PM_SHA256_SIZE) == 0 ? PM_LISTED_MATCH : PM_LISTED_DIFFERS;
}

static void take_line(names *x, pm_hash_list *l, const pm_hash_line *line)
{
    const named *n = find(x, l->piece, line->name);
    l->lines++;
    if (n == NULL || n->piece == l->piece) {
        if (l->absent < PM_ABSENT_NAMED) {
            l->absent_names = pm_array_grow(l->absent_names, &l->cap_absent_names, l->absent + 1, sizeof *l->absent_names);
            l->absent_names[l->absent] = pm_arena_copy(x->c->arena, line->name);
        }
        l->absent++;
        return;
    }
    pm_listed said = judge(n, line);
    l->n[said]++;
    if (said > n->piece->listed) { /* of several lists the one that differs */
        n->piece->listed = said;
        n->piece->listed_in = l->piece;
        n->piece->listed_digest = pm_digest_name(line->digest);
        n->piece->listed_content = n->content;
    }
}

/* The name of the list without its ending: "x.tar.xz.sha256" */
static pm_span own_name(pm_span name)
{
    pm_span last = last_part(name);
    size_t dot = pm_span_find_last_char(last, '.');
    return dot == PM_NPOS || dot == 0 ? last : pm_span_first(last, dot);
}

/* UAC's acquisition log: "File: uac-mx1-linux-20260104090000.tar.gz" … "SHA256 checksum: 9f86…" */
static pm_span uac_hash(pm_span line, pm_span *file)
{
    pm_span rest, head;
    if (pm_span_after(line, PM_SPAN("File: "), &rest))
        *file = rest;
    return pm_span_split(line, PM_SPAN(" checksum: "), &head, &rest) ? rest : line;
}

static bool is_comment(pm_span line)
{
    return line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';';
}

/* Its lines have no stamp, and are understood all the same. */
static void take_for_known(pm_case *c, const pm_piece *p, uint64_t unread)
{
    pm_stream_info *info = p->kind == PM_PIECE_STREAM ? p->user : NULL;
    if (info == NULL || info->ledger.undecodable <= unread)
        return;
    c->list_lines += info->ledger.undecodable - unread;
    info->ledger.known_unused += info->ledger.undecodable - unread;
    info->ledger.undecodable = unread;
}

static void read_list(names *x, pm_piece *p)
{
    pm_case *c = x->c;
    pm_span text = p->kept, file = own_name(p->name);
    bool uac = pm_span_starts(text, PM_SPAN("Created by UAC ("));
    pm_hash_list l = { .piece = p, .in_part = p->kept_in_part };
    pm_hash_line line;
    pm_span_after(text, PM_SPAN("\xef\xbb\xbf"), &text);
    while (text.len > 0) {
        pm_span s = pm_span_take(&text, PM_SPAN("\n"));
        pm_span_before(s, PM_SPAN("\r"), &s);
        if (is_comment(s))
            continue;
        pm_arena_reset(x->scratch);
        if (!pm_hash_line_read(x->scratch, uac ? uac_hash(s, &file) : s, &line)) {
            l.unread += !uac;
            continue;
        }
        if (line.name.len == 0)
            line.name = file;
        take_line(x, &l, &line);
    }
    if (l.lines == 0)
        return;
    c->hash_lists = pm_array_grow(c->hash_lists, &c->cap_hash_lists, c->n_hash_lists + 1, sizeof *c->hash_lists);
    c->hash_lists[c->n_hash_lists++] = l;
    p->speaks = uac ? PM_SPEAKS_OF_COLLECTION : PM_SPEAKS_OF_HASHES;
    take_for_known(c, p, l.unread);
}

void pm_hash_lists_compare(pm_case *c)
{
    names x = { .c = c, .scratch = pm_arena_new() };
    for (size_t i = 0; i < c->n_pieces; i++)
        add_piece(&x, c->pieces[i]);
    for (size_t i = 0; i < c->n_pieces; i++)
        if (c->pieces[i]->kept.len)
            read_list(&x, c->pieces[i]);
    pm_map_free(&x.exact);
    pm_map_free(&x.by_last);
    pm_arena_free(x.scratch);
    free(x.items);
}
