#include "stream.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"
#include "previous.h"
#include "witness.h"

#include <stdlib.h>

enum { LINE_MAX_BYTES = 1 << 16 }; /* a longer line is undecodable; its beginning is kept */

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

/*
 * Do the lines of this log carry process ids?  Where none does, a line without one is nothing special.
 * And: which year do they themselves speak of?
 */
void pm_stream_look(pm_stream *s, const char *data, size_t len)
{
    pm_span head = pm_span_first(pm_span_make(data, len), PM_STREAM_LOOK), first = { 0 };
    pm_stream_info seen;
    pm_votes votes = { .n_year = 0 };
    pm_clock clock = { .zone = NULL };
    pm_record rec;
    while (head.len) {
        pm_span line = without_mark(pm_span_take(&head, PM_SPAN("\n")));
        pm_event ev;
        if (!s->clock_ready) {
            start_clock(s, line);
            clock = s->clock;
        }
        if (clock.zone == NULL || !pm_record_read(&clock, line, &rec))
            continue;
        first = first.len ? first : line;
        const pm_program *program = pm_program_find(rec.tag);
        s->expect_pids = s->expect_pids || (rec.has_pid && pm_program_needs_pid(program));
        if (rec.form == PM_STAMP_RFC3164 && pm_event_read(program, &rec, &ev) == PM_PARSED)
            pm_witness_event(&votes, &rec, &ev);
    }
    correct_clock(s, &votes);
    clock = s->clock;
    if (first.len && pm_record_read(&clock, first, &rec)) {
        seen = s->info;
        seen.first = rec.time;
        seen.votes = votes;
        pm_beside_add(s->setup.beside, s->piece, &seen);
    }
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

/* ---- one line ---- */

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

static void count_verdict(pm_stream *s, pm_verdict v)
{
    switch (v) {
    case PM_PARSED: s->info.ledger.typed++; break;
    case PM_KNOWN: s->info.ledger.known_unused++; break;
    case PM_NOT_UNDERSTOOD: s->info.ledger.not_understood++; break;
    }
}

/* "last message repeated 3 times": the host's line before happened three times more. */
static pm_verdict repeat_previous(pm_stream *s, pm_fold *f, const pm_record *rec, const pm_cite *cite, pm_family *family)
{
    pm_record again;
    pm_clock clock = s->clock;
    pm_span line = pm_previous_line(s->previous, rec->host);
    if (!line.len || !pm_record_read(&clock, line, &again)) {
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

/* len: the line's true length, without the newline; line: as much of it as is kept. */
static void read_line(pm_stream *s, pm_span line, uint64_t len, bool cut_off)
{
    pm_record rec;
    s->info.ledger.lines++;
    pm_fold *f = fold_for_line(s);
    pm_cite cite = { .piece = s->piece, .line = s->info.ledger.lines, .offset = s->offset,
                     .length = (uint32_t)(len < UINT32_MAX ? len : UINT32_MAX), .text = line };
    s->offset += len + 1;
    if (len > PM_CITE_TEXT && len <= LINE_MAX_BYTES) { /* no more than its beginning will be kept */
        pm_cite_sha256(&cite, cite.sha256);
        cite.hashed = true;
    }
    pm_span body = without_mark(line);
    if (body.len && body.ptr[body.len - 1] == '\r')
        body.len--;
    if (body.len && body.ptr[0] == '\0') { /* a power loss leaves blocks of NULs before the next line */
        s->info.nul_blocks++;
        while (body.len && body.ptr[0] == '\0')
            body = pm_span_skip(body, 1);
    }
    if (len > LINE_MAX_BYTES)
        s->info.overlong++;
    if (!s->clock_ready)
        start_clock(s, body);
    if (cut_off || len > LINE_MAX_BYTES || s->clock.zone == NULL || !pm_record_read(&s->clock, body, &rec)) {
        pm_fold_skip(f); /* rubbish, or text that no stamp begins */
        s->info.ledger.undecodable++;
        return;
    }
    if (!in_range(s->setup.options, rec.time)) {
        if (s->setup.options->until == PM_NO_TIME || rec.time < s->setup.options->until)
            pm_fold_before(f, &rec, &cite);
        else
            pm_fold_skip(f);
        s->info.ledger.out_of_range++;
        return;
    }
    note_record(s, &rec);
    int64_t as_written = rec.time - rec.again; /* a copy that begins in the second of two equal hours cannot know it */
    pm_sample_line(&s->sample, as_written, &rec, body);
    bool held_elsewhere = s->setup.comparison != NULL && pm_comparison_line(s->setup.comparison, s->setup.number, as_written, &rec, body, &cite);
    if (held_elsewhere || s->setup.only_compare) {
        pm_fold_skip(f);
        s->info.ledger.duplicate++;
        if (!rec.repeats_previous)
            pm_previous_set(s->previous, rec.host, body);
        return;
    }
    pm_family family = PM_FAMILY_OTHER;
    count_verdict(s, rec.repeats_previous ? repeat_previous(s, f, &rec, &cite, &family)
                                          : pm_fold_record(f, &rec, &cite, &s->info.votes, &family));
    s->by_family[family]++;
    if (!rec.repeats_previous)
        pm_previous_set(s->previous, rec.host, body);
}

/* ---- blocks ---- */

static void add_partial(pm_stream *s, pm_span part)
{
    s->partial_len += part.len;
    if (s->partial.len <= LINE_MAX_BYTES)
        pm_buffer_add(&s->partial, pm_span_first(part, LINE_MAX_BYTES + 1 - s->partial.len));
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
            read_line(s, pm_span_first(line, LINE_MAX_BYTES + 1), line.len, false);
        }
        block = pm_span_skip(block, line.len + 1);
    }
    pm_previous_keep(s->previous);
}

void pm_stream_end(pm_stream *s, bool cut_off)
{
    if (s->partial_len) /* no newline at the end: a line like any other, unless the stream was cut there */
        end_partial(s, cut_off);
    pm_previous_free(s->previous); /* the stream stays as long as the case is read */
    s->previous = NULL;
    pm_sha256_end(s->hash, s->piece->content_sha256);
    s->piece->has_content_sha256 = true;
    s->info.year_last = s->clock.year;
    s->info.leap_day = s->clock.leap_day;
    s->info.leap_after = s->clock.leap_after;
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
