#include "stream.h"

#include "entry.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"
#include "previous.h"
#include "witness.h"

#include <stdlib.h>

enum { MARKER_MAX = 160 }; /* "-- Boot 0123456789abcdef0123456789abcdef --" */

struct pm_stream {
    pm_stream_setup setup;
    pm_piece *piece;
    pm_stream_info info;
    pm_sha256 *hash;
    pm_clock clock;
    pm_fold **folds;       /* the last one is being filled */
    size_t n_folds, cap_folds, next_cut;
    uint64_t offset;       /* of the line being read, in the content */
    uint64_t shard_from;   /* offset at which the last fold began */
    pm_buffer partial;     /* a line that a block broke off */
    uint64_t partial_len;  /* its true length, which may exceed what is kept */
    pm_previous *previous; /* the lines before, for "last message repeated" */
    pm_entries *entries;   /* lines that are only parts of one, or hold one inside */
    uint64_t *more_as;     /* where in the ledger a line counts that goes on from the one before; NULL: none is before */
    pm_cite boot;          /* the marker of a boot that no record has followed yet; piece NULL: none */
    char boot_text[MARKER_MAX];
    bool expect_pids, clock_ready;
    int64_t last_yearless, last_dated; /* times of the latest record of each form, for the neighbours' vote */
    uint64_t by_family[PM_FAMILY_COUNT];
    pm_sample sample;
};

pm_stream *pm_stream_new(const pm_stream_setup *setup, pm_piece *piece)
{
    pm_stream *s = pm_zalloc(sizeof *s);
    s->setup = *setup;
    s->piece = piece;
    s->hash = pm_sha256_new();
    s->previous = pm_previous_new();
    s->entries = pm_entries_new();
    s->info = (pm_stream_info){ .first = PM_NO_TIME, .last = PM_NO_TIME };
    s->last_yearless = s->last_dated = PM_NO_TIME;
    return s;
}

void pm_stream_free(pm_stream *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n_folds; i++)
        pm_fold_free(s->folds[i]);
    free(s->folds);
    pm_sha256_free(s->hash);
    pm_buffer_free(&s->partial);
    pm_previous_free(s->previous);
    pm_entries_free(s->entries);
    pm_sample_free(&s->sample);
    free(s);
}

/* ---- before the first line ---- */

/* Editors on Windows put a byte order mark at the beginning of a file; cat leaves it in the midst of one. */
static pm_span without_mark(pm_span line)
{
    return pm_span_starts(line, PM_SPAN("\xef\xbb\xbf")) ? pm_span_skip(line, 3) : line;
}

/* The supposed year is needed at the first yearless stamp, not before. */
static void start_clock(pm_stream *s, pm_span line)
{
    pm_stamp stamp;
    if (s->clock.zone != NULL && line.len > 8 && line.ptr[4] == '-' && line.ptr[7] == '-') /* "2026-01-04": no need to read it twice */
        return;
    if (!pm_stamp_read(line, &stamp))
        return;
    if (stamp.form != PM_STAMP_RFC3164) {
        if (s->clock.zone == NULL)
            pm_clock_init(&s->clock, s->setup.zone, 2000);
        return;
    }
    pm_witness basis;
    int32_t year = pm_year_suppose(s->piece, &stamp.civil, s->setup.zone, s->setup.options->year, s->setup.options->now, &basis);
    int32_t other = s->setup.pinned_year;
    pm_witness other_basis = s->setup.pinned_basis;
    if (other == 0 && pm_witness_is_weak(basis) && pm_beside_year(s->setup.beside, s->piece, &stamp.civil, &other))
        other_basis = PM_WITNESS_ORDER;
    if (other != 0 && other != year) {
        year = other;
        basis = other_basis;
    }
    pm_clock_init(&s->clock, s->setup.zone, year);
    s->info.has_yearless = true;
    s->info.first_stamp = stamp.civil;
    s->info.year_first = year;
    s->info.supposed_stands = basis != PM_WITNESS_COUNT;
    s->info.year_basis = basis;
    s->clock_ready = true;
}

/* The witnesses among the first lines mostly tell the year, so that the stream has not to be read again. */
static void correct_clock(pm_stream *s, const pm_votes *votes)
{
    int shift;
    if (!s->clock_ready || s->setup.pinned_year)
        return;
    bool by_host = pm_votes_shift(votes, &shift);
    bool by_senders = !by_host && pm_witness_is_weak(s->info.year_basis) && pm_votes_by_senders(votes, &shift);
    if (!(by_host || by_senders) || shift == 0)
        return;
    s->info.supposed_stands = by_senders;
    s->info.year_basis = by_senders ? PM_WITNESS_DATE_HEADER : s->info.year_basis;
    s->info.year_first += shift;
    pm_clock_init(&s->clock, s->setup.zone, s->info.year_first);
}

/* A yearless stamp needs a clock with a year. */
static bool read_stamped(pm_stream *s, pm_clock *clock, pm_span line, pm_record *rec)
{
    if (!s->clock_ready) {
        start_clock(s, line);
        *clock = s->clock;
    }
    return clock->zone != NULL && pm_record_read(clock, line, rec);
}

/* What is inside an entry.  false: nothing that has a time. */
static bool read_inner(pm_stream *s, pm_clock *clock, pm_entry *e, pm_votes *votes, pm_record *rec)
{
    const pm_wrapped *w = &e->wrapped;
    if (e->kind == PM_ENTRY_JOURNAL)
        *rec = e->journal.record;
    if (e->kind != PM_ENTRY_TEXT)
        return e->kind == PM_ENTRY_JOURNAL;
    if (read_stamped(s, clock, w->text, rec)) {
        if (w->has_time)
            pm_witness_taken(votes, rec, w->time);
    } else if (w->has_time) {
        pm_record_read_text(w->text, w->time, w->micro, rec);
    } else {
        return false;
    }
    if (!rec->host.len && w->container.len) { /* the container is the host */
        rec->host = w->container;
        rec->line = e->cite.text;
    }
    return true;
}

/*
 * Do the lines of this log carry process ids?  Where none does, a line without one is nothing special.
 * And: which year do they themselves speak of?
 */
void pm_stream_look(pm_stream *s, const char *data, size_t len)
{
    pm_span head = pm_span_first(pm_span_make(data, len), PM_STREAM_LOOK);
    pm_votes votes = { .n_year = 0 };
    pm_clock clock = { .zone = NULL };
    pm_entries *entries = pm_entries_new();
    pm_stream_info seen = { .first = PM_NO_TIME };
    pm_buffer first = { 0 };
    pm_record rec;
    while (head.len) {
        pm_span line = without_mark(pm_span_take(&head, PM_SPAN("\n"))), text = line;
        pm_event ev;
        bool plain = !pm_entries_claim(entries, line) && read_stamped(s, &clock, line, &rec);
        if (!plain || pm_wrap_is_likely(&rec)) {
            pm_entry e;
            pm_entries_line(entries, &(pm_cite){ .length = (uint32_t)line.len, .text = line }, &e);
            bool inner = (!plain || e.kind != PM_ENTRY_NONE) && read_inner(s, &clock, &e, &votes, &rec);
            if (!inner && (!plain || e.kind != PM_ENTRY_NONE))
                continue;
            text = inner ? e.wrapped.text : line;
        }
        const pm_program *program = pm_program_find(rec.tag);
        if (seen.first == PM_NO_TIME)
            pm_buffer_add(&first, text);
        seen.first = seen.first == PM_NO_TIME ? rec.time : seen.first;
        s->expect_pids = s->expect_pids || (rec.has_pid && pm_program_needs_pid(program));
        if (rec.form == PM_STAMP_RFC3164 && pm_event_read(program, &rec, &ev) == PM_PARSED)
            pm_witness_event(&votes, &rec, &ev);
    }
    pm_entries_free(entries);
    correct_clock(s, &votes);
    clock = s->clock;
    if (seen.first != PM_NO_TIME) {
        int64_t time = clock.zone != NULL && pm_record_read(&clock, pm_buffer_span(&first), &rec) ? rec.time : seen.first;
        seen = s->info;
        seen.first = time;
        seen.votes = votes;
        pm_beside_add(s->setup.beside, s->piece, &seen);
    }
    pm_buffer_free(&first);
    s->setup.beside = NULL;
}

/* ---- runs of lines ---- */

static pm_fold *begin_fold(pm_stream *s)
{
    s->folds = pm_array_grow(s->folds, &s->cap_folds, s->n_folds + 1, sizeof *s->folds);
    pm_fold *f = pm_fold_new(s->setup.hour_shift, s->setup.replies, s->setup.instances);
    pm_fold_expect_pids(f, s->expect_pids);
    s->folds[s->n_folds++] = f;
    s->shard_from = s->offset;
    return f;
}

static pm_fold *fold_for_line(pm_stream *s)
{
    const pm_case_options *o = s->setup.options;
    if (s->n_folds == 0)
        return begin_fold(s);
    if (s->next_cut < o->n_cuts && s->info.ledger.lines >= o->cuts[s->next_cut]) {
        while (s->next_cut < o->n_cuts && s->info.ledger.lines >= o->cuts[s->next_cut])
            s->next_cut++;
        return begin_fold(s);
    }
    if (o->shard_bytes && s->offset - s->shard_from >= o->shard_bytes)
        return begin_fold(s);
    return s->folds[s->n_folds - 1];
}

/* ---- what was read ---- */

/* A yearless line between dated ones: the nearest dated line says the year. */
static void vote_by_neighbour(pm_stream *s, const pm_record *rec)
{
    bool yearless = rec->form == PM_STAMP_RFC3164;
    int64_t other = yearless ? s->last_dated : s->last_yearless;
    if (yearless)
        s->last_yearless = rec->time;
    else
        s->last_dated = rec->time;
    if (other == PM_NO_TIME || rec->form == PM_STAMP_DATED)
        return;
    pm_witness_vote(&s->info.votes, PM_WITNESS_ISO_NEIGHBOUR, yearless ? rec->time : other, yearless ? other : rec->time);
    if (yearless) /* one vote per change of form */
        s->last_dated = PM_NO_TIME;
    else
        s->last_yearless = PM_NO_TIME;
}

static void note_record(pm_stream *s, const pm_record *rec)
{
    if (s->info.first == PM_NO_TIME || rec->time < s->info.first)
        s->info.first = rec->time;
    if (s->info.last == PM_NO_TIME || rec->time > s->info.last)
        s->info.last = rec->time;
    if (rec->form == PM_STAMP_RFC3339) {
        if (!s->info.offset_seen)
            s->info.offset = rec->offset;
        s->info.offset_seen = true;
        s->info.offset_changes = s->info.offset_changes || rec->offset != s->info.offset;
    }
    if (rec->form == PM_STAMP_RFC3164 ? s->last_dated != PM_NO_TIME : s->last_yearless != PM_NO_TIME)
        vote_by_neighbour(s, rec);
    else if (rec->form == PM_STAMP_RFC3164)
        s->last_yearless = rec->time;
    else
        s->last_dated = rec->time;
}

static bool in_range(const pm_case_options *o, int64_t t)
{
    return (o->since == PM_NO_TIME || t >= o->since) && (o->until == PM_NO_TIME || t < o->until);
}

static uint64_t *figure_of(pm_stream *s, pm_verdict v)
{
    pm_ledger *l = &s->info.ledger;
    return v == PM_PARSED ? &l->typed : v == PM_KNOWN ? &l->known_unused : &l->not_understood;
}

/* "last message repeated 3 times": the host's line before happened three times more. */
static pm_verdict repeat_previous(pm_stream *s, pm_fold *f, const pm_record *rec, const pm_cite *cite, pm_family *family)
{
    pm_record again;
    pm_clock clock = s->clock;
    pm_span line = pm_previous_line(s->previous, rec->host);
    if (!line.len || clock.zone == NULL || !pm_record_read(&clock, line, &again)) {
        pm_fold_skip(f);
        return PM_KNOWN;
    }
    pm_cite where = *cite;
    again.times = rec->times;
    again.time = rec->time;
    pm_cite_sha256(cite, where.sha256);
    where.hashed = where.repeats = true;
    where.text = line; /* the spans of the event lie there */
    return pm_fold_record(f, &again, &where, &s->info.votes, family);
}

/* The first record after the marker of a boot is the new one's: it says of which host, and when. */
static void fold_boot(pm_stream *s, pm_fold *f, const pm_record *rec, bool counts)
{
    if (counts && s->boot.piece != NULL)
        pm_fold_boot(f, rec, &s->boot);
    s->boot.piece = NULL;
}

/* Folds what was read; returns the figure of the ledger in which it counts.  text: what tells it from others. */
static uint64_t *fold_record(pm_stream *s, pm_fold *f, const pm_record *rec, const pm_cite *cite, pm_span text)
{
    pm_ledger *l = &s->info.ledger;
    if (!in_range(s->setup.options, rec->time)) {
        fold_boot(s, f, rec, false);
        if (s->setup.options->until == PM_NO_TIME || rec->time < s->setup.options->until)
            pm_fold_before(f, rec, cite);
        else
            pm_fold_skip(f);
        return &l->out_of_range;
    }
    note_record(s, rec);
    int64_t as_written = rec->time - rec->again; /* a copy that begins in the second of two equal hours cannot know it */
    pm_sample_line(&s->sample, as_written, rec, text);
    bool held_elsewhere = s->setup.comparison != NULL && pm_comparison_line(s->setup.comparison, s->setup.number, as_written, rec, text, cite);
    bool counts = !held_elsewhere && !s->setup.only_compare;
    if (s->boot.piece != NULL)
        fold_boot(s, f, rec, counts);
    if (!counts) {
        pm_fold_skip(f);
        return &l->duplicate;
    }
    pm_family family = PM_FAMILY_OTHER;
    pm_verdict v = rec->repeats_previous ? repeat_previous(s, f, rec, cite, &family)
                                         : pm_fold_record(f, rec, cite, &s->info.votes, &family);
    s->by_family[family]++;
    return figure_of(s, v);
}

/* An entry of so many lines: one of them counts as what it says, the others as its furniture. */
static void account(pm_stream *s, uint64_t *figure, uint64_t lines)
{
    pm_ledger *l = &s->info.ledger;
    bool read = figure == &l->typed || figure == &l->known_unused || figure == &l->not_understood;
    s->more_as = read ? &l->known_unused : figure;
    ++*figure;
    *s->more_as += lines - 1;
}

/* ---- one line ---- */

/* What a line, or the lines that end with it, came to. */
typedef struct {
    pm_record rec;
    pm_cite cite;
    pm_span text;     /* what tells it from others */
    pm_span previous; /* the record's line, should it be said to be repeated; empty: it cannot be */
    uint64_t lines;
} reading;

/* A line that is a record by itself, as nearly all are; body: without what a damaged file put around it. */
static bool read_plain(pm_stream *s, pm_span body, reading *r)
{
    if (!s->clock_ready)
        start_clock(s, body);
    bool differs = s->clock.written_offset_differs;
    if (s->clock.zone == NULL || !pm_record_read(&s->clock, body, &r->rec))
        return false;
    if (pm_wrap_is_likely(&r->rec) && pm_wrap_read(body, NULL, &(pm_wrapped){ .stream = 0 })) {
        s->clock.written_offset_differs = differs; /* that was the runtime's time, not the host's */
        return false;
    }
    r->text = r->previous = body;
    r->lines = 1;
    return true;
}

/* journalctl's own words between the entries.  "-- Boot <id> --" and "-- Reboot --" stand where the host was started anew. */
static bool is_furniture(pm_span line, bool *boot)
{
    static const char *const words[] = { "Journal begins at ", "Logs begin at ", "No entries --", "cursor: " };
    pm_span rest;
    *boot = false;
    if (!pm_span_after(line, PM_SPAN("-- "), &rest) || line.len > MARKER_MAX)
        return false;
    *boot = pm_span_ends(rest, PM_SPAN(" --")) && (pm_span_starts(rest, PM_SPAN("Boot ")) || pm_span_eq(rest, PM_SPAN("Reboot --")));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (pm_span_starts(rest, pm_span_of(words[i])))
            return true;
    return *boot;
}

/* Where nothing was before, nothing was started anew. */
static void mark_boot(pm_stream *s, const pm_cite *cite, pm_span line)
{
    if (s->info.last == PM_NO_TIME)
        return;
    memcpy(s->boot_text, line.ptr, line.len);
    s->boot = *cite;
    s->boot.text = pm_span_make(s->boot_text, line.len);
}

/* A line without a time: what goes on from the one before is indented (journalctl does so, and stack traces); or rubbish. */
static uint64_t *untimed(pm_stream *s, const pm_cite *cite, pm_span body)
{
    bool boot;
    if (is_furniture(body, &boot)) {
        if (boot)
            mark_boot(s, cite, body);
        return &s->info.ledger.known_unused;
    }
    bool goes_on = body.len && (body.ptr[0] == ' ' || body.ptr[0] == '\t') && s->more_as != NULL;
    return goes_on ? s->more_as : &s->info.ledger.undecodable;
}

static void skip_line(pm_stream *s, uint64_t *figure)
{
    pm_fold_skip(fold_for_line(s));
    uint64_t *more = s->more_as;
    account(s, figure, 1);
    s->more_as = figure == &s->info.ledger.known_unused ? more : figure;
}

static void skip_entry(pm_stream *s, uint64_t *figure, uint64_t lines)
{
    pm_fold_skip(fold_for_line(s));
    account(s, figure, lines);
}

/* No more than the beginning of its text will be kept. */
static void hash_long(pm_cite *cite)
{
    if (cite->length <= PM_CITE_TEXT || cite->text.len < cite->length)
        return;
    pm_cite_sha256(cite, cite->sha256);
    cite->hashed = true;
}

/* An entry that is complete.  false: there is nothing to fold. */
static bool read_entry(pm_stream *s, pm_entry *e, reading *r)
{
    if (!read_inner(s, &s->clock, e, &s->info.votes, &r->rec)) {
        s->info.overlong += e->lines > 1 && e->cite.length > PM_LINE_MAX;
        skip_entry(s, &s->info.ledger.undecodable, e->lines);
        return false;
    }
    bool journal = e->kind == PM_ENTRY_JOURNAL;
    if (journal && !e->journal.has_message) { /* journalctl shows no such entry */
        skip_entry(s, &s->info.ledger.known_unused, e->lines);
        return false;
    }
    r->cite = e->cite;
    hash_long(&r->cite);
    r->text = journal ? e->cite.text : e->wrapped.text;
    r->previous = r->rec.line.ptr == e->wrapped.text.ptr ? r->rec.line : (pm_span){ 0 };
    r->lines = e->lines;
    return true;
}

/* A line that is not by itself a record, or may not be. */
typedef enum { ODD_NOTHING, ODD_DONE, ODD_READ } odd;
static odd read_odd(pm_stream *s, const pm_cite *cite, pm_span body, bool whole, pm_entry *e, reading *r)
{
    pm_cite line = *cite;
    if (body.ptr != cite->text.ptr) /* a mark, or NULs, in front */
        line.text = body;
    pm_entries_line(s->entries, &line, e);
    s->info.ledger.undecodable += e->broken;
    if (e->cite.line == cite->line)
        e->cite.text = cite->text;
    if (e->kind == PM_ENTRY_NONE)
        return ODD_NOTHING;
    if (e->kind == PM_ENTRY_MORE)
        return ODD_DONE;
    if (!whole)
        e->kind = PM_ENTRY_BAD; /* the line that ends it is cut off, or too long */
    return read_entry(s, e, r) ? ODD_READ : ODD_DONE;
}

/* len: the line's true length, without the newline; line: as much of it as is kept. */
static void read_line(pm_stream *s, pm_span line, uint64_t len, bool cut_off)
{
    reading r;
    pm_entry e; /* what is read may lie in it */
    s->info.ledger.lines++;
    r.cite = (pm_cite){ .piece = s->piece, .line = s->info.ledger.lines, .offset = s->offset,
                        .length = (uint32_t)(len < UINT32_MAX ? len : UINT32_MAX), .text = line };
    s->offset += len + 1;
    hash_long(&r.cite);
    bool whole = !cut_off && len <= PM_LINE_MAX;
    odd o = pm_entries_claim(s->entries, line) ? read_odd(s, &r.cite, line, true, &e, &r) : ODD_NOTHING;
    if (o == ODD_DONE)
        return;
    pm_span body = without_mark(line);
    if (body.len && body.ptr[body.len - 1] == '\r')
        body.len--;
    if (o == ODD_NOTHING && body.len && body.ptr[0] == '\0') { /* a power loss leaves blocks of NULs before the next line */
        s->info.nul_blocks++;
        while (body.len && body.ptr[0] == '\0')
            body = pm_span_skip(body, 1);
    }
    if (len > PM_LINE_MAX)
        s->info.overlong++;
    if (o == ODD_NOTHING && !(whole && read_plain(s, body, &r))) {
        o = read_odd(s, &r.cite, body, whole, &e, &r);
        if (o == ODD_NOTHING)
            skip_line(s, whole ? untimed(s, &r.cite, body) : &s->info.ledger.undecodable);
        if (o != ODD_READ)
            return;
    }
    account(s, fold_record(s, fold_for_line(s), &r.rec, &r.cite, r.text), r.lines);
    if (!r.rec.repeats_previous && r.previous.len)
        pm_previous_set(s->previous, r.rec.host, r.previous);
    if (o == ODD_READ)
        pm_previous_keep(s->previous); /* the text goes with the next entry */
}

/* ---- blocks ---- */

static void add_partial(pm_stream *s, pm_span part)
{
    s->partial_len += part.len;
    if (s->partial.len <= PM_LINE_MAX)
        pm_buffer_add(&s->partial, pm_span_first(part, PM_LINE_MAX + 1 - s->partial.len));
}

static void end_partial(pm_stream *s, bool cut_off)
{
    read_line(s, pm_buffer_span(&s->partial), s->partial_len, cut_off);
    pm_previous_keep(s->previous);
    pm_buffer_clear(&s->partial);
    s->partial_len = 0;
}

void pm_stream_hash(pm_stream *s, const char *data, size_t len)
{
    pm_sha256_add(s->hash, data, len);
    s->piece->content_bytes += len;
}

void pm_stream_feed(pm_stream *s, const char *data, size_t len)
{
    pm_span block = pm_span_make(data, len);
    while (block.len) {
        const char *end = memchr(block.ptr, '\n', block.len);
        if (end == NULL) {
            add_partial(s, block);
            break;
        }
        pm_span line = pm_span_make(block.ptr, (size_t)(end - block.ptr));
        if (s->partial_len) {
            add_partial(s, line);
            end_partial(s, false);
        } else {
            read_line(s, pm_span_first(line, PM_LINE_MAX + 1), line.len, false);
        }
        block = pm_span_skip(block, line.len + 1);
    }
    pm_previous_keep(s->previous);
}

void pm_stream_end(pm_stream *s, bool cut_off)
{
    if (s->partial_len) /* no newline at the end: a line like any other, unless the stream was cut there */
        end_partial(s, cut_off);
    s->info.ledger.undecodable += pm_entries_end(s->entries);
    pm_previous_free(s->previous); /* the stream stays as long as the case is read */
    pm_entries_free(s->entries);
    s->previous = NULL;
    s->entries = NULL;
    pm_sha256_end(s->hash, s->piece->content_sha256);
    s->piece->has_content_sha256 = true;
    s->info.year_last = s->clock.year;
    s->info.leap_day = s->clock.leap_day;
    s->info.leap_after = s->clock.leap_after;
    s->info.zone_name_differs = s->clock.zone_name_differs;
    s->info.offset_differs = s->clock.written_offset_differs;
    for (size_t i = 0; i < PM_FAMILY_COUNT; i++)
        if (s->by_family[i] > s->by_family[s->info.family])
            s->info.family = (pm_family)i;
    for (size_t i = 0; i < s->n_folds; i++)
        pm_fold_set_family(s->folds[i], s->info.family);
}

pm_piece *pm_stream_piece(pm_stream *s)
{
    return s->piece;
}

pm_sample *pm_stream_sample(pm_stream *s)
{
    return &s->sample;
}

pm_stream_info *pm_stream_info_of(pm_stream *s)
{
    return &s->info;
}

pm_fold **pm_stream_take_folds(pm_stream *s, size_t *n)
{
    pm_fold **folds = s->folds;
    *n = s->n_folds;
    s->folds = NULL;
    s->n_folds = s->cap_folds = 0;
    return folds;
}
