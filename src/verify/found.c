#include "found.h"

#include "lines.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"
#include "postmortem/base/text.h"

#include <stdlib.h>

enum { BLOCK = 1 << 16 };

/* One stream while it is dealt out. */
typedef struct {
    pm_piece *piece;
    pm_sha256 *hash;      /* NULL when it was read before */
    pm_lines *lines;      /* NULL: none are read in it */
    pm_search *search;
    uint32_t read_as;
    size_t number;        /* from 0; before the first PM_NO_STREAM, which one more makes 0 */
} stream;

typedef struct {
    pm_found *found;
    pm_claims *claims;
    const pm_verify_options *options;
    pm_arena *arena;      /* what is needed until all is read */
    bool again;
    pm_map by_path;       /* path -> the next item of this path that has not been read */
    uint32_t *same_path;  /* the one after it; PM_MAP_NONE: none */
    uint32_t *of_stream;  /* again: which piece a stream is */
    size_t n_streams;     /* so far */
    uint64_t bytes;
    stream now;
    char block[BLOCK];
} reading;

/* ---- what the walk deals out ---- */

/* An archive may hold a name twice: the first is the first. */
static uint32_t item_of_path(reading *r, pm_span path)
{
    uint64_t key = pm_hash(pm_text_visible(r->arena, path));
    uint32_t i = pm_map_get(&r->by_path, key);
    if (i == PM_MAP_NONE)
        return PM_NO_ITEM;
    if (r->same_path[i] == PM_MAP_NONE)
        pm_map_remove(&r->by_path, key);
    else
        pm_map_put(&r->by_path, key, r->same_path[i]);
    return i;
}

/* NULL when there is none. */
static pm_claimed_line *lines_of(const pm_claims *c, uint32_t item, size_t *n)
{
    const pm_claimed_item *x = &c->items[item];
    *n = x->n_lines;
    return x->n_lines ? c->lines + x->first_line : NULL;
}

static void begin_again(reading *r, stream *s)
{
    size_t n;
    uint32_t i = s->number < r->n_streams ? r->of_stream[s->number] : PM_NO_ITEM;
    const pm_found_piece *p = i == PM_NO_ITEM ? NULL : &r->found->pieces[i];
    if (p == NULL || p->again == PM_AGAIN_NOT)
        return;
    pm_claimed_line *lines = lines_of(r->claims, p->item, &n);
    if (p->again == PM_AGAIN_READ)
        s->lines = pm_lines_new(lines, n);
    else
        s->search = pm_search_new(lines, n);
}

static void *on_begin(void *ctx, pm_piece *piece)
{
    reading *r = ctx;
    size_t n;
    stream *s = &r->now;
    *s = (stream){ .piece = piece, .read_as = PM_NO_ITEM, .number = s->number + 1 };
    if (r->again) {
        begin_again(r, s);
        return s;
    }
    s->hash = pm_sha256_new();
    s->read_as = item_of_path(r, piece->path);
    if (s->read_as != PM_NO_ITEM) {
        pm_claimed_line *lines = lines_of(r->claims, s->read_as, &n);
        s->lines = pm_lines_new(lines, n);
    }
    return s;
}

static char *on_reserve(void *ctx, void *handle, size_t *cap)
{
    reading *r = ctx;
    (void)handle;
    *cap = BLOCK;
    return r->block;
}

static void on_commit(void *ctx, void *handle, size_t len)
{
    reading *r = ctx;
    stream *s = handle;
    if (s->hash != NULL)
        pm_sha256_add(s->hash, r->block, len);
    if (s->lines != NULL)
        pm_lines_feed(s->lines, r->block, len);
    if (s->search != NULL)
        pm_search_feed(s->search, r->block, len);
    s->piece->content_bytes += len;
    r->bytes += len;
    if (r->options->progress != NULL)
        r->options->progress(r->options->progress_ctx, r->bytes);
}

/* What is kept of a stream beside its piece. */
typedef struct {
    size_t number;
    uint32_t read_as;
} note;

static void on_end(void *ctx, void *handle, pm_piece *piece)
{
    reading *r = ctx;
    stream *s = handle;
    if (s->lines != NULL)
        pm_lines_end(s->lines);
    if (s->search != NULL)
        pm_search_end(s->search);
    if (s->hash == NULL)
        return;
    pm_sha256_end(s->hash, piece->content_sha256);
    pm_sha256_free(s->hash);
    piece->has_content_sha256 = true;
    note *n = pm_arena_alloc(r->found->arena, sizeof *n);
    *n = (note){ .number = s->number, .read_as = s->read_as };
    piece->user = n;
}

static const pm_piece *walk(reading *r, size_t input, pm_arena *arena)
{
    const pm_evidence_limits *given = &r->options->limits, *said = &r->claims->limits;
    const pm_evidence_limits limits = { .depth = given->depth ? given->depth : said->depth,
                                        .members = given->members ? given->members : said->members,
                                        .bytes = given->bytes ? given->bytes : said->bytes,
                                        .ratio = given->ratio ? given->ratio : said->ratio,
                                        .memory = given->memory ? given->memory : said->memory };
    const pm_stream_reader reader = { .ctx = r, .begin = on_begin, .reserve = on_reserve, .commit = on_commit, .end = on_end };
    return pm_evidence_walk(arena, &r->found->inputs[input], &limits, &reader);
}

/* ---- all of them ---- */

static void add_piece(pm_found *f, const pm_piece *p, uint32_t parent)
{
    const note *n = p->kind == PM_PIECE_STREAM ? p->user : NULL;
    uint32_t mine = (uint32_t)f->n_pieces;
    f->pieces = pm_array_grow(f->pieces, &f->cap_pieces, f->n_pieces + 1, sizeof *f->pieces);
    f->pieces[f->n_pieces++] = (pm_found_piece){ .piece = p, .path = pm_text_visible(f->arena, p->path), .parent = parent,
                                                 .stream = n ? n->number : PM_NO_STREAM, .read_as = n ? n->read_as : PM_NO_ITEM,
                                                 .item = PM_NO_ITEM };
    for (const pm_piece *k = p->first_child; k != NULL; k = k->next)
        add_piece(f, k, mine);
}

static void index_paths(reading *r)
{
    const pm_claims *c = r->claims;
    r->same_path = pm_arena_alloc(r->arena, (c->n_items + 1) * sizeof *r->same_path);
    for (size_t i = c->n_items; i-- > 0;) {
        uint32_t *slot = pm_map_slot_of(&r->by_path, pm_hash(c->items[i].path));
        r->same_path[i] = *slot;
        *slot = (uint32_t)i;
    }
}

pm_status pm_found_read(pm_found *f, pm_claims *c, const pm_verify_options *o, pm_error *err)
{
    f->arena = pm_arena_new();
    pm_status st = pm_inputs_expand(f->arena, o->inputs, o->n_inputs, &f->inputs, &f->n_inputs, err);
    if (st != PM_OK) {
        f->n_inputs = 0;
        return st;
    }
    reading *r = pm_zalloc(sizeof *r);
    *r = (reading){ .found = f, .claims = c, .options = o, .arena = pm_arena_new(), .now = { .number = PM_NO_STREAM } };
    index_paths(r);
    for (size_t i = 0; i < f->n_inputs; i++)
        add_piece(f, walk(r, i, f->arena), PM_NO_ITEM);
    pm_map_free(&r->by_path);
    pm_arena_free(r->arena);
    free(r);
    return PM_OK;
}

void pm_found_read_again(pm_found *f, pm_claims *c, const pm_verify_options *o)
{
    reading *r = pm_zalloc(sizeof *r);
    *r = (reading){ .found = f, .claims = c, .options = o, .arena = pm_arena_new(), .again = true, .now = { .number = PM_NO_STREAM } };
    r->of_stream = pm_arena_alloc(r->arena, (f->n_pieces + 1) * sizeof *r->of_stream);
    for (size_t i = 0; i < f->n_pieces; i++)
        if (f->pieces[i].stream != PM_NO_STREAM) {
            r->of_stream[f->pieces[i].stream] = (uint32_t)i;
            r->n_streams++;
        }
    for (size_t i = 0; i < f->n_inputs; i++) {
        pm_arena *arena = pm_arena_new();
        (void)walk(r, i, arena);
        pm_arena_free(arena);
    }
    pm_arena_free(r->arena);
    free(r);
}

void pm_found_free(pm_found *f)
{
    pm_inputs_close(f->inputs, f->n_inputs);
    free(f->pieces);
    pm_arena_free(f->arena);
}
