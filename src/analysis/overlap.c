#include "overlap.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

/* ---- is there anything to compare? ---- */

enum {
    SAMPLE_MAX = 4096,
    SAMPLED = 16, /* of the seconds, one in so many: hashing every line would be felt */
};

void pm_sample_line(pm_sample *s, int64_t time, pm_span line)
{
    if (time % SAMPLED)
        return;
    uint64_t hash = pm_hash(line);
    if (s->limit == 0)
        s->limit = UINT64_MAX;
    if (hash > s->limit)
        return;
    if (s->n == SAMPLE_MAX) { /* keep the lower half of the hashes: which they are depends on the lines alone */
        size_t kept = 0;
        s->limit /= 2;
        for (size_t i = 0; i < s->n; i++)
            if (s->hashes[i] <= s->limit)
                s->hashes[kept++] = s->hashes[i];
        s->n = kept;
        if (hash > s->limit || kept == SAMPLE_MAX) /* full of one line's: no more are needed */
            return;
    }
    s->hashes = pm_array_grow(s->hashes, &s->cap, s->n + 1, sizeof *s->hashes);
    s->hashes[s->n++] = hash;
}

void pm_sample_free(pm_sample *s)
{
    free(s->hashes);
    *s = (pm_sample){ 0 };
}

/* ---- comparing ---- */

typedef struct {
    uint32_t most;   /* times in one stream before */
    uint32_t here;   /* times in this one, so far */
    uint32_t stream;
} occurrence;

struct pm_comparison {
    int64_t from, to;
    pm_map index;    /* hash of a line -> its occurrence */
    occurrence *lines;
    size_t n, cap;
};

pm_comparison *pm_comparison_new(int64_t from, int64_t to)
{
    pm_comparison *c = pm_zalloc(sizeof *c);
    c->from = from;
    c->to = to;
    return c;
}

void pm_comparison_free(pm_comparison *c)
{
    if (c == NULL)
        return;
    pm_map_free(&c->index);
    free(c->lines);
    free(c);
}

bool pm_comparison_line(pm_comparison *c, uint32_t stream, int64_t time, pm_span line)
{
    if (time < c->from || time > c->to)
        return false;
    uint32_t *slot = pm_map_slot_of(&c->index, pm_hash_with(line, (uint64_t)time)); /* the text may say no year */
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)c->n;
        c->lines = pm_array_grow(c->lines, &c->cap, c->n + 1, sizeof *c->lines);
        c->lines[c->n++] = (occurrence){ .stream = stream };
    }
    occurrence *o = &c->lines[*slot];
    if (o->stream != stream) {
        o->most = o->here > o->most ? o->here : o->most;
        o->here = 0;
        o->stream = stream;
    }
    return ++o->here <= o->most;
}
