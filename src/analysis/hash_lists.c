/* hash_lists: what the lists among the evidence say about its other files, and whether it is so. */
#include "collection.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"
#include "postmortem/evidence/hash_list.h"

#include <stdlib.h>
#include <unistd.h>

enum { VISITS_MOST = 1000 };
static const uint32_t UNKNOWN = PM_MAP_NONE - 1;

/* A name by which a list may call something: a file as it was supplied, or what it holds when it is decompressed. */
typedef struct {
    pm_piece *piece;
    pm_span name;  /* clean */
    bool content;
    uint32_t next; /* with the same last part; PM_MAP_NONE: none */
} named;

typedef struct {
    pm_case *c;
    const pm_input *inputs; /* of c->roots */
    pm_map roots;      /* by the piece's number: which of them */
    pm_arena *scratch; /* emptied with each line of a list */
    named *items;
    size_t n, cap;
    pm_map exact;   /* by container and name */
    pm_map by_last; /* by the last part: the first of a chain */
    bool sha256;    /* the lines of this round: with SHA-256, or with others */
    pm_map others;  /* other digests that were computed: by piece and digest, where in the case's arena */
    unsigned char (*values)[PM_DIGEST_MOST];
    size_t n_values, cap_values;
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

/* Of a file that was named on the command line or lies in a folder; once.  NULL: it is none, or cannot be computed. */
static const unsigned char *other_digest(names *x, const pm_piece *p, pm_digest d)
{
    uint32_t root = pm_map_get(&x->roots, p->number);
    if (root == PM_MAP_NONE || p->type != PM_TYPE_FILE)
        return NULL;
    uint32_t *slot = pm_map_slot_of(&x->others, (uint64_t)root << 8 | d);
    if (*slot == PM_MAP_NONE) {
        int fd = pm_input_open(&x->inputs[root]);
        x->values = pm_array_grow(x->values, &x->cap_values, x->n_values + 1, sizeof *x->values);
        bool ok = fd >= 0 && pm_digest_of_file(fd, d, x->values[x->n_values]);
        if (fd >= 0)
            close(fd);
        *slot = ok ? (uint32_t)x->n_values++ : UNKNOWN;
    }
    return *slot == UNKNOWN ? NULL : x->values[*slot];
}

/* Of content that broke off, the hash says nothing. */
static pm_listed judge(names *x, const named *n, const pm_hash_line *line)
{
    const pm_piece *p = n->piece;
    const unsigned char *hash = NULL;
    if (line->digest == PM_DIGEST_SHA256)
        hash = !n->content ? pm_piece_sha256(p) : p->has_content_sha256 && p->state != PM_PIECE_DAMAGED ? p->content_sha256 : NULL;
    else if (!n->content && p->parent == NULL && p->listed < PM_LISTED_MATCH)
        hash = other_digest(x, p, line->digest);
    if (hash == NULL)
        return PM_LISTED_NOT_COMPARED;
    return memcmp(hash, line->value, pm_digest_size(line->digest)) == 0 ? PM_LISTED_MATCH : PM_LISTED_DIFFERS;
}

static void note_absent(names *x, pm_hash_list *l, pm_span name)
{
    if (l->absent < PM_ABSENT_NAMED) {
        l->absent_names = pm_array_grow(l->absent_names, &l->cap_absent_names, l->absent + 1, sizeof *l->absent_names);
        l->absent_names[l->absent] = pm_arena_copy(x->c->arena, name);
    }
    l->absent++;
}

static void take_line(names *x, pm_hash_list *l, const pm_hash_line *line)
{
    const named *n = find(x, l->piece, line->name);
    l->lines++;
    if (n == NULL || n->piece == l->piece) {
        note_absent(x, l, line->name);
        return;
    }
    pm_listed said = judge(x, n, line);
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

/* The lines of this round. */
static void read_list(names *x, pm_hash_list *l)
{
    pm_span text = l->piece->kept, file = own_name(l->piece->name);
    bool uac = pm_span_starts(text, PM_SPAN("Created by UAC ("));
    pm_hash_line line;
    pm_span_after(text, PM_SPAN("\xef\xbb\xbf"), &text);
    while (text.len > 0) {
        pm_span s = pm_span_take(&text, PM_SPAN("\n"));
        pm_span_before(s, PM_SPAN("\r"), &s);
        if (is_comment(s))
            continue;
        pm_arena_reset(x->scratch);
        if (!pm_hash_line_read(x->scratch, uac ? uac_hash(s, &file) : s, &line)) {
            l->unread += x->sha256 && !uac;
            continue;
        }
        if (line.name.len == 0)
            line.name = file;
        if ((line.digest == PM_DIGEST_SHA256) == x->sha256)
            take_line(x, l, &line);
    }
}

/* What was kept of it holds hashes. */
static void add_list(pm_case *c, pm_piece *p, const pm_hash_list *l)
{
    if (l->lines == 0)
        return;
    c->hash_lists[c->n_hash_lists++] = *l;
    p->speaks = pm_span_starts(p->kept, PM_SPAN("Created by UAC (")) ? PM_SPEAKS_OF_COLLECTION : PM_SPEAKS_OF_HASHES;
    take_for_known(c, p, l->unread);
}

void pm_hash_lists_compare(pm_case *c, const pm_input *inputs)
{
    names x = { .c = c, .inputs = inputs, .scratch = pm_arena_new() };
    for (size_t i = 0; i < c->n_roots; i++)
        pm_map_put(&x.roots, c->roots[i]->number, (uint32_t)i);
    pm_piece **kept = pm_alloc((c->n_pieces + 1) * sizeof *kept);
    size_t n = 0;
    for (size_t i = 0; i < c->n_pieces; i++) {
        add_piece(&x, c->pieces[i]);
        if (c->pieces[i]->kept.len)
            kept[n++] = c->pieces[i];
    }
    pm_hash_list *lists = pm_zalloc((n + 1) * sizeof *lists);
    for (int round = 0; round < 2; round++) /* SHA-256 of all lists first: what it proves is not read again for MD5 */
        for (size_t i = 0; i < n; i++) {
            x.sha256 = round == 0;
            lists[i].piece = kept[i];
            lists[i].in_part = kept[i]->kept_in_part;
            read_list(&x, &lists[i]);
        }
    c->hash_lists = pm_zalloc((n + 1) * sizeof *c->hash_lists);
    for (size_t i = 0; i < n; i++)
        add_list(c, kept[i], &lists[i]);
    free(lists);
    free(kept);
    pm_map_free(&x.roots);
    pm_map_free(&x.exact);
    pm_map_free(&x.by_last);
    pm_map_free(&x.others);
    free(x.values);
    pm_arena_free(x.scratch);
    free(x.items);
}
