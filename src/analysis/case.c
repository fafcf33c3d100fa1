#include "postmortem/analysis/case.h"

#include "collection.h"
#include "coverage.h"
#include "dates.h"
#include "joins.h"
#include "partner.h"
#include "pass.h"
#include "skew.h"
#include "postmortem/base/baked.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/analysis/rows.h"
#include "postmortem/base/random.h"
#include "witness.h"

#include <stdlib.h>

enum {
    PASSES_MAX = 4,
    HELD_MAX = 1 << 19,     /* lines of streams whose year may still change */
    WAITING_MAX = 1 << 22,  /* lines of streams that wait to be joined */
    RELEASE_EVERY = 1 << 20, /* lines whose facts have become the case's */
    /* the first look: so much content of all inputs together, and of each */
    LOOK_ALL = 16 << 20,
    LOOK_MOST = 1 << 20,
    LOOK_LEAST = 1 << 16,
};

/* A stream, its folds, and its place in the order. */
typedef struct {
    pm_stream *stream;
    pm_piece *piece;
    pm_fold **folds;
    size_t n_folds;
    size_t input, k;    /* the k-th stream of its input */
    uint32_t original;  /* the stream before with the same content; PM_MAP_NONE: none */
    bool held;          /* its facts are not the case's yet: should its year be wrong, only it is read again */
    bool shares;        /* holds lines that another stream holds, too */
    bool compared;      /* … and they have been left out */
} source_stream;

/* One reading of all the evidence. */
typedef struct {
    pm_case *c;
    pm_arena **arenas;  /* of the inputs' pieces */
    size_t *first;      /* place in `streams` of each input's first */
    size_t n_inputs;
    source_stream *streams;
    size_t n_streams, cap_streams;
    pm_map by_content;  /* first bytes of the content's hash -> stream */
    pm_map by_line;     /* hashes of the streams' samples of lines -> stream */
    pm_joins *joins;
    uint64_t held_lines;
    uint64_t moved_lines; /* since memory was last given back */
    pm_case_options in_order; /* for reading some of it again */
    pm_overlap *overlaps; /* of the latest comparison */
    size_t n_overlaps;
} reading;

struct case_storage {
    pm_case c;
    pm_case_options options;
    reading *reading;  /* owns pieces and streams */
    pm_instances *instances; /* what the pass goes by, */
    pm_instances *seen;      /* and what it and those before it saw */
    pm_replies *replies;
    pm_map filters;    /* host and leg of each content filter */
    uint64_t may_wait; /* so many lines, to be joined */
};

/* ---- taking over what a pass delivers, in the order of the evidence ---- */

static bool same_content(const pm_piece *a, const pm_piece *b)
{
    return a->content_bytes == b->content_bytes && memcmp(a->content_sha256, b->content_sha256, PM_SHA256_SIZE) == 0;
}

/* The stream whose content was dealt out before, so that its lines count once; PM_MAP_NONE: there is none. */
static uint32_t find_duplicate(reading *r, const pm_piece *p)
{
    uint64_t key;
    memcpy(&key, p->content_sha256, sizeof key);
    uint32_t *slot = pm_map_slot_of(&r->by_content, key);
    if (*slot != PM_MAP_NONE)
        return same_content(r->streams[*slot].piece, p) ? *slot : PM_MAP_NONE;
    *slot = (uint32_t)r->n_streams;
    return PM_MAP_NONE;
}

/* The host that most lines of a stream name. */
static pm_id main_host(const pm_case *c, pm_fold *const *folds, size_t n)
{
    pm_map sums = { 0 }; /* lines of one stream fit: a longer one would only make the choice less fine */
    pm_id host, best = 0;
    uint64_t lines, most = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; pm_fold_host(folds[i], k, &host, &lines); k++) {
            uint32_t *sum = pm_map_slot_of(&sums, host);
            *sum = (*sum == PM_MAP_NONE ? 0 : *sum) + (uint32_t)(lines < UINT32_MAX / 2 ? lines : UINT32_MAX / 2);
            if (*sum > most || (*sum == most && pm_span_cmp(pm_facts_name(c->facts, host), pm_facts_name(c->facts, best)) < 0)) {
                most = *sum;
                best = host;
            }
        }
    pm_map_free(&sums);
    return best;
}

static void note_instances(const reading *r, const source_stream *s)
{
    for (size_t i = 0; i < s->n_folds; i++)
        pm_instances_add(((struct case_storage *)r->c)->seen, pm_fold_instances(s->folds[i]));
}

static void drop_folds(source_stream *s)
{
    for (size_t i = 0; i < s->n_folds; i++)
        pm_fold_free(s->folds[i]);
    free(s->folds);
    s->folds = NULL;
    s->n_folds = 0;
}

/* The facts of the stream become the case's. */
static void move_folds(reading *r, source_stream *s)
{
    for (size_t i = 0; i < s->n_folds; i++)
        pm_fold_move(s->folds[i], r->c->facts, ((struct case_storage *)r->c)->replies);
    pm_stream_info *info = pm_stream_info_of(s->stream);
    info->host = main_host(r->c, s->folds, s->n_folds);
    if (s->n_folds)
        pm_joins_add(r->joins, s->input, s->piece, s->folds, s->n_folds);
    s->folds = NULL;
    s->n_folds = 0;
    r->moved_lines += info->ledger.lines;
    if (r->moved_lines >= RELEASE_EVERY) {
        pm_memory_release();
        r->moved_lines = 0;
    }
}

/* Does the stream hold lines of one before? */
static bool find_shared(reading *r, source_stream *s)
{
    bool repeats = false;
    pm_sample *sample = pm_stream_sample(s->stream);
    uint32_t number = (uint32_t)(s - r->streams);
    for (size_t i = 0; i < sample->n; i++) {
        uint32_t *slot = pm_map_slot_of(&r->by_line, sample->hashes[i]);
        if (*slot == PM_MAP_NONE) {
            *slot = number;
        } else if (*slot != number) {
            r->streams[*slot].shares = true;
            s->shares = repeats = true;
        }
    }
    return repeats;
}

static void settle(reading *r, source_stream *s)
{
    const pm_stream_info *info = pm_stream_info_of(s->stream);
    s->held = !pm_dates_are_certain(r->c->options, s->piece, info) && r->held_lines + info->ledger.lines <= HELD_MAX;
    if (s->held)
        r->held_lines += info->ledger.lines;
    else
        move_folds(r, s);
}

static void on_stream(void *ctx, size_t input, size_t k, pm_stream *stream)
{
    reading *r = ctx;
    pm_piece *p = pm_stream_piece(stream);
    pm_stream_info *info = pm_stream_info_of(stream);
    if (k == 0)
        r->first[input] = r->n_streams;
    uint32_t original = p->content_bytes ? find_duplicate(r, p) : PM_MAP_NONE;
    r->streams = pm_array_grow(r->streams, &r->cap_streams, r->n_streams + 1, sizeof *r->streams);
    source_stream *s = &r->streams[r->n_streams++];
    *s = (source_stream){ .stream = stream, .piece = p, .input = input, .k = k, .original = original };
    s->folds = pm_stream_take_folds(stream, &s->n_folds);
    note_instances(r, s);
    p->user = info;
    if (original != PM_MAP_NONE) {
        info->duplicate_of = r->streams[original].piece;
        drop_folds(s);
    } else if (find_shared(r, s)) {
        drop_folds(s); /* it will be read again, without them */
        s->held = true;
    } else {
        settle(r, s);
    }
}

/* What the walk said of the pieces is certain now. */
static void on_input(void *ctx, size_t i, pm_piece *root, pm_arena *arena)
{
    reading *r = ctx;
    r->arenas[i] = arena;
    r->c->roots[i] = root;
}

/* A stream that was read again takes the place of what it was. */
static void on_stream_again(void *ctx, size_t input, size_t k, pm_stream *stream)
{
    reading *r = ctx;
    source_stream *s = &r->streams[r->first[input] + k];
    if (!s->held || s->n_folds) { /* it was only there to compare with */
        pm_stream_free(stream);
        return;
    }
    s->compared = s->shares;
    pm_stream_free(s->stream);
    s->stream = stream;
    s->folds = pm_stream_take_folds(stream, &s->n_folds);
    note_instances(r, s);
    s->piece->user = pm_stream_info_of(stream);
    settle(r, s);
}

static void on_input_again(void *ctx, size_t i, pm_piece *root, pm_arena *arena)
{
    (void)ctx, (void)i, (void)root;
    pm_arena_free(arena); /* the pieces are those of the first time */
}

static void free_reading(reading *r)
{
    for (size_t i = 0; i < r->n_streams; i++) {
        drop_folds(&r->streams[i]);
        pm_stream_free(r->streams[i].stream);
    }
    pm_joins_free(r->joins);
    for (size_t i = 0; i < r->n_inputs; i++)
        pm_arena_free(r->arenas[i]);
    free(r->arenas);
    free(r->first);
    free(r->streams);
    pm_map_free(&r->by_content);
    pm_map_free(&r->by_line);
    free(r);
}

/* ---- year and zone ---- */

static void format_offset(int32_t offset, char buf[16])
{
    snprintf(buf, 16, "%c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 3600, abs(offset) / 60 % 60);
}

/* ---- restarts: who caused them ---- */

/* Is one of the command's words this, or a path or unit of that name: "/usr/sbin/postfix", "postfix.service"? */
static bool has_word(pm_span command, pm_span word)
{
    while (command.len) {
        pm_span w = pm_span_take(&command, PM_SPAN(" ")), folder;
        pm_span_split_last(w, PM_SPAN("/"), &folder, &w);
        if (pm_span_eq(w, word) || (pm_span_starts(w, word) && pm_span_eq(pm_span_skip(w, word.len), PM_SPAN(".service"))))
            return true;
    }
    return false;
}

static bool has_any_word(pm_span command, const char *const *words)
{
    for (; *words != NULL; words++)
        if (has_word(command, pm_span_of(*words)))
            return true;
    return false;
}

/* Does a command ask for this?  A master whose end or start no line tells may have come back with the host, too. */
static bool asks_for(pm_span command, pm_restart_kind kind)
{
    static const char *const host[] = { "reboot", "shutdown", NULL };
    static const char *const words[][3] = { [PM_RESTART_START] = { "start", "restart" },  [PM_RESTART_STOP] = { "stop", "restart" },
                                            [PM_RESTART_RELOAD] = { "reload" },           [PM_RESTART_CRASH] = { NULL },
                                            [PM_RESTART_UNSEEN] = { "start", "restart" } };
    if (kind != PM_RESTART_RELOAD && has_any_word(command, host))
        return true;
    return has_any_word(command, words[kind]) && has_word(command, PM_SPAN("postfix"));
}

/* Does it install or renew packages?  Their scripts restart what they renew. */
static bool changes_packages(pm_span command)
{
    static const char *const tools[] = { "apt", "apt-get", "aptitude", "dnf", "yum", "microdnf", "zypper", "rpm", "dpkg", NULL };
    static const char *const dnf[] = { "dnf", "yum", "microdnf", "zypper", NULL };
    static const char *const acts[] = { "upgrade", "full-upgrade", "dist-upgrade", "safe-upgrade", "install", "reinstall", "distro-sync",
                                        "-U", "-Uvh", "-i", "-ivh", "--install", NULL };
    return (has_any_word(command, tools) && has_any_word(command, acts)) || has_word(command, PM_SPAN("unattended-upgrade")) ||
           (has_any_word(command, dnf) && has_word(command, PM_SPAN("update"))); /* apt update only fetches lists */
}

/* Did it happen at most so many seconds before or after the restart, or within the time that an inferred one lies in? */
static bool is_near(const pm_happening *h, const pm_restart *r, int64_t before, int64_t after)
{
    bool inferred = r->kind == PM_RESTART_CRASH || r->kind == PM_RESTART_UNSEEN;
    return h->host == r->host && h->time >= (inferred ? r->after : r->time - before) && h->time <= (inferred ? r->before : r->time) + after;
}

/* The latest sudo line near it that asks for it, or that changes packages. */
static void blame_sudo(const pm_case *c, pm_restart *r, bool packages)
{
    enum { BEFORE = 120, BEFORE_PACKAGES = 900 };
    const pm_happenings *sudo = &c->facts->h[PM_H_SUDO];
    for (size_t i = 0; i < sudo->n; i++) {
        const pm_happening *h = &sudo->items[i];
        pm_span command = pm_facts_name(c->facts, h->e);
        if (h->f != 0 || h->contested || !is_near(h, r, packages ? BEFORE_PACKAGES : BEFORE, 0) ||
            !(packages ? changes_packages(command) : asks_for(command, r->kind)))
            continue;
        r->cause = packages ? PM_SPAN("package") : PM_SPAN("sudo");
        r->cause_who = pm_facts_name(c->facts, h->a);
        r->cause_cite = &h->cite;
    }
}

static void blame_service(const pm_case *c, pm_restart *r, pm_span service, pm_span action, int64_t before, int64_t after, pm_span cause)
{
    const pm_happenings *services = &c->facts->h[PM_H_SERVICE];
    for (size_t i = 0; i < services->n; i++) {
        const pm_happening *h = &services->items[i];
        if (is_near(h, r, before, after) && pm_span_eq(pm_facts_name(c->facts, h->a), service) &&
            pm_span_eq(pm_facts_name(c->facts, h->b), action)) {
            r->cause = cause;
            r->cause_cite = &h->cite;
        }
    }
}

/* A sudo line that asks for it; else the host's boot or end; else a change of packages; else not known. */
static void find_cause(const pm_case *c, pm_restart *r)
{
    enum { BOOT = 600, BOOTED = 300, END = 120, PACKAGES = 900 }; /* systemd says "Startup finished" when all is up */
    r->cause = PM_SPAN("unknown");
    blame_sudo(c, r, false);
    if (r->cause_cite == NULL && r->kind == PM_RESTART_STOP)
        blame_service(c, r, PM_SPAN("host"), PM_SPAN("stop"), END, END, PM_SPAN("boot"));
    else if (r->cause_cite == NULL && r->kind != PM_RESTART_RELOAD)
        blame_service(c, r, PM_SPAN("host"), PM_SPAN("start"), BOOT, BOOTED, PM_SPAN("boot"));
    if (r->cause_cite == NULL && r->kind != PM_RESTART_CRASH)
        blame_sudo(c, r, true);
    if (r->cause_cite == NULL && r->kind != PM_RESTART_CRASH)
        blame_service(c, r, PM_SPAN("package"), PM_SPAN("start"), PACKAGES, 0, PM_SPAN("package"));
}

/* ---- the whole ---- */

static void number_pieces(pm_case *c, pm_piece *p, size_t *n, pm_piece **out)
{
    if (out != NULL)
        out[*n] = p;
    p->number = (unsigned)++*n;
    for (pm_piece *child = p->first_child; child != NULL; child = child->next)
        number_pieces(c, child, n, out);
}

static void list_pieces(pm_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_roots; i++)
        number_pieces(c, c->roots[i], &n, NULL);
    c->pieces = pm_arena_alloc(c->arena, (n + 1) * sizeof *c->pieces);
    c->n_pieces = 0;
    for (size_t i = 0; i < c->n_roots; i++)
        number_pieces(c, c->roots[i], &c->n_pieces, c->pieces);
}

static void add_ledgers(pm_case *c)
{
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_piece *p = c->pieces[i];
        const pm_stream_info *info = pm_piece_stream(p);
        c->zone_names_differ = c->zone_names_differ || (pm_piece_stream(p) != NULL && pm_piece_stream(p)->zone_name_differs);
        c->partly_read = c->partly_read || p->state == PM_PIECE_DAMAGED;
        if (info == NULL)
            continue;
        const pm_ledger *l = &info->ledger;
        c->ledger.lines += l->lines;
        c->ledger.typed += l->typed;
        c->ledger.known_unused += l->known_unused;
        c->ledger.not_understood += l->not_understood;
        c->ledger.duplicate += l->duplicate;
        c->ledger.out_of_range += l->out_of_range;
        c->ledger.undecodable += l->undecodable;
    }
}

static const pm_case *sorting; /* qsort takes no context; cases are finished one at a time */

static int host_by_name(const void *a, const void *b)
{
    return pm_span_cmp(pm_facts_name(sorting->facts, *(const pm_id *)a), pm_facts_name(sorting->facts, *(const pm_id *)b));
}

static void list_hosts(pm_case *c)
{
    const pm_tally *t = &c->facts->t[PM_T_LINES];
    c->hosts = pm_arena_alloc(c->arena, (t->n_entries + 1) * sizeof *c->hosts);
    pm_map seen = { 0 };
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        if (w.row->n[PM_N_LINES_TYPED] == 0 || pm_map_get(&seen, w.row->key[0]) != PM_MAP_NONE)
            continue;
        pm_map_put(&seen, w.row->key[0], 1);
        c->hosts[c->n_hosts++] = w.row->key[0];
    }
    pm_map_free(&seen);
    sorting = c;
    qsort(c->hosts, c->n_hosts, sizeof *c->hosts, host_by_name);
}

static int restart_order(const void *a, const void *b)
{
    const pm_restart *x = a, *y = b;
    int64_t s = x->time == PM_NO_TIME ? x->before : x->time, t = y->time == PM_NO_TIME ? y->before : y->time;
    if (s != t)
        return s < t ? -1 : 1;
    int c = pm_cite_cmp(&x->cite, &y->cite);
    return c ? c : (x->kind < y->kind) - (x->kind > y->kind); /* what a line lets infer lies before what it says */
}

/*
 * A relay is a content filter when a reply of its named a queue id that is here; or when most of what it took
 * came back under the same Message-ID.  Where a part comes back, it is a mailbox with a forward (a Sieve redirect).
 */
static void find_filters(pm_case *c)
{
    pm_arena *a = pm_arena_new();
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_FILTER]); pm_tally_next(&w);) {
        pm_id host = w.row->key[0], leg = w.row->key[1];
        pm_rows hours = pm_rows_of(c->facts, a, PM_T_ATTEMPT_HOUR, host, leg, PM_UNSORTED, 0);
        uint64_t sent = 0;
        for (size_t i = 0; i < hours.n; i++)
            sent += hours.rows[i]->n[PM_N_STATUS_SENT];
        if (w.row->n[PM_N_FILTER_NAMED] || 2 * w.row->n[PM_N_FILTER_SAME_ID] > sent)
            pm_map_put(&((struct case_storage *)c)->filters, (uint64_t)host << 32 | leg, 1);
        pm_arena_reset(a);
    }
    pm_arena_free(a);
}

/* false: runs were joined too early. */
static bool finish(pm_case *c, reading *r, const pm_input *inputs)
{
    pm_series *series;
    size_t n_series;
    if (!pm_joins_finish(r->joins, c, &series, &n_series))
        return false;
    pm_facts_tidy(c->facts);
    find_filters(c);
    for (size_t i = 0; i < PM_H_COUNT; i++)
        pm_happenings_sort(&c->facts->h[i]);
    for (size_t i = 0; i < PM_TIE_COUNT; i++)
        pm_happenings_sort(&c->facts->missing[i]);
    for (size_t i = 0; i < c->n_restarts; i++)
        find_cause(c, &c->restarts[i]);
    if (c->n_restarts > 1)
        qsort(c->restarts, c->n_restarts, sizeof *c->restarts, restart_order);
    list_pieces(c);
    c->overlaps = r->overlaps;
    c->n_overlaps = r->n_overlaps;
    pm_hash_lists_compare(c, inputs);
    pm_collections_find(c);
    add_ledgers(c);
    list_hosts(c);
    pm_skew_find(c);
    pm_coverage_find(c, series, n_series);
    pm_partners_find(c, series, n_series);
    return true;
}

/* ---- reading ---- */

/* Everything, once: limits->only_look, or as a whole. */
static reading *read_once(pm_case *c, const pm_input *inputs, size_t n_inputs, const pm_evidence_limits *limits,
                          const pm_map *years)
{
    reading *r = pm_zalloc(sizeof *r);
    r->c = c;
    r->n_inputs = n_inputs;
    r->arenas = pm_zalloc((n_inputs + 1) * sizeof *r->arenas);
    r->first = pm_zalloc((n_inputs + 1) * sizeof *r->first);
    r->joins = pm_joins_new(inputs, n_inputs, ((struct case_storage *)c)->may_wait, c->options->join_in_pairs);
    c->n_roots = n_inputs;
    pm_facts_free(c->facts);
    c->facts = pm_facts_new();
    pm_pass_setup setup = { .options = c->options, .inputs = inputs, .n_inputs = n_inputs, .limits = limits, .zone = c->zone,
                            .hour_shift = c->hour_shift, .instances = ((struct case_storage *)c)->instances, .years = years };
    pm_pass_run(&setup, &(pm_pass_taker){ .ctx = r, .stream = on_stream, .input = on_input });
    return r;
}

static bool is_unread(const source_stream *s)
{
    return s->held && s->n_folds == 0;
}

/* Where two or more of the streams that share lines can be; everywhere, while some of their years change. */
static pm_comparison *begin_comparison(const reading *r, bool years_change)
{
    int64_t first[2] = { INT64_MAX, INT64_MAX }, last[2] = { INT64_MIN, INT64_MIN }; /* the second is the second smallest, or largest */
    for (size_t i = 0; i < r->n_streams; i++) {
        const pm_stream_info *info = pm_stream_info_of(r->streams[i].stream);
        if (!r->streams[i].shares)
            continue;
        first[1] = info->first < first[0] ? first[0] : info->first < first[1] ? info->first : first[1];
        first[0] = info->first < first[0] ? info->first : first[0];
        last[1] = info->last > last[0] ? last[0] : info->last > last[1] ? info->last : last[1];
        last[0] = info->last > last[0] ? info->last : last[0];
    }
    /* lines are compared as they are written: in the second of two equal hours, as if it were the first */
    enum { EQUAL_HOURS = 3600 };
    return years_change ? pm_comparison_new(INT64_MIN, INT64_MAX) : pm_comparison_new(first[1] - EQUAL_HOURS, last[1]);
}

/* ---- copies that differ ---- */

static void on_difference(void *ctx, size_t pair, int side, const pm_cite *cite)
{
    reading *r = ctx;
    pm_overlap *o = &r->overlaps[pair];
    if (o->n_cites[side] == PM_OVERLAP_CITES)
        return;
    pm_cite *kept = &o->cites[side][o->n_cites[side]++];
    *kept = *cite;
    kept->text = pm_arena_copy(r->c->arena, pm_span_first(cite->text, PM_CITE_TEXT));
}

/* The pairs of a comparison become the case's; true when some differ. */
static bool note_overlaps(reading *r, pm_comparison *comparison)
{
    bool differ = false;
    pm_overlap_pair *pairs = pm_comparison_pairs(comparison, &r->n_overlaps);
    r->overlaps = pm_arena_zalloc(r->c->arena, (r->n_overlaps + 1) * sizeof *r->overlaps);
    for (size_t i = 0; i < r->n_overlaps; i++) {
        const pm_overlap_pair *p = &pairs[i];
        pm_overlap *o = &r->overlaps[i];
        *o = (pm_overlap){ .a = r->streams[p->a].piece, .b = r->streams[p->b].piece, .from = p->from, .to = p->to, .common = p->common,
                           .forms_differ = p->forms_differ, .repeats = p->repeats, .differs = p->differs };
        for (int side = 0; side < 2; side++) {
            o->only[side] = p->only[side];
            o->filtered[side] = p->filtered[side];
            if (o->differs)
                o->cites[side] = pm_arena_alloc(r->c->arena, PM_OVERLAP_CITES * sizeof *o->cites[side]);
        }
        differ = differ || o->differs;
    }
    free(pairs);
    return differ;
}

static bool is_in_difference(const reading *r, const pm_piece *p)
{
    for (size_t i = 0; i < r->n_overlaps; i++)
        if (r->overlaps[i].differs && (r->overlaps[i].a == p || r->overlaps[i].b == p))
            return true;
    return false;
}

/* A stream is read again under the year that stands. */
static void pin_year(const source_stream *s, pm_map *years)
{
    const pm_stream_info *info = pm_stream_info_of(s->stream);
    pm_map_put(years, pm_pass_key(s->input, s->k), pm_year_pin(info->year_first, info->supposed_stands ? info->year_basis : PM_WITNESS_COUNT));
}

/* Copies that differ once more, for the lines that only one of them holds. */
static void find_differences(reading *r, pm_comparison *comparison, pm_pass_setup setup, pm_map *years)
{
    pm_pass_again *again = pm_zalloc((r->n_inputs + 1) * sizeof *again);
    pm_pass_stream *wanted = pm_zalloc((r->n_streams + 1) * sizeof *wanted);
    for (size_t i = 0; i < r->n_streams; i++) {
        const source_stream *s = &r->streams[i];
        if (!s->shares || !is_in_difference(r, s->piece))
            continue;
        pin_year(s, years);
        wanted[i] = (pm_pass_stream){ .piece = s->piece, .number = (uint32_t)i, .only_compare = true };
        again[s->input] = (pm_pass_again){ .streams = wanted + r->first[s->input], .n = s->k + 1 };
    }
    pm_difference_taker taker = { .ctx = r, .line = on_difference };
    pm_comparison_read_again(comparison, &taker);
    setup.again = again;
    pm_pass_run(&setup, &(pm_pass_taker){ .ctx = r, .stream = on_stream_again, .input = on_input_again });
    free(again);
    free(wanted);
}

/* Those streams that have lost their folds; and, to compare their lines with, those that share lines with them. */
static void read_again(reading *r, const pm_input *inputs, pm_map *years, bool years_change)
{
    pm_pass_again *again = pm_zalloc((r->n_inputs + 1) * sizeof *again);
    pm_pass_stream *wanted = pm_zalloc((r->n_streams + 1) * sizeof *wanted);
    bool compare = false;
    for (size_t i = 0; i < r->n_streams; i++)
        compare = compare || (is_unread(&r->streams[i]) && r->streams[i].shares);
    pm_comparison *comparison = compare ? begin_comparison(r, years_change) : NULL;
    for (size_t i = 0; i < r->n_streams; i++) {
        const source_stream *s = &r->streams[i];
        bool only_compare = !is_unread(s);
        if (only_compare && !(comparison != NULL && s->shares))
            continue;
        if (only_compare)
            pin_year(s, years);
        wanted[i] = (pm_pass_stream){ .piece = s->piece, .number = (uint32_t)i, .only_compare = only_compare };
        again[s->input] = (pm_pass_again){ .streams = wanted + r->first[s->input], .n = s->k + 1 };
    }
    r->in_order = *r->c->options;
    r->in_order.jobs = comparison != NULL ? 1 : r->in_order.jobs;
    pm_pass_setup setup = { .options = &r->in_order, .inputs = inputs, .n_inputs = r->n_inputs, .limits = &r->c->options->limits,
                            .zone = r->c->zone, .hour_shift = r->c->hour_shift, .instances = ((struct case_storage *)r->c)->instances,
                            .years = years, .again = again, .comparison = comparison };
    pm_pass_run(&setup, &(pm_pass_taker){ .ctx = r, .stream = on_stream_again, .input = on_input_again });
    if (comparison != NULL && note_overlaps(r, comparison))
        find_differences(r, comparison, setup, years);
    pm_comparison_free(comparison);
    free(again);
    free(wanted);
}

/* The pieces of the streams that count, and where each stands in r->streams; returns how many. */
static size_t pieces_of(const reading *r, pm_piece ***pieces, size_t **places)
{
    size_t n = 0;
    *pieces = pm_arena_alloc(r->c->arena, (r->n_streams + 1) * sizeof **pieces);
    *places = pm_arena_alloc(r->c->arena, (r->n_streams + 1) * sizeof **places);
    for (size_t i = 0; i < r->n_streams; i++)
        if (pm_stream_info_of(r->streams[i].stream)->duplicate_of == NULL) {
            (*pieces)[n] = r->streams[i].piece;
            (*places)[n++] = i;
        }
    return n;
}

static pm_status set_zone(pm_case *c, const char *name, const char *basis, pm_error *err)
{
    pm_zone *z;
    pm_status st = pm_zone_open(&z, name, err);
    if (st != PM_OK)
        return st;
    pm_zone_close(c->zone);
    c->zone = z;
    c->zone_basis = basis;
    c->hour_shift = pm_zone_offset(z, c->options->now);
    return PM_OK;
}

/* The machine's zone stands when it fits what the evidence says; else the evidence's offset is the zone. */
static void look_at_zone(pm_case *c, pm_piece *const *pieces, size_t n)
{
    int32_t offset = 0;
    char name[16];
    if (c->options->zone != NULL)
        return;
    if (pm_dates_written_zone(pieces, n, &offset)) {
        bool differs = false;
        for (size_t i = 0; i < n; i++)
            differs = differs || pm_piece_stream(pieces[i])->offset_differs;
        if (differs) {
            format_offset(offset, name);
            set_zone(c, name, "iso-stamps", NULL);
        } else {
            c->zone_basis = "iso-stamps";
        }
    } else if (pm_dates_zone(c, pieces, n, &offset)) {
        format_offset(offset, name);
        set_zone(c, name, "witnesses", NULL);
    } else {
        pm_votes all = { .n_year = 0 };
        for (size_t i = 0; i < n; i++)
            pm_votes_merge(&all, &pm_piece_stream(pieces[i])->votes);
        if (all.n_zone)
            c->zone_basis = "witnesses";
    }
}

/* What a pass was right and wrong about. */
typedef struct {
    bool zone, years;
    bool held;   /* … only of streams whose facts are not the case's yet */
    bool shared; /* streams with lines that others hold, too */
} mistakes;

/* A copy may have kept an mtime that the file itself has lost: no line is later than any of its copies. */
static bool ask_copies(reading *r, const size_t *places, size_t n, uint32_t *pins)
{
    bool wrong = false;
    uint32_t *place = pm_alloc((r->n_streams + 1) * sizeof *place); /* of each stream in `pins` */
    for (size_t i = 0; i < n; i++)
        place[places[i]] = (uint32_t)i;
    for (size_t i = 0; i < r->n_streams; i++) {
        uint32_t original = r->streams[i].original;
        if (original == PM_MAP_NONE)
            continue;
        const pm_stream_info *copy = pm_stream_info_of(r->streams[i].stream), *info = pm_stream_info_of(r->streams[original].stream);
        int shift;
        uint32_t *pin = &pins[place[original]];
        bool by_file = copy->year_basis == PM_WITNESS_MTIME || copy->year_basis == PM_WITNESS_GZIP;
        if (*pin == PM_MAP_NONE && copy->has_yearless && by_file && copy->year_first < info->year_first &&
            pm_witness_is_weak(info->year_basis) && !pm_votes_shift(&info->votes, &shift)) {
            *pin = pm_year_pin(copy->year_first, copy->year_basis);
            wrong = true;
        }
    }
    free(place);
    return wrong;
}

/* Decides zone and years anew.  Years that were wrong go to the map, and the folds of held streams read under them. */
static mistakes find_mistakes(pm_case *c, reading *r, bool beginnings_only, pm_map *years)
{
    mistakes m = { .held = true };
    pm_piece **pieces;
    size_t *places, n = pieces_of(r, &pieces, &places);
    const pm_zone *before = c->zone;
    look_at_zone(c, pieces, n);
    m.zone = c->zone != before;
    uint32_t *pins = pm_arena_alloc(c->arena, (n + 1) * sizeof *pins);
    m.years = pm_dates_decide(c->options, pieces, n, beginnings_only, pins);
    m.years = ask_copies(r, places, n, pins) || m.years;
    for (size_t i = 0; i < n; i++) {
        source_stream *s = &r->streams[places[i]];
        m.shared = m.shared || (s->shares && is_unread(s));
        if (pins[i] == PM_MAP_NONE)
            continue;
        pm_map_put(years, pm_pass_key(s->input, s->k), pins[i]);
        m.held = m.held && s->held;
        if (s->held) {
            r->held_lines -= s->n_folds ? pm_stream_info_of(s->stream)->ledger.lines : 0;
            drop_folds(s);
        }
    }
    return m;
}

/* Did the pass see instances that it did not know of?  The next will; no fold of this one may be left. */
static bool has_new_instances(const pm_case *c)
{
    const struct case_storage *s = (const struct case_storage *)c;
    return pm_instances_differ(s->instances, s->seen);
}

static void learn_instances(pm_case *c)
{
    struct case_storage *s = (struct case_storage *)c;
    pm_instances_add(s->instances, s->seen);
}

/* A first look at the beginnings mostly tells zone and years, so that one pass is enough. */
static void look_ahead(pm_case *c, const pm_input *inputs, size_t n_inputs, pm_map *years)
{
    pm_evidence_limits limits = c->options->limits;
    uint64_t each = n_inputs ? LOOK_ALL / n_inputs : 0;
    limits.bytes = each > LOOK_MOST ? LOOK_MOST : LOOK_LEAST;
    limits.only_look = true;
    size_t n = LOOK_ALL / limits.bytes;
    reading *r = read_once(c, inputs, n_inputs < n ? n_inputs : n, &limits, NULL);
    (void)find_mistakes(c, r, true, years);
    free_reading(r);
    learn_instances(c);
}

/* All passes that are needed: mostly one. */
static void read_all(pm_case *c, const pm_input *inputs, size_t n_inputs)
{
    pm_map years = { 0 };
    look_ahead(c, inputs, n_inputs, &years);
    reading *r = read_once(c, inputs, n_inputs, &c->options->limits, &years);
    for (int pass = 1; pass < PASSES_MAX; pass++) {
        mistakes m = find_mistakes(c, r, false, &years);
        bool instances = has_new_instances(c);
        if (!m.zone && !m.years && !m.shared && !instances)
            break;
        if (!m.zone && m.held && !instances) {
            read_again(r, inputs, &years, m.years);
        } else {
            free_reading(r);
            learn_instances(c);
            r = read_once(c, inputs, n_inputs, &c->options->limits, &years);
        }
    }
    bool unread = false; /* by a last pass that found shared lines */
    for (size_t i = 0; i < r->n_streams; i++)
        unread = unread || is_unread(&r->streams[i]);
    if (unread)
        read_again(r, inputs, &years, false);
    ((struct case_storage *)c)->reading = r;
    pm_map_free(&years);
}

static void note_zone_conflict(pm_case *c, const reading *r)
{
    int32_t offset;
    pm_piece **pieces;
    size_t *places, n = pieces_of(r, &pieces, &places);
    if (pm_dates_zone(c, pieces, n, &offset)) {
        c->zone_conflict = true;
        c->zone_error = offset - pm_zone_offset(c->zone, c->options->now);
    }
}

/* What was held becomes the case's, and the pieces say what they are. */
static void settle_all(reading *r)
{
    for (size_t i = 0; i < r->n_streams; i++) {
        source_stream *s = &r->streams[i];
        if (s->held)
            move_folds(r, s);
    }
    pm_piece **pieces;
    size_t *places, n = pieces_of(r, &pieces, &places);
    pm_dates_note_order(pieces, n);
    for (size_t i = 0; i < r->n_streams; i++) {
        pm_piece *p = r->streams[i].piece;
        pm_stream_info *info = pm_stream_info_of(r->streams[i].stream);
        if (p->state == PM_PIECE_READ && info->first == PM_NO_TIME && info->ledger.lines > 0 && info->ledger.out_of_range == 0)
            p->state = PM_PIECE_NOT_A_LOG;
        if (info->duplicate_of != NULL) {
            const pm_piece *original = info->duplicate_of;
            uint64_t lines = info->ledger.lines;
            *info = *pm_piece_stream(original); /* the same lines, the same dates */
            info->duplicate_of = original;
            info->ledger = (pm_ledger){ .lines = lines, .duplicate = lines };
            p->state = PM_PIECE_DUPLICATE;
        }
    }
}

/* An encrypted piece that stayed closed: what opens it; NULL: this one is none. */
static const char *what_opens(const pm_piece *p)
{
    switch (p->damage) {
    case PM_DAMAGE_ENCRYPTED: return "is encrypted; write its passphrase into a file and name that with --passphrase-file";
    case PM_DAMAGE_PASSPHRASE: return "is encrypted, and none of the passphrases supplied opens it";
    case PM_DAMAGE_CIPHER: return "is encrypted in a way this program cannot open; unpack it with 7z x and supply the folder";
    default: return NULL;
    }
}

/* Not a line could be read: why, and what to do. */
static pm_status nothing_read(const pm_case *c, pm_error *err)
{
    for (size_t i = 0; i < c->n_pieces; i++) {
        pm_span path = c->pieces[i]->path;
        const char *key = what_opens(c->pieces[i]);
        if (key != NULL)
            return pm_fail(err, PM_E_FORMAT, "%.*s %s", PM_SPAN_FMT(pm_span_first(path, 200)), key);
    }
    return pm_fail(err, PM_E_FORMAT, "nothing in %.200s is a log that can be read: %llu lines, none begins with a time; "
                   "give the maillog and secure files, or an archive of them", c->options->inputs[0],
                   (unsigned long long)c->ledger.lines);
}

pm_status pm_case_read(pm_case **out, const pm_case_options *options, pm_error *err)
{
    struct case_storage *s = pm_zalloc(sizeof *s);
    pm_case *c = &s->c;
    pm_input *inputs = NULL;
    size_t n_inputs = 0;
    s->options = *options;
    c->options = &s->options;
    c->arena = pm_arena_new();
    *out = c;
    (void)pm_program_find(PM_SPAN("sshd")); /* fills its table before there are threads */
    pm_status st = set_zone(c, options->zone ? options->zone : pm_zone_system_name(), options->zone ? "stated" : "machine", err);
    if (st == PM_OK)
        st = pm_inputs_expand(c->arena, options->inputs, options->n_inputs, &inputs, &n_inputs, err);
    if (st != PM_OK) {
        pm_case_free(c);
        *out = NULL;
        return st;
    }
    c->roots = pm_arena_zalloc(c->arena, (n_inputs + 1) * sizeof *c->roots);
    s->instances = pm_instances_new();
    s->seen = pm_instances_new();
    (void)pm_replies_new(&s->replies, "replies.rules", pm_baked("rules/replies.rules"), NULL);
    s->may_wait = options->may_wait ? options->may_wait : WAITING_MAX;
    read_all(c, inputs, n_inputs);
    settle_all(s->reading);
    if (!finish(c, s->reading, inputs)) {
        s->may_wait = UINT64_MAX;
        free_reading(s->reading);
        read_all(c, inputs, n_inputs);
        settle_all(s->reading);
        (void)finish(c, s->reading, inputs);
    }
    note_zone_conflict(c, s->reading);
    pm_inputs_close(inputs, n_inputs);
    if (c->ledger.lines == c->ledger.undecodable + c->ledger.duplicate + c->list_lines)
        return nothing_read(c, err);
    return PM_OK;
}

void pm_case_free(pm_case *c)
{
    if (c == NULL)
        return;
    struct case_storage *s = (struct case_storage *)c;
    if (s->reading != NULL)
        free_reading(s->reading);
    pm_replies_free(s->replies);
    pm_instances_free(s->instances);
    pm_instances_free(s->seen);
    pm_map_free(&s->filters);
    pm_facts_free(c->facts);
    for (size_t i = 0; i < c->n_hash_lists; i++)
        free(c->hash_lists[i].absent_names);
    free(c->hash_lists);
    free(c->collections);
    pm_zone_close(c->zone);
    pm_arena_free(c->arena);
    free(s);
}

/* ---- questions ---- */

void pm_case_piece_id(const pm_case *c, const pm_piece *p, char buf[16])
{
    (void)c;
    snprintf(buf, 16, "E%02u", p->number);
}

bool pm_case_is_filter(const pm_case *c, pm_id host, pm_id leg)
{
    return leg != 0 && pm_map_get(&((const struct case_storage *)c)->filters, (uint64_t)host << 32 | leg) != PM_MAP_NONE;
}

pm_span pm_case_text(const pm_case *c, pm_id id)
{
    return pm_facts_name(c->facts, id);
}

size_t pm_case_reply_rules(const pm_case *c)
{
    return pm_replies_count(((const struct case_storage *)c)->replies);
}

void pm_case_reply_rule(const pm_case *c, size_t i, pm_span *id, pm_span *operator_name, pm_span *kind)
{
    static const char *const kinds[] = { "blocklist", "rate", "policy", "reputation", "auth", "unknown-user" };
    const pm_reply_rule *r = pm_replies_rule(((const struct case_storage *)c)->replies, i);
    *id = r->id;
    *operator_name = r->operator_name;
    *kind = pm_span_of(kinds[r->kind]);
}
