/*
 * cited: the lines behind the report, verbatim but for masked passwords, and the way from each to what cites it.
 *
 * Goes through the finished tree, so that exactly the references that the report shows are listed.
 * In long lists that only count, the rows after the first LINKED keep no reference: their lines would
 * make the appendix longer than the evidence.
 */
#include "secret.h"
#include "tree.h"

#include "postmortem/base/japanese.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    LINKED = 50,
    CITED_MAX = 3000, /* lines in the appendix */
    BY_MAX = 12,      /* places that one line names */
};

typedef struct {
    pm_span e;              /* "E05", in the tree */
    uint64_t piece, line;   /* 5, 3669 */
    const pm_cite *cite;
    pm_span by[BY_MAX];     /* "finding-3", "restarts", … */
    size_t n_by, more_by;
} cited;

typedef struct {
    const pm_model_input *in;
    cited *items;
    size_t n, cap;
    pm_map index;           /* piece << 40 | line */
    pm_map numbers;         /* of the pieces, by their address: asked for once per counted line */
    pm_arena *arena;
    bool full;
} registry;

static uint64_t key_of(uint64_t piece, uint64_t line)
{
    return piece << 40 | line;
}

static bool is_named(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

/* ---- first: which lines, and who cites them ---- */

static void add_by(cited *x, pm_span by)
{
    for (size_t i = 0; i < x->n_by; i++)
        if (pm_span_eq(x->by[i], by))
            return;
    if (x->n_by < BY_MAX)
        x->by[x->n_by++] = by;
    else
        x->more_by++;
}

static void add_origin(registry *r, const xmlNode *origin, pm_span by)
{
    uint64_t piece, line;
    pm_span e = pm_tree_text_of(pm_tree_child(origin, "e"));
    if (e.len < 2 || !pm_span_to_u64(pm_span_skip(e, 1), &piece) ||
        !pm_span_to_u64(pm_tree_text_of(pm_tree_child(origin, "line")), &line))
        return;
    uint32_t *slot = pm_map_slot_of(&r->index, key_of(piece, line));
    if (*slot == PM_MAP_NONE) {
        if (r->n == CITED_MAX) {
            pm_map_remove(&r->index, key_of(piece, line));
            r->full = true;
            return;
        }
        r->items = pm_array_grow(r->items, &r->cap, r->n + 1, sizeof *r->items);
        *slot = (uint32_t)r->n;
        r->items[r->n++] = (cited){ .e = e, .piece = piece, .line = line };
    }
    add_by(&r->items[*slot], by);
}

static void add_origins(registry *r, const xmlNode *origins, pm_span by)
{
    for (const xmlNode *n = origins->children; n != NULL; n = n->next)
        if (is_named(n, "i"))
            add_origin(r, n, by);
}

/* Lists whose rows are single events, told one by one; in all others rows are sums. */
static bool is_list_of_events(const xmlNode *list)
{
    static const char *const names[] = { "findings", "restarts", "services", "master_trouble", "suspicious_lines", "accepted", "sudo", "su",
                                         "account_changes", "cron_changes", "coverage", "missing_partners", "timeline", "queue_totals", "replies" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_named(list, names[i]))
            return true;
    return false;
}

/* What the appendix calls the place of k, the row-th child of n: a finding, an event, else the list it is in. */
static pm_span place_of(registry *r, const xmlNode *n, const xmlNode *k, size_t row, pm_span by)
{
    if (is_named(k, "i") && is_named(n, "findings"))
        return pm_arena_format(r->arena, "finding-%zu", row);
    if (is_named(k, "i") && is_named(n, "timeline"))
        return pm_arena_format(r->arena, "fact-%zu", row);
    bool list = xmlHasProp(k, PM_XML("total")) != NULL;
    return list || is_named(k, "queue_deleted") ? pm_span_of((const char *)k->name) : by;
}

static void walk(registry *r, xmlNode *n, pm_span by)
{
    size_t row = 0;
    for (xmlNode *k = n->children, *next; k != NULL; k = next) {
        next = k->next;
        if (k->type != XML_ELEMENT_NODE)
            continue;
        if (is_named(k, "origins")) {
            add_origins(r, k, by);
            continue;
        }
        bool item = is_named(k, "i");
        if (item && ++row > LINKED && !is_list_of_events(n)) {
            xmlNode *origins = k->children;
            while (origins != NULL && !is_named(origins, "origins"))
                origins = origins->next;
            if (origins != NULL) {
                xmlUnlinkNode(origins);
                xmlFreeNode(origins);
            }
        }
        walk(r, k, place_of(r, n, k, row, by));
    }
}

/* ---- then: their bytes ---- */

static void offer(registry *r, const pm_cite *c)
{
    if (c == NULL || c->piece == NULL)
        return;
    uint32_t i = pm_map_get(&r->index, key_of(pm_map_get(&r->numbers, (uintptr_t)c->piece), c->line));
    if (i != PM_MAP_NONE && r->items[i].cite == NULL)
        r->items[i].cite = c;
}

static void offer_all(registry *r)
{
    const pm_case *c = r->in->c;
    for (size_t i = 0; i < c->n_pieces; i++)
        pm_map_put(&r->numbers, (uintptr_t)c->pieces[i], (uint32_t)(i + 1));
    for (size_t i = 0; i < pm_findings_count(r->in->findings); i++) {
        const pm_finding *x = pm_findings_at(r->in->findings, i);
        for (size_t k = 0; k < x->n_cites; k++)
            offer(r, x->cites[k]);
    }
    for (size_t i = 0; i < c->n_restarts; i++) {
        offer(r, &c->restarts[i].cite);
        offer(r, c->restarts[i].cause_cite);
    }
    for (size_t i = 0; i < c->n_coverage; i++)
        offer(r, &c->coverage[i].cite);
    for (size_t i = 0; i < c->n_missing; i++)
        offer(r, &c->missing[i].at->cite);
    for (size_t h = 0; h < PM_H_COUNT; h++)
        for (size_t i = 0; i < c->facts->h[h].n; i++)
            offer(r, &c->facts->h[h].items[i].cite);
    for (size_t t = 0; t < PM_T_COUNT; t++)
        for (pm_tally_walk w = pm_tally_begin(&c->facts->t[t]); pm_tally_next(&w) && w.row->when != NULL;) {
            offer(r, w.row->when->first_cite);
            offer(r, w.row->when->last_cite);
        }
}

/* ---- at last: the list, by evidence and line, and the texts where findings cite them ---- */

/* Beside a line that is no UTF-8: how it reads as Shift_JIS or EUC-JP.  What is masked in the one is masked in the other. */
static void add_reading(xmlNode *n, const pm_cite *c, bool masked)
{
    pm_buffer reading = { 0 }, shown = { 0 };
    const char *encoding = pm_japanese_decode(&reading, c->text);
    if (encoding == NULL && c->text.len < c->length) /* cut in the middle of a character */
        encoding = pm_japanese_decode(&reading, pm_span_first(c->text, c->text.len - 1));
    bool masked_again = encoding != NULL && pm_secret_mask(&shown, pm_buffer_span(&reading));
    if (encoding != NULL && masked_again == masked) {
        xmlNode *r = pm_tree_add_text(n, "reading", pm_buffer_span(masked ? &shown : &reading));
        pm_tree_set(r, "encoding", pm_span_of(encoding));
    }
    pm_buffer_free(&reading);
    pm_buffer_free(&shown);
}

/* true: a secret in it is masked. */
static bool add_shown(xmlNode *n, const pm_cite *c)
{
    pm_buffer b = { 0 };
    bool masked = pm_secret_mask(&b, c->text);
    pm_tree_add_text(n, "text", masked ? pm_buffer_span(&b) : c->text);
    pm_buffer_free(&b);
    add_reading(n, c, masked);
    return masked;
}

static int by_place(const void *a, const void *b)
{
    const cited *x = a, *y = b;
    if (x->piece != y->piece)
        return x->piece < y->piece ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* true: a secret in it is masked. */
static bool write_line(xmlNode *list, const cited *x)
{
    xmlNode *i = pm_tree_add(list, "i");
    pm_tree_add_text(i, "e", x->e);
    pm_tree_add_number(i, "line", x->line);
    pm_tree_add_number(i, "offset", x->cite->offset);
    pm_tree_add_number(i, "length", x->cite->length);
    unsigned char hash[PM_SHA256_SIZE];
    char hex[PM_SHA256_HEX];
    pm_cite_sha256(x->cite, hash);
    pm_sha256_hex(hash, hex);
    pm_tree_add_text(i, "sha256", pm_span_of(hex));
    if (x->cite->repeats)
        pm_tree_add(i, "repeats");
    else if (x->cite->text.len < x->cite->length)
        pm_tree_add_number(i, "shown", x->cite->text.len);
    bool masked = add_shown(i, x->cite);
    xmlNode *by = pm_tree_add(i, "by");
    for (size_t k = 0; k < x->n_by; k++)
        pm_tree_add_text(by, "i", x->by[k]);
    if (x->more_by)
        pm_tree_add_number(i, "more_by", x->more_by);
    return masked;
}

static xmlNode *begin_file(xmlNode *list, const cited *x)
{
    xmlNode *file = pm_tree_add(list, "file");
    pm_tree_add_text(file, "e", x->e);
    pm_tree_add_text(file, "name", pm_tree_last_name(x->cite->piece->path));
    pm_tree_add_extract(file, x->cite->piece);
    return file;
}

static void add_texts(registry *r, const xmlNode *findings)
{
    for (const xmlNode *f = findings ? findings->children : NULL; f != NULL; f = f->next) {
        const xmlNode *origins = f->type == XML_ELEMENT_NODE ? pm_tree_child(f, "origins") : NULL;
        for (xmlNode *o = origins ? origins->children : NULL; o != NULL; o = o->next) {
            uint64_t piece, line;
            pm_span e = pm_tree_text_of(pm_tree_child(o, "e"));
            if (e.len < 2 || !pm_span_to_u64(pm_span_skip(e, 1), &piece) ||
                !pm_span_to_u64(pm_tree_text_of(pm_tree_child(o, "line")), &line))
                continue;
            uint32_t i = pm_map_get(&r->index, key_of(piece, line));
            if (i != PM_MAP_NONE && r->items[i].cite != NULL)
                add_shown(o, r->items[i].cite);
        }
    }
}

void pm_tree_cited(const pm_model_input *in, xmlDoc *doc)
{
    registry r = { .in = in, .arena = pm_arena_new() };
    xmlNode *root = xmlDocGetRootElement(doc);
    walk(&r, root, PM_SPAN(""));
    offer_all(&r);
    add_texts(&r, pm_tree_child(root, "findings"));
    if (r.n)
        qsort(r.items, r.n, sizeof *r.items, by_place);
    xmlNode *list = pm_tree_add(root, "cited"), *file = NULL;
    uint64_t masked = 0;
    char digits[PM_U64_DIGITS];
    pm_tree_set(list, "full", r.full ? PM_SPAN("yes") : PM_SPAN("no"));
    for (size_t i = 0; i < r.n; i++) {
        const cited *x = &r.items[i];
        if (x->cite == NULL)
            continue;
        if (file == NULL || r.items[i - 1].piece != x->piece)
            file = begin_file(list, x);
        masked += write_line(file, x);
    }
    pm_tree_set(list, "masked", pm_span_of_u64(digits, masked));
    pm_map_free(&r.index);
    pm_map_free(&r.numbers);
    free(r.items);
    pm_arena_free(r.arena);
}
