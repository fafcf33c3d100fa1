#include "match.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

typedef struct {
    pm_claims *claims;
    pm_found *found;
    pm_item_result *results;
    uint32_t *at_place;   /* of each item: the piece that lies at its place; PM_NO_ITEM: none */
    uint32_t *owner;      /* of each piece: the item at whose place it lies; PM_NO_ITEM: none */
    uint32_t *next;       /* of each piece: the next one with the same key; PM_MAP_NONE: none */
    uint32_t *piece_depth;
} matching;

/* ---- is it the same? ---- */

static bool same_hash(bool has_a, const unsigned char *a, bool has_b, const unsigned char *b)
{
    return has_a == has_b && (!has_a || memcmp(a, b, PM_SHA256_SIZE) == 0);
}

static bool same_supplied(const pm_claimed_item *x, const pm_piece *p)
{
    const unsigned char *hash = pm_piece_sha256(p);
    return same_hash(x->has_sha256, x->sha256, hash != NULL, hash) && (!x->has_sha256 || x->bytes == p->bytes);
}

/* Of what has no content of its own, a container or a thing that is only named, the bytes as supplied speak. */
static bool same_content(const pm_claimed_item *x, const pm_piece *p)
{
    if (x->has_content_sha256 != p->has_content_sha256 || x->container != (p->kind == PM_PIECE_CONTAINER))
        return false;
    if (!x->has_content_sha256)
        return same_supplied(x, p);
    return memcmp(x->content_sha256, p->content_sha256, PM_SHA256_SIZE) == 0 && x->content_bytes == p->content_bytes;
}

/* ---- at their places: the same name in the same container ---- */

/* What is left of a path behind that of the container. */
static pm_span name_in(pm_span path, pm_span container)
{
    pm_span rest;
    return pm_span_after(path, container, &rest) ? rest : path;
}

static uint64_t place_key(pm_span path, uint32_t parent, pm_span parent_path)
{
    return pm_hash_with(name_in(path, parent_path), pm_hash_u64(parent, 0));
}

static void index_places(const matching *m, pm_map *places, uint32_t depth)
{
    const pm_found *f = m->found;
    for (size_t i = f->n_pieces; i-- > 0;) { /* so that of equal ones the first comes first */
        const pm_found_piece *p = &f->pieces[i];
        if (m->piece_depth[i] != depth)
            continue;
        pm_span parent_path = p->parent == PM_NO_ITEM ? (pm_span){ 0 } : f->pieces[p->parent].path;
        uint32_t *slot = pm_map_slot_of(places, place_key(p->path, p->parent, parent_path));
        m->next[i] = *slot;
        *slot = (uint32_t)i;
    }
}

static void take_place(matching *m, pm_map *places, uint32_t item)
{
    const pm_claimed_item *x = &m->claims->items[item];
    uint32_t parent = x->parent == PM_NO_ITEM ? PM_NO_ITEM : m->results[x->parent].found;
    if (x->parent != PM_NO_ITEM && parent == PM_NO_ITEM)
        return; /* its container is not there */
    pm_span parent_path = x->parent == PM_NO_ITEM ? (pm_span){ 0 } : m->claims->items[x->parent].path;
    uint64_t key = place_key(x->path, parent, parent_path);
    uint32_t piece = pm_map_get(places, key);
    if (piece == PM_MAP_NONE)
        return;
    if (m->next[piece] == PM_MAP_NONE)
        pm_map_remove(places, key);
    else
        pm_map_put(places, key, m->next[piece]);
    m->at_place[item] = piece;
    m->owner[piece] = item;
}

/* ---- by what they hold ---- */

static bool is_settled(const matching *m, uint32_t item)
{
    return m->results[item].found != PM_NO_ITEM;
}

static void settle(matching *m, uint32_t item, uint32_t piece)
{
    m->results[item].found = piece;
    m->found->pieces[piece].item = item;
}

static void settle_at_place(matching *m, uint32_t depth)
{
    for (uint32_t i = 0; i < m->claims->n_items; i++)
        if (m->claims->items[i].depth == depth && m->at_place[i] != PM_NO_ITEM &&
            same_content(&m->claims->items[i], m->found->pieces[m->at_place[i]].piece))
            settle(m, i, m->at_place[i]);
}

static uint64_t content_key(const unsigned char hash[PM_SHA256_SIZE])
{
    return pm_hash(pm_span_make((const char *)hash, PM_SHA256_SIZE));
}

/* What an item, or a piece, is known by under any name; NULL: nothing, as of an empty content. */
static const unsigned char *hash_of_item(const pm_claimed_item *x)
{
    if (x->has_content_sha256)
        return x->content_bytes ? x->content_sha256 : NULL;
    return x->container && x->has_sha256 ? x->sha256 : NULL;
}

static const unsigned char *hash_of_piece(const pm_found_piece *p)
{
    if (p->piece->has_content_sha256)
        return p->piece->content_bytes ? p->piece->content_sha256 : NULL;
    return p->piece->kind == PM_PIECE_CONTAINER ? pm_piece_sha256(p->piece) : NULL;
}

/* Items that are not at their place, and pieces that are not in theirs; depth: of both, UINT32_MAX: of any. */
static void settle_by_content(matching *m, uint32_t depth)
{
    pm_map by_content = { 0 };
    for (size_t i = m->found->n_pieces; i-- > 0;) {
        const pm_found_piece *p = &m->found->pieces[i];
        const unsigned char *hash = hash_of_piece(p);
        if (p->item != PM_NO_ITEM || hash == NULL || (depth != UINT32_MAX && m->piece_depth[i] != depth))
            continue;
        uint32_t *slot = pm_map_slot_of(&by_content, content_key(hash));
        m->next[i] = *slot;
        *slot = (uint32_t)i;
    }
    for (uint32_t i = 0; i < m->claims->n_items; i++) {
        const pm_claimed_item *x = &m->claims->items[i];
        const unsigned char *hash = hash_of_item(x);
        if (is_settled(m, i) || hash == NULL || (depth != UINT32_MAX && m->claims->items[i].depth != depth))
            continue;
        uint32_t piece = pm_map_get(&by_content, content_key(hash));
        if (piece == PM_MAP_NONE || !same_content(x, m->found->pieces[piece].piece))
            continue;
        if (m->next[piece] == PM_MAP_NONE)
            pm_map_remove(&by_content, content_key(hash));
        else
            pm_map_put(&by_content, content_key(hash), m->next[piece]);
        settle(m, i, piece);
    }
    pm_map_free(&by_content);
}

static bool is_open_container(const pm_found *f, uint32_t piece)
{
    return piece != PM_NO_ITEM && f->pieces[piece].item == PM_NO_ITEM && f->pieces[piece].piece->kind == PM_PIECE_CONTAINER;
}

/* A bundle that was packed anew under another name, evidence.tar.gz as evidence.zip: one of the things in it tells. */
static void settle_by_members(matching *m, uint32_t depth)
{
    pm_map by_content = { 0 };
    const pm_found *f = m->found;
    for (size_t i = f->n_pieces; i-- > 0;) {
        const unsigned char *hash = hash_of_piece(&f->pieces[i]);
        if (hash != NULL && is_open_container(f, f->pieces[i].parent) && m->piece_depth[i] == depth + 1)
            pm_map_put(&by_content, content_key(hash), (uint32_t)i);
    }
    for (uint32_t i = 0; i < m->claims->n_items && by_content.used; i++) {
        const pm_claimed_item *x = &m->claims->items[i];
        const unsigned char *hash = hash_of_item(x);
        if (hash == NULL || x->depth != depth + 1 || is_settled(m, x->parent))
            continue;
        uint32_t piece = pm_map_get(&by_content, content_key(hash));
        if (piece != PM_MAP_NONE && is_open_container(f, f->pieces[piece].parent))
            settle(m, x->parent, f->pieces[piece].parent);
    }
    pm_map_free(&by_content);
}

/* What holds something else now, unless that is another item. */
static void settle_what_differs(matching *m, uint32_t depth)
{
    for (uint32_t i = 0; i < m->claims->n_items; i++)
        if (m->claims->items[i].depth == depth && !is_settled(m, i) && m->at_place[i] != PM_NO_ITEM &&
            m->found->pieces[m->at_place[i]].item == PM_NO_ITEM)
            settle(m, i, m->at_place[i]);
}

static void match_level(matching *m, uint32_t depth)
{
    pm_map places = { 0 };
    index_places(m, &places, depth);
    for (uint32_t i = 0; i < m->claims->n_items; i++)
        if (m->claims->items[i].depth == depth)
            take_place(m, &places, i);
    pm_map_free(&places);
    settle_at_place(m, depth);
    settle_by_content(m, depth);
    /* a container that differs is gone into; whether a stream that differs has moved elsewhere is seen at the end */
    for (uint32_t i = 0; i < m->claims->n_items; i++)
        if (m->claims->items[i].depth == depth && !is_settled(m, i) && m->claims->items[i].container && is_open_container(m->found, m->at_place[i]))
            settle(m, i, m->at_place[i]);
    settle_by_members(m, depth);
}

/* ---- what became of each ---- */

static bool same_place(const matching *m, uint32_t item)
{
    return m->at_place[item] == m->results[item].found;
}

static pm_item_state state_of(const matching *m, uint32_t item)
{
    const pm_claimed_item *x = &m->claims->items[item];
    const pm_item_result *r = &m->results[item];
    if (r->found == PM_NO_ITEM)
        return PM_ITEM_MISSING;
    const pm_piece *p = m->found->pieces[r->found].piece;
    if (x->container && p->kind == PM_PIECE_CONTAINER && !same_content(x, p))
        return PM_ITEM_REPACKED;
    if (same_place(m, item))
        return !same_content(x, p) ? PM_ITEM_DIFFERS : same_supplied(x, p) ? PM_ITEM_MATCHES : PM_ITEM_REPACKED;
    uint32_t other = m->owner[r->found];
    return other != PM_NO_ITEM && m->results[other].found == m->at_place[item] && m->at_place[item] != PM_NO_ITEM ? PM_ITEM_SWAPPED
                                                                                                                  : PM_ITEM_MOVED;
}

static void conclude(matching *m, uint32_t item)
{
    pm_item_result *r = &m->results[item];
    uint32_t place = m->at_place[item];
    r->state = state_of(m, item);
    r->in_its_place = place == PM_NO_ITEM || place == r->found ? PM_NO_ITEM : m->found->pieces[place].item;
    if (r->found == PM_NO_ITEM)
        return;
    pm_found_piece *p = &m->found->pieces[r->found];
    r->is_elsewhere = !same_place(m, item);
    r->supplied_differs = !same_supplied(&m->claims->items[item], p->piece);
    if (m->claims->items[item].n_lines == 0 || p->stream == PM_NO_STREAM)
        return;
    if (p->read_as != item)
        p->again = PM_AGAIN_READ;
}

static uint32_t *filled(pm_arena *a, size_t n, uint32_t value)
{
    uint32_t *list = pm_arena_alloc(a, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = value;
    return list;
}

static uint32_t find_depths(matching *m)
{
    uint32_t deepest = 0;
    for (size_t i = 0; i < m->claims->n_items; i++)
        deepest = m->claims->items[i].depth > deepest ? m->claims->items[i].depth : deepest;
    for (size_t i = 0; i < m->found->n_pieces; i++) {
        uint32_t parent = m->found->pieces[i].parent;
        m->piece_depth[i] = parent == PM_NO_ITEM ? 0 : m->piece_depth[parent] + 1;
    }
    return deepest;
}

/* A line was read in the piece that had the path of its item; where that is another item, it tells nothing. */
static void forget_lines(pm_claims *c, uint32_t item)
{
    const pm_claimed_item *x = &c->items[item];
    for (size_t i = 0; i < x->n_lines; i++)
        c->lines[x->first_line + i].state = PM_LINE_NOT_READ;
}

void pm_match(pm_claims *c, pm_found *f, pm_item_result *results)
{
    pm_arena *a = pm_arena_new();
    matching m = { .claims = c, .found = f, .results = results,
                   .at_place = filled(a, c->n_items, PM_NO_ITEM), .owner = filled(a, f->n_pieces, PM_NO_ITEM),
                   .next = filled(a, f->n_pieces, PM_MAP_NONE), .piece_depth = filled(a, f->n_pieces, 0) };
    uint32_t deepest = find_depths(&m);
    for (size_t i = 0; i < c->n_items; i++)
        results[i].found = PM_NO_ITEM;
    for (uint32_t depth = 0; depth <= deepest; depth++)
        match_level(&m, depth);
    settle_by_content(&m, UINT32_MAX);
    for (uint32_t depth = 0; depth <= deepest; depth++)
        settle_what_differs(&m, depth);
    for (uint32_t i = 0; i < c->n_items; i++) {
        conclude(&m, i);
        if (results[i].found == PM_NO_ITEM || f->pieces[results[i].found].read_as != i)
            forget_lines(c, i);
    }
    pm_arena_free(a);
}
