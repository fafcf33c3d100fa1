#include "overlap.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"
#include "postmortem/event/event.h"

#include <stdlib.h>

/* ---- is there anything to compare? ---- */

enum {
    SAMPLE_MAX = 4096,
    SAMPLED = 16, /* of the seconds, one in so many: hashing every line would be felt */
};

/* From the host on, where it stands in the text: a journal's may have been put together from other fields. */
static pm_span text_of(const pm_record *rec, pm_span text)
{
    uintptr_t host = (uintptr_t)rec->host.ptr, from = (uintptr_t)text.ptr;
    return rec->host.len && host >= from && host < from + text.len ? pm_span_skip(text, host - from) : text;
}

void pm_sample_line(pm_sample *s, int64_t time, const pm_record *rec, pm_span line)
{
    if (time % SAMPLED)
        return;
    /* which year is not certain yet */
    pm_civil c;
    pm_civil_from_seconds(time, &c);
    uint64_t hash = pm_hash_with(text_of(rec, line), (uint64_t)(((c.month * 32 + c.day) * 24 + c.hour) * 60 + c.minute) * 60 + c.second);
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

enum {
    HOLDERS_MAX = 6,       /* Debian writes an error of mail to five files */
    STREAMS_MAX = UINT16_MAX, /* further ones' lines count once, too, but are no copies of which differences are sought */
    COMMON_MIN = 20,       /* fewer lines in common say nothing of the others */
    CITED_MAX = 256,       /* pairs whose differences are cited line by line */
};

/* The n-th time that a line occurs in a stream. */
typedef struct {
    uint16_t holder[HOLDERS_MAX]; /* streams that hold it so often, plus 1; 0: no further one */
    uint16_t n_more;              /* 1: there are holders for which there was no room */
    uint32_t next;                /* the same line once more; PM_MAP_NONE: none */
    uint32_t stream, at;          /* of the first time: which stream is being read, and which occurrence it came to */
    uint32_t time;                /* UTC, until 2106 */
    uint32_t kind;
} occurrence;

typedef struct {
    int64_t first, last;
    bool yearless;
    bool repeats;     /* "last message repeated 3 times" */
} copy;

/* Lines of a kind that two streams hold both, and that only one of them does. */
typedef struct {
    uint32_t pair, kind;
    uint64_t common, only[2];
} shares;

struct pm_comparison {
    int64_t from, to;
    pm_map index;     /* hash of a line -> its first occurrence */
    occurrence *lines;
    size_t n, cap;
    pm_map kinds;     /* hash of program and severity -> kind */
    bool *told;       /* of a kind: its severity stands in the text */
    size_t n_kinds, cap_kinds;
    copy *copies;     /* by stream */
    size_t n_copies, cap_copies;
    /* when all were read */
    pm_overlap_pair *pairs;
    size_t n_pairs;
    pm_map pair_of;   /* two streams, the lower first -> their pair */
    pm_map share_of;  /* pair and kind -> their shares */
    shares *shares;
    size_t n_shares, cap_shares;
    const pm_difference_taker *taker;
    size_t differing[CITED_MAX]; /* pairs */
    size_t n_differing;
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
    pm_map_free(&c->kinds);
    pm_map_free(&c->pair_of);
    pm_map_free(&c->share_of);
    free(c->lines);
    free(c->told);
    free(c->copies);
    free(c->pairs);
    free(c->shares);
    free(c);
}

/* Postfix writes the severity before its words (msg_syslog.c); Dovecot and sshd do, too, but others need not. */
static pm_span severity_of(pm_span message)
{
    static const char *const words[] = { "warning: ", "error: ", "fatal: ", "panic: ", "Warning: ", "Error: ", "Fatal: ", "Panic: ", NULL };
    pm_span head, rest;
    for (const char *const *w = words; *w != NULL; w++)
        if (pm_span_starts(message, pm_span_of(*w)) ||
            (**w < 'a' && pm_span_split(message, pm_span_of(*w), &head, &rest) && pm_span_ends(head, PM_SPAN(": "))))
            return pm_span_of(*w);
    return PM_SPAN("");
}

static uint32_t kind_of(pm_comparison *c, const pm_record *rec)
{
    const pm_program *program = pm_program_find(rec->tag);
    pm_span name = pm_program_name(program);
    uint32_t *slot = pm_map_slot_of(&c->kinds, pm_hash_with(name.len ? name : rec->tag, pm_hash(severity_of(rec->message))));
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)c->n_kinds;
        c->told = pm_array_grow(c->told, &c->cap_kinds, c->n_kinds + 1, sizeof *c->told);
        c->told[c->n_kinds++] = pm_program_is_postfix(program);
    }
    return *slot;
}

static copy *copy_of(pm_comparison *c, uint32_t stream)
{
    while (c->n_copies <= stream) {
        c->copies = pm_array_grow(c->copies, &c->cap_copies, c->n_copies + 1, sizeof *c->copies);
        c->copies[c->n_copies++] = (copy){ .first = INT64_MAX, .last = INT64_MIN };
    }
    return &c->copies[stream];
}

static uint32_t new_occurrence(pm_comparison *c, uint32_t time, uint32_t kind)
{
    c->lines = pm_array_grow(c->lines, &c->cap, c->n + 1, sizeof *c->lines);
    c->lines[c->n] = (occurrence){ .next = PM_MAP_NONE, .stream = PM_MAP_NONE, .time = time, .kind = kind };
    return (uint32_t)c->n++;
}

static bool holds(const occurrence *o, uint32_t stream)
{
    for (size_t i = 0; i < HOLDERS_MAX && o->holder[i]; i++)
        if (o->holder[i] == stream + 1)
            return true;
    return o->n_more > 0; /* it may */
}

static void add_holder(occurrence *o, uint32_t stream)
{
    for (size_t i = 0; i < HOLDERS_MAX && stream < STREAMS_MAX; i++)
        if (o->holder[i] == 0) {
            o->holder[i] = (uint16_t)(stream + 1);
            return;
        }
    o->n_more = 1;
}

/* The occurrence of a line that its stream now holds once more. */
static uint32_t step(pm_comparison *c, uint32_t first, uint32_t stream)
{
    if (c->lines[first].stream != stream) {
        c->lines[first].stream = stream;
        return c->lines[first].at = first;
    }
    uint32_t at = c->lines[first].at, next = c->lines[at].next;
    if (next == PM_MAP_NONE) {
        next = new_occurrence(c, c->lines[at].time, c->lines[at].kind); /* moves the lines */
        c->lines[at].next = next;
    }
    return c->lines[first].at = next;
}

static uint32_t short_time(int64_t t)
{
    return t < 0 ? 0 : t < UINT32_MAX ? (uint32_t)t : UINT32_MAX;
}

static void hand_over(const pm_comparison *c, const occurrence *o, uint32_t stream, const pm_cite *cite);

bool pm_comparison_line(pm_comparison *c, uint32_t stream, int64_t time, const pm_record *rec, pm_span line, const pm_cite *cite)
{
    if (time < c->from || time > c->to)
        return false;
    uint32_t *slot = pm_map_slot_of(&c->index, pm_hash_with(text_of(rec, line), (uint64_t)time));
    if (*slot == PM_MAP_NONE)
        *slot = new_occurrence(c, short_time(time), kind_of(c, rec));
    uint32_t at = step(c, *slot, stream);
    if (c->taker != NULL) {
        hand_over(c, &c->lines[at], stream, cite);
        return true;
    }
    copy *mine = copy_of(c, stream);
    mine->first = time < mine->first ? time : mine->first;
    mine->last = time > mine->last ? time : mine->last;
    mine->yearless = mine->yearless || rec->form == PM_STAMP_RFC3164;
    mine->repeats = mine->repeats || rec->times > 1 || rec->repeats_previous;
    bool held = c->lines[at].holder[0] != 0 || c->lines[at].n_more > 0;
    add_holder(&c->lines[at], stream);
    return held;
}

/* ---- what two of them hold ---- */

static uint64_t pair_key(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

/* A second at the edge may have been cut in its midst. */
static bool is_within(const pm_overlap_pair *p, const occurrence *o)
{
    return o->time > short_time(p->from) && o->time < short_time(p->to);
}

static shares *shares_of(pm_comparison *c, const pm_overlap_pair *p, uint32_t kind)
{
    uint32_t *slot = pm_map_slot_of(&c->share_of, (uint64_t)(p - c->pairs) << 32 | kind);
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)c->n_shares;
        c->shares = pm_array_grow(c->shares, &c->cap_shares, c->n_shares + 1, sizeof *c->shares);
        c->shares[c->n_shares++] = (shares){ .pair = (uint32_t)(p - c->pairs), .kind = kind };
    }
    return &c->shares[*slot];
}

/* Every two streams that hold a line both. */
static void find_pairs(pm_comparison *c)
{
    size_t cap = 0;
    for (const occurrence *o = c->lines; o < c->lines + c->n; o++)
        for (size_t i = 0; i < HOLDERS_MAX && o->holder[i]; i++)
            for (size_t k = i + 1; k < HOLDERS_MAX && o->holder[k]; k++) {
                uint32_t a = o->holder[i] - 1u, b = o->holder[k] - 1u;
                uint32_t *slot = pm_map_slot_of(&c->pair_of, pair_key(a, b));
                if (*slot == PM_MAP_NONE) {
                    const copy *x = &c->copies[a < b ? a : b], *y = &c->copies[a < b ? b : a];
                    *slot = (uint32_t)c->n_pairs;
                    c->pairs = pm_array_grow(c->pairs, &cap, c->n_pairs + 1, sizeof *c->pairs);
                    c->pairs[c->n_pairs++] = (pm_overlap_pair){ .a = a < b ? a : b, .b = a < b ? b : a, .from = x->first > y->first ? x->first : y->first,
                                                                .to = x->last < y->last ? x->last : y->last, .forms_differ = x->yearless != y->yearless,
                                                                .repeats = x->repeats || y->repeats };
                }
                c->pairs[*slot].common++;
            }
}

static int by_streams(const void *a, const void *b)
{
    const pm_overlap_pair *x = a, *y = b;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

/* Those with enough in common, in order. */
static void keep_pairs(pm_comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_pairs; i++)
        if (c->pairs[i].common >= COMMON_MIN)
            c->pairs[n++] = c->pairs[i];
    c->n_pairs = n;
    if (n > 1)
        qsort(c->pairs, n, sizeof *c->pairs, by_streams);
    pm_map_clear(&c->pair_of);
    for (size_t i = 0; i < n; i++)
        pm_map_put(&c->pair_of, pair_key(c->pairs[i].a, c->pairs[i].b), (uint32_t)i);
}

/* A line counts for each pair of a stream that holds it: as common, or as what the other has not. */
static void count_shares(pm_comparison *c, const uint32_t *first_pair, const uint32_t *pairs_of)
{
    for (const occurrence *o = c->lines; o < c->lines + c->n; o++)
        for (size_t i = 0; i < HOLDERS_MAX && o->holder[i]; i++) {
            uint32_t a = o->holder[i] - 1u;
            for (uint32_t k = first_pair[a]; k < first_pair[a + 1]; k++) {
                pm_overlap_pair *p = &c->pairs[pairs_of[k]];
                bool second = p->b == a;
                if (!is_within(p, o))
                    continue;
                if (!holds(o, second ? p->a : p->b))
                    shares_of(c, p, o->kind)->only[second]++;
                else if (!second)
                    shares_of(c, p, o->kind)->common++;
            }
        }
}

/* The pairs of each stream: those of the i-th are pairs_of[first[i]] to before pairs_of[first[i + 1]]. */
static void list_pairs_of(const pm_comparison *c, uint32_t *first, uint32_t *pairs_of)
{
    for (size_t i = 0; i < c->n_pairs; i++) {
        first[c->pairs[i].a + 1]++;
        first[c->pairs[i].b + 1]++;
    }
    for (size_t s = 0; s < c->n_copies; s++)
        first[s + 1] += first[s];
    uint32_t *at = pm_alloc((c->n_copies + 1) * sizeof *at);
    memcpy(at, first, (c->n_copies + 1) * sizeof *at);
    for (size_t i = 0; i < c->n_pairs; i++) {
        pairs_of[at[c->pairs[i].a]++] = (uint32_t)i;
        pairs_of[at[c->pairs[i].b]++] = (uint32_t)i;
    }
    free(at);
}

/*
 * Does the other not take lines of this kind?  It holds none of them; or, where severities do not stand in the text, fewer than
 * it has not: mail.warn holds some of amavis's lines.
 */
static bool is_filtered(const pm_comparison *c, const shares *s, int side)
{
    return s->common + s->only[!side] == 0 || (!c->told[s->kind] && s->only[side] > s->common);
}

/* Each holds most of what the other one does, but for what one of them does not take. */
static bool is_copy(const pm_overlap_pair *p)
{
    return !p->repeats && p->common >= (p->only[0] < p->only[1] ? p->only[0] : p->only[1]);
}

pm_overlap_pair *pm_comparison_pairs(pm_comparison *c, size_t *n)
{
    find_pairs(c);
    keep_pairs(c);
    uint32_t *first = pm_zalloc((c->n_copies + 2) * sizeof *first);
    uint32_t *pairs_of = pm_alloc((2 * c->n_pairs + 1) * sizeof *pairs_of);
    list_pairs_of(c, first, pairs_of);
    count_shares(c, first, pairs_of);
    free(first);
    free(pairs_of);
    for (const shares *s = c->shares; s < c->shares + c->n_shares; s++)
        for (int side = 0; side < 2; side++)
            *(is_filtered(c, s, side) ? &c->pairs[s->pair].filtered[side] : &c->pairs[s->pair].only[side]) += s->only[side];
    for (pm_overlap_pair *p = c->pairs; p < c->pairs + c->n_pairs; p++)
        p->differs = p->only[0] + p->only[1] > 0 && is_copy(p);
    pm_overlap_pair *out = pm_alloc((c->n_pairs + 1) * sizeof *out);
    if (c->n_pairs)
        memcpy(out, c->pairs, c->n_pairs * sizeof *out);
    *n = c->n_pairs;
    return out;
}

/* ---- which lines they are ---- */

void pm_comparison_read_again(pm_comparison *c, const pm_difference_taker *taker)
{
    c->taker = taker;
    for (size_t i = 0; i < c->n; i++)
        c->lines[i].stream = PM_MAP_NONE;
    for (size_t i = 0; i < c->n_pairs && c->n_differing < CITED_MAX; i++)
        if (c->pairs[i].differs)
            c->differing[c->n_differing++] = i;
}

static void hand_over(const pm_comparison *c, const occurrence *o, uint32_t stream, const pm_cite *cite)
{
    for (size_t n = 0; n < c->n_differing; n++) {
        size_t i = c->differing[n];
        const pm_overlap_pair *p = &c->pairs[i];
        int side = p->b == stream;
        if ((p->a != stream && p->b != stream) || p->only[side] == 0 || !is_within(p, o) || holds(o, side ? p->a : p->b))
            continue;
        uint32_t at = pm_map_get(&c->share_of, (uint64_t)i << 32 | o->kind);
        if (at != PM_MAP_NONE && !is_filtered(c, &c->shares[at], side))
            c->taker->line(c->taker->ctx, i, side, cite);
    }
}
