#include "lines.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

/* A line whose bytes pass by. */
typedef struct {
    pm_claimed_line *line;
    pm_sha256 *hash;
    uint64_t left;        /* bytes of it to come; then what ends it */
    bool begins_a_line;
    uint64_t number;      /* of the line that it stands in */
} open_line;

struct pm_lines {
    pm_claimed_line *next, *end;
    open_line open[PM_LINES_OPEN];
    size_t n_open;
    uint64_t at, newlines; /* before `at` */
    bool behind_newline;
    pm_sha256 *hashes[PM_LINES_OPEN]; /* kept for the next ones */
    size_t n_hashes;
};

pm_lines *pm_lines_new(pm_claimed_line *lines, size_t n)
{
    pm_lines *l = pm_zalloc(sizeof *l);
    l->next = lines;
    l->end = lines + n;
    l->behind_newline = true;
    return l;
}

static void begin(pm_lines *l)
{
    if (l->n_open == PM_LINES_OPEN) { /* so many disagree about one place: what cannot be true is not */
        (l->next++)->state = PM_LINE_DIFFERS;
        return;
    }
    pm_sha256 *hash = l->n_hashes ? l->hashes[--l->n_hashes] : pm_sha256_new();
    l->open[l->n_open++] = (open_line){ .line = l->next, .hash = hash, .left = l->next->length, .begins_a_line = l->behind_newline,
                                        .number = l->newlines + 1 };
    l->next++;
}

static pm_line_state state_of(const open_line *o, const unsigned char hash[PM_SHA256_SIZE], bool ends_a_line)
{
    const pm_claimed_line *x = o->line;
    if (x->has_sha256 && memcmp(hash, x->sha256, PM_SHA256_SIZE) != 0)
        return PM_LINE_DIFFERS;
    if (!o->begins_a_line || !ends_a_line || o->number != x->line)
        return x->has_sha256 ? PM_LINE_MISPLACED : PM_LINE_DIFFERS;
    return x->has_sha256 ? PM_LINE_MATCHES : PM_LINE_AT_PLACE;
}

/* All its bytes are there; what follows says whether a line ends with them. */
static void settle(pm_lines *l, size_t i, bool ends_a_line)
{
    unsigned char hash[PM_SHA256_SIZE];
    open_line o = l->open[i];
    pm_sha256_end(o.hash, hash);
    o.line->state = state_of(&o, hash, ends_a_line);
    l->hashes[l->n_hashes++] = o.hash;
    l->open[i] = l->open[--l->n_open];
}

/* So far nothing begins and nothing ends. */
static size_t stretch(const pm_lines *l, size_t len)
{
    uint64_t n = len;
    if (l->next < l->end && l->next->offset - l->at < n)
        n = l->next->offset - l->at;
    for (size_t i = 0; i < l->n_open; i++)
        if (l->open[i].left < n)
            n = l->open[i].left ? l->open[i].left : 1;
    return (size_t)n;
}

static void pass(pm_lines *l, const char *data, size_t n)
{
    for (size_t i = 0; i < l->n_open;) {
        open_line *o = &l->open[i];
        if (o->left == 0) {
            settle(l, i, data[0] == '\n');
            continue; /* another one is in its place now */
        }
        pm_sha256_add(o->hash, data, n);
        o->left -= n;
        i++;
    }
    for (const char *p = data, *end = data + n; (p = memchr(p, '\n', (size_t)(end - p))) != NULL && p < end; p++)
        l->newlines++;
    l->behind_newline = data[n - 1] == '\n';
    l->at += n;
}

void pm_lines_feed(pm_lines *l, const char *data, size_t len)
{
    while (len && (l->next < l->end || l->n_open)) {
        while (l->next < l->end && l->next->offset == l->at)
            begin(l);
        size_t n = stretch(l, len);
        pass(l, data, n);
        data += n;
        len -= n;
    }
}

void pm_lines_end(pm_lines *l)
{
    while (l->n_open) {
        if (l->open[0].left == 0) {
            settle(l, 0, true); /* the last line needs no newline */
        } else {
            l->open[0].line->state = PM_LINE_GONE;
            pm_sha256_free(l->open[0].hash);
            l->open[0] = l->open[--l->n_open];
        }
    }
    for (; l->next < l->end; l->next++)
        l->next->state = PM_LINE_GONE;
    while (l->n_hashes)
        pm_sha256_free(l->hashes[--l->n_hashes]);
    free(l);
}

/* ---- where are they now? ---- */

struct pm_search {
    pm_claimed_line *lines;
    uint32_t *same;       /* the next one with the same bytes; PM_MAP_NONE: none */
    pm_map by_hash;       /* beginning of the SHA-256 -> the first one that was not yet found */
    bool lengths[PM_SEARCH_LINE_MAX + 1];
    pm_buffer partial;
    uint64_t number;
};

static uint64_t key_of(const unsigned char hash[PM_SHA256_SIZE])
{
    uint64_t key;
    memcpy(&key, hash, sizeof key);
    return key;
}

static bool is_sought(const pm_claimed_line *x)
{
    bool not_at_place = x->state == PM_LINE_DIFFERS || x->state == PM_LINE_GONE || x->state == PM_LINE_MISPLACED;
    return x->has_sha256 && not_at_place && x->length <= PM_SEARCH_LINE_MAX;
}

pm_search *pm_search_new(pm_claimed_line *lines, size_t n)
{
    pm_search *s = pm_zalloc(sizeof *s);
    s->lines = lines;
    s->same = pm_alloc((n + 1) * sizeof *s->same);
    for (size_t i = n; i-- > 0;) { /* so that the first one is found first */
        if (!is_sought(&lines[i]))
            continue;
        uint32_t *slot = pm_map_slot_of(&s->by_hash, key_of(lines[i].sha256));
        s->same[i] = *slot;
        *slot = (uint32_t)i;
        s->lengths[lines[i].length] = true;
    }
    return s;
}

static void look_at(pm_search *s, pm_span line)
{
    unsigned char hash[PM_SHA256_SIZE];
    s->number++;
    if (line.len > PM_SEARCH_LINE_MAX || !s->lengths[line.len])
        return;
    pm_sha256_of(line, hash);
    uint32_t i = pm_map_get(&s->by_hash, key_of(hash));
    if (i == PM_MAP_NONE || memcmp(hash, s->lines[i].sha256, PM_SHA256_SIZE) != 0)
        return;
    s->lines[i].found_at = s->number;
    if (s->same[i] != PM_MAP_NONE)
        pm_map_put(&s->by_hash, key_of(hash), s->same[i]);
    else
        pm_map_remove(&s->by_hash, key_of(hash));
}

static void add_partial(pm_search *s, pm_span part)
{
    if (s->partial.len <= PM_SEARCH_LINE_MAX)
        pm_buffer_add(&s->partial, pm_span_first(part, PM_SEARCH_LINE_MAX + 1 - s->partial.len));
}

void pm_search_feed(pm_search *s, const char *data, size_t len)
{
    pm_span block = pm_span_make(data, len);
    while (block.len) {
        size_t n = pm_span_find_char(block, '\n');
        pm_span part = pm_span_first(block, n == PM_NPOS ? block.len : n);
        if (n == PM_NPOS) {
            add_partial(s, part);
            return;
        }
        if (s->partial.len) {
            add_partial(s, part);
            look_at(s, pm_buffer_span(&s->partial));
            pm_buffer_clear(&s->partial);
        } else {
            look_at(s, part);
        }
        block = pm_span_skip(block, n + 1);
    }
}

void pm_search_end(pm_search *s)
{
    if (s->partial.len)
        look_at(s, pm_buffer_span(&s->partial));
    pm_buffer_free(&s->partial);
    pm_map_free(&s->by_hash);
    free(s->same);
    free(s);
}
