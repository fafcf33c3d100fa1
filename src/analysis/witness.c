#include "witness.h"

#include <stdlib.h>

enum { DAY = 86400, YEAR = 31556952, STEP = 900, NEAR = 300 };

const char *pm_witness_name(pm_witness w)
{
    static const char *const names[] = {
#define X(name, text) text,
        PM_WITNESS_LIST(X)
#undef X
    };
    return w < PM_WITNESS_COUNT ? names[w] : "?";
}

static void add_year(pm_votes *v, pm_witness w, int shift, uint64_t n)
{
    size_t answers = 0;
    for (size_t i = 0; i < v->n_year; i++) {
        if (v->year[i].witness == w && v->year[i].shift == shift) {
            v->year[i].n += n;
            return;
        }
        answers += v->year[i].witness == w;
    }
    if (answers == PM_ANSWERS_MAX || v->n_year == PM_VOTES_MAX) { /* it says a new year each time: nobody to go by */
        v->unexplained[w] += n;
        return;
    }
    v->year[v->n_year].witness = w;
    v->year[v->n_year].shift = shift;
    v->year[v->n_year++].n = n;
}

static void add_zone(pm_votes *v, int32_t error, uint64_t n)
{
    for (size_t i = 0; i < v->n_zone; i++)
        if (v->zone[i].error == error) {
            v->zone[i].n += n;
            return;
        }
    if (v->n_zone == PM_ZONE_VOTES_MAX)
        return;
    v->zone[v->n_zone].error = error;
    v->zone[v->n_zone++].n = n;
}

void pm_votes_merge(pm_votes *dst, const pm_votes *src)
{
    for (size_t i = 0; i < src->n_year; i++)
        add_year(dst, src->year[i].witness, src->year[i].shift, src->year[i].n);
    for (size_t i = 0; i < src->n_zone; i++)
        add_zone(dst, src->zone[i].error, src->zone[i].n);
    for (size_t w = 0; w < PM_WITNESS_COUNT; w++)
        dst->unexplained[w] += src->unexplained[w];
}

/* The same calendar moment, `shift` years later. */
static int64_t shifted(int64_t t, int shift)
{
    pm_civil c;
    pm_civil_from_seconds(t, &c);
    c.year += shift;
    if (c.month == 2 && c.day == 29 && !pm_is_leap(c.year))
        c.day = 28;
    return pm_civil_to_seconds(&c);
}

void pm_witness_vote(pm_votes *v, pm_witness w, int64_t line_time, int64_t true_time)
{
    int64_t off = true_time - line_time;
    if (off >= -NEAR && off <= NEAR) { /* nearly always */
        add_year(v, w, 0, 1);
        add_zone(v, 0, 1);
        return;
    }
    int shift = (int)((off + (off < 0 ? -YEAR / 2 : YEAR / 2)) / YEAR);
    int64_t left = true_time - shifted(line_time, shift);
    if (left > 2 * 86400 || left < -2 * 86400) { /* neither a year nor a zone explains it */
        v->unexplained[w]++;
        return;
    }
    add_year(v, w, shift, 1);
    int64_t steps = (left + (left < 0 ? -STEP / 2 : STEP / 2)) / STEP;
    int64_t rest = left - steps * STEP;
    if (rest >= -NEAR && rest <= NEAR && steps >= -56 && steps <= 56)
        add_zone(v, (int32_t)(steps * STEP), 1);
}

/* "<20260103182329.6F2F016CE26@mail.example.org>": src/cleanup/cleanup_message.c, in UTC */
static bool postfix_message_id(const pm_event *ev, int64_t *t)
{
    pm_span s = ev->text, rest;
    uint64_t stamp;
    if (!pm_span_after(s, PM_SPAN("<"), &s) || !pm_span_number(s, &stamp, &rest) || rest.ptr - s.ptr != 14 ||
        !pm_span_after(rest, PM_SPAN("."), &rest) || !pm_span_starts(rest, ev->qid) || !ev->qid.len)
        return false;
    pm_civil c = { .year = (int32_t)(stamp / 10000000000u), .month = (uint8_t)(stamp / 100000000 % 100),
                   .day = (uint8_t)(stamp / 1000000 % 100), .hour = (uint8_t)(stamp / 10000 % 100),
                   .minute = (uint8_t)(stamp / 100 % 100), .second = (uint8_t)(stamp % 100) };
    if (c.year < 1990 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > pm_days_in_month(c.year, c.month) || c.hour > 23 ||
        c.minute > 59 || c.second > 60)
        return false;
    *t = pm_civil_to_seconds(&c);
    return true;
}

/* "relay=gmail-smtp-in.l.google.com[…]:25, … 250 2.0.0 OK  1767464183 d9443c01a7336-… - gsmtp": the exchanger's
 * name says that it is Google; others may answer what they like */
static bool gmail_epoch(pm_span relay, pm_span reply, int64_t *t)
{
    pm_span rest;
    uint64_t n;
    if (!pm_span_ends(reply, PM_SPAN("gsmtp")) || !pm_span_has(relay, PM_SPAN(".l.google.")) ||
        !pm_span_split(reply, PM_SPAN(" OK "), &(pm_span){ 0 }, &rest))
        return false;
    rest = pm_span_trim(rest);
    if (!pm_span_number(rest, &n, &rest) || n < 1000000000 || n > 9999999999u)
        return false;
    *t = (int64_t)n;
    return true;
}

/* "Date: Mon, 5 Jan 2026 09:43:51 +0900": RFC 5322, 3.3.  A weekday that is not the date's makes it nobody's word. */
static bool date_header(const pm_event *ev, int64_t *t)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    pm_span s, weekday = { 0 }, word;
    uint64_t n[6]; /* day, year, hour, minute, second, offset */
    if (!pm_span_eq(ev->stage, PM_SPAN("header")) || !pm_span_after(ev->text, PM_SPAN("Date:"), &s))
        return false;
    s = pm_span_trim(s);
    if (s.len > 4 && s.ptr[3] == ',') {
        weekday = pm_span_first(s, 3);
        s = pm_span_trim(pm_span_skip(s, 4));
    }
    if (!pm_span_number(s, &n[0], &s) || !pm_span_after(s, PM_SPAN(" "), &s) || s.len < 4)
        return false;
    char name[4] = { s.ptr[0], s.ptr[1], s.ptr[2], '\0' };
    s = pm_span_skip(s, 4);
    if (!pm_span_number(s, &n[1], &s) || !pm_span_after(s, PM_SPAN(" "), &s) || !pm_span_number(s, &n[2], &s) ||
        !pm_span_after(s, PM_SPAN(":"), &s) || !pm_span_number(s, &n[3], &s) || !pm_span_after(s, PM_SPAN(":"), &s) ||
        !pm_span_number(s, &n[4], &s) || !pm_span_after(s, PM_SPAN(" "), &s))
        return false;
    word = pm_span_first(s, 5);
    if (word.len < 5 || (word.ptr[0] != '+' && word.ptr[0] != '-') || !pm_span_to_u64(pm_span_skip(word, 1), &n[5]))
        return false;
    int month = pm_month_from_name(name);
    if (n[1] < 1990 || n[1] > 9999 || month == 0 || n[0] < 1 || n[0] > (uint64_t)pm_days_in_month((int64_t)n[1], month) || n[2] > 23 ||
        n[3] > 59 || n[4] > 60 || n[5] % 100 > 59 || n[5] > 1400)
        return false;
    int64_t date = pm_days_from_civil((int64_t)n[1], month, (int)n[0]);
    if (weekday.len && memcmp(weekday.ptr, days + 3 * pm_weekday(date), 3) != 0)
        return false;
    int64_t offset = (int64_t)(n[5] / 100 * 3600 + n[5] % 100 * 60);
    *t = date * DAY + (int64_t)(n[2] * 3600 + n[3] * 60 + n[4]) - (word.ptr[0] == '-' ? -offset : offset);
    return true;
}

bool pm_witness_time(const pm_event *ev, pm_witness *w, int64_t *t)
{
    switch (ev->kind) {
    case PM_EV_CLIENT:
    case PM_EV_PICKUP:
        *w = PM_WITNESS_QUEUE_ID;
        return pm_queue_id_time(ev->qid, t);
    case PM_EV_MESSAGE_ID:
        *w = PM_WITNESS_MESSAGE_ID;
        return postfix_message_id(ev, t);
    case PM_EV_DELIVERY:
        *w = PM_WITNESS_REPLY_EPOCH;
        return ev->status == PM_DELIVERY_SENT && gmail_epoch(ev->relay_name, ev->text, t);
    case PM_EV_HEADER_CHECK:
        *w = PM_WITNESS_DATE_HEADER;
        return date_header(ev, t);
    default: return false;
    }
}

void pm_witness_event(pm_votes *v, const pm_record *rec, const pm_event *ev)
{
    pm_witness w;
    int64_t t;
    if (!pm_stamp_is_full(rec->form) && pm_witness_time(ev, &w, &t))
        pm_witness_vote(v, w, rec->time, t);
}

void pm_witness_taken(pm_votes *v, const pm_record *rec, int64_t time)
{
    if (rec->form == PM_STAMP_RFC3164 || rec->form == PM_STAMP_DATED)
        pm_witness_vote(v, PM_WITNESS_ISO_NEIGHBOUR, rec->time, time);
}

/* Most of what the witness says has to be explained by years at all. */
static bool is_sound(const pm_votes *v, pm_witness w)
{
    uint64_t explained = 0;
    for (size_t i = 0; i < v->n_year; i++)
        explained += v->year[i].witness == w ? v->year[i].n : 0;
    return explained > 2 * v->unexplained[w];
}

static bool shift_of(const pm_votes *v, pm_witness w, int *shift)
{
    uint64_t best = 0;
    for (size_t i = 0; i < v->n_year; i++)
        if (v->year[i].witness == w &&
            (v->year[i].n > best || (v->year[i].n == best && abs(v->year[i].shift) < abs(*shift)))) {
            best = v->year[i].n;
            *shift = v->year[i].shift;
        }
    return best > 0 && is_sound(v, w);
}

/* The strongest witness decides, however often weaker ones speak: another server's answers are not ours. */
bool pm_votes_shift(const pm_votes *v, int *shift)
{
    for (pm_witness w = 0; w <= PM_WITNESS_REPLY_EPOCH; w++)
        if (shift_of(v, w, shift))
            return true;
    return false;
}

bool pm_votes_by_senders(const pm_votes *v, int *shift)
{
    uint64_t all = 0, agree = 0;
    if (!shift_of(v, PM_WITNESS_DATE_HEADER, shift))
        return false;
    for (size_t i = 0; i < v->n_year; i++) {
        uint64_t n = v->year[i].witness == PM_WITNESS_DATE_HEADER ? v->year[i].n : 0;
        all += n;
        agree += v->year[i].shift == *shift ? n : 0;
    }
    return 2 * agree > all + v->unexplained[PM_WITNESS_DATE_HEADER];
}

/* One answer, or two where summer time begins or ends in the log; others mean that the witnesses are not what they seem. */
bool pm_votes_zone(const pm_votes *v, int32_t *error)
{
    uint64_t best = 0, second = 0, all = 0;
    for (size_t i = 0; i < v->n_zone; i++) {
        uint64_t n = v->zone[i].n;
        all += n;
        if (n > best || (n == best && abs(v->zone[i].error) < abs(*error))) {
            second = best;
            best = n;
            *error = v->zone[i].error;
        } else if (n > second) {
            second = n;
        }
    }
    return best > 0 && best * 2 > all && (best + second) * 10 >= all * 9;
}

/* ---- the year to suppose ---- */

/* The latest year in which month and day are not after the day `limit`. */
static int32_t latest_year(const pm_civil *first, const pm_civil *limit)
{
    bool after = first->month > limit->month || (first->month == limit->month && first->day > limit->day);
    int32_t year = limit->year - after;
    if (first->month == 2 && first->day == 29)
        while (!pm_is_leap(year))
            year--;
    return year;
}

/* Archives without times hold the beginning of their epoch (1970, of zip 1980); and nothing is later than now. */
static bool is_a_time(int64_t t, int64_t now)
{
    enum { YEAR_1990 = 631152000 };
    return t >= YEAR_1990 && t <= now + DAY;
}

/* A member without a time of its own may have come out of a file that has one. */
bool pm_piece_time(const pm_piece *p, int64_t *t)
{
    while (p != NULL && !p->has_mtime)
        p = p->parent;
    static const int64_t year_10000 = 253402300800;
    if (p == NULL)
        return false;
    *t = p->mtime < 0 ? 0 : p->mtime < year_10000 ? p->mtime : year_10000 - 1; /* archives hold what they like */
    return true;
}

/* No line is later than any time of its file: the earliest of them that can be one. */
int64_t pm_piece_bound(const pm_piece *p, int64_t now, pm_witness *basis)
{
    int64_t bound = now, t;
    *basis = PM_WITNESS_NOW;
    if (pm_piece_time(p, &t) && is_a_time(t, now)) {
        bound = t;
        *basis = PM_WITNESS_MTIME;
    }
    if (p->has_gzip_time && is_a_time(p->gzip_time, now) && (*basis == PM_WITNESS_NOW || p->gzip_time < bound)) {
        bound = p->gzip_time;
        *basis = PM_WITNESS_GZIP;
    }
    return bound;
}

bool pm_name_bound(const pm_piece *p, int64_t now, int64_t *bound)
{
    pm_civil date;
    if (!pm_name_date(p->path, &date))
        return false;
    *bound = pm_civil_to_seconds(&date) + DAY; /* rotated in the course of that day */
    return is_a_time(*bound - DAY, now);
}

int32_t pm_year_within(const pm_civil *first, int64_t bound, const pm_zone *zone)
{
    pm_civil limit;
    int64_t t = bound + DAY; /* clocks differ, and zones */
    pm_civil_from_seconds(t + pm_zone_offset(zone, t), &limit);
    return latest_year(first, &limit);
}

int32_t pm_year_within_name(const pm_civil *first, int64_t bound)
{
    pm_civil limit;
    pm_civil_from_seconds(bound, &limit);
    return latest_year(first, &limit);
}

int32_t pm_year_suppose(const pm_piece *p, const pm_civil *first, const pm_zone *zone, int32_t stated_year, int64_t now,
                        pm_witness *basis)
{
    int64_t bound;
    *basis = PM_WITNESS_STATED;
    if (stated_year)
        return stated_year;
    *basis = PM_WITNESS_NAME;
    if (pm_name_bound(p, now, &bound))
        return pm_year_within_name(first, bound);
    bound = pm_piece_bound(p, now, basis);
    return pm_year_within(first, bound, zone);
}

bool pm_witness_is_weak(pm_witness w)
{
    return w >= PM_WITNESS_DATE_HEADER && w < PM_WITNESS_COUNT;
}

/* ---- all that was said ---- */

pm_witness pm_stream_year_decider(const pm_stream_info *info)
{
    int shift;
    for (pm_witness w = 0; w <= PM_WITNESS_REPLY_EPOCH; w++)
        if (shift_of(&info->votes, w, &shift))
            return w;
    if (pm_witness_is_weak(info->year_basis) && pm_votes_by_senders(&info->votes, &shift))
        return PM_WITNESS_DATE_HEADER;
    return info->year_basis < PM_WITNESS_COUNT ? info->year_basis : PM_WITNESS_NOW;
}

static pm_voice *add_voice(pm_voice *out, size_t *n, pm_witness w, int32_t year)
{
    out[*n] = (pm_voice){ .witness = w, .year = year, .time = PM_NO_TIME };
    return &out[(*n)++];
}

static void add_ballots(const pm_stream_info *info, pm_witness w, pm_voice *out, size_t *n)
{
    for (size_t i = 0; i < info->votes.n_year; i++)
        if (info->votes.year[i].witness == w) {
            pm_voice *v = add_voice(out, n, w, info->year_first + info->votes.year[i].shift);
            v->lines = info->votes.year[i].n;
            v->contradicts = v->year != info->year_first;
        }
}

/* The latest year before, in which the stamp of 29 February can stand. */
static int32_t leap_year(const pm_stream_info *info)
{
    int32_t year = info->year_first;
    while (!pm_is_leap(year + info->leap_after))
        year--;
    return year;
}

int pm_years_beyond(const pm_stream_info *info, int64_t bound)
{
    enum { SLACK = 2 * DAY };
    int years = 0;
    for (int64_t last = info->last; last > bound + SLACK && years < 100; last -= YEAR)
        years++;
    return years;
}

/* A bound speaks of the latest year in which the last line is not after it; the one that the decision rests on, of that. */
static pm_voice *add_bound(const pm_case *c, const pm_stream_info *info, pm_witness w, int64_t bound, pm_voice *out, size_t *n)
{
    pm_civil last;
    pm_civil_from_seconds(info->last + pm_zone_offset(c->zone, info->last), &last);
    int32_t latest = w == PM_WITNESS_NAME ? pm_year_within_name(&last, bound) : pm_year_within(&last, bound, c->zone);
    pm_voice *v = add_voice(out, n, w, info->year_first + latest - last.year);
    v->time = w == PM_WITNESS_NOW ? PM_NO_TIME : bound;
    v->contradicts = pm_years_beyond(info, bound) > 0;
    int shift;
    bool decides = info->supposed_stands && info->year_basis == w && !pm_votes_shift(&info->votes, &shift);
    if (decides || (v->year < info->year_first && !v->contradicts))
        v->year = info->year_first;
    return v;
}

static void add_bounds(const pm_case *c, const pm_piece *p, const pm_stream_info *info, pm_voice *out, size_t *n)
{
    int64_t t;
    if (p->has_gzip_time)
        add_bound(c, info, PM_WITNESS_GZIP, p->gzip_time, out, n);
    if (pm_piece_time(p, &t))
        add_bound(c, info, PM_WITNESS_MTIME, t, out, n);
    if (pm_stream_year_decider(info) == PM_WITNESS_NOW || pm_years_beyond(info, c->options->now))
        add_bound(c, info, PM_WITNESS_NOW, c->options->now, out, n);
}

size_t pm_case_voices(const pm_case *c, const pm_piece *p, pm_voice out[PM_VOICES_MAX])
{
    const pm_stream_info *info = pm_piece_stream(p);
    pm_civil date;
    size_t n = 0;
    if (info == NULL || !info->has_yearless || info->first == PM_NO_TIME)
        return 0;
    for (pm_witness w = 0; w <= PM_WITNESS_REPLY_EPOCH; w++)
        add_ballots(info, w, out, &n);
    int32_t stated = c->options->year;
    if (stated) { /* of the latest line: what was rotated away is older, but hardly by more than a year */
        bool followed = info->supposed_stands && info->year_basis == PM_WITNESS_STATED;
        pm_voice *v = add_voice(out, &n, PM_WITNESS_STATED, followed ? info->year_first : stated - (info->year_last - info->year_first));
        v->contradicts = info->year_last > stated || info->year_last < stated - 1;
    }
    if (pm_name_date(p->path, &date)) {
        pm_voice *v = add_bound(c, info, PM_WITNESS_NAME, pm_civil_to_seconds(&date) + DAY, out, &n);
        v->contradicts = v->year != info->year_first; /* a file is rotated soon after its last line */
    }
    add_ballots(info, PM_WITNESS_DATE_HEADER, out, &n);
    if (info->year_by_order) {
        pm_voice *v = add_voice(out, &n, PM_WITNESS_ORDER, info->year_by_order);
        v->contradicts = v->year != info->year_first;
    }
    if (info->leap_day) {
        pm_voice *v = add_voice(out, &n, PM_WITNESS_LEAP_DAY, leap_year(info));
        v->contradicts = v->year != info->year_first;
    }
    add_bounds(c, p, info, out, &n);
    return n;
}

/* Is the file's time that of the making of a copy, and says no more than what day it is? */
static bool is_new_copy(const pm_case *c, const pm_piece *p, const pm_stream_info *info)
{
    pm_witness w;
    int64_t bound = pm_piece_bound(p, c->options->now, &w);
    return bound > c->options->now - DAY && info->last < bound - 2 * DAY;
}

pm_year_strength pm_case_year_strength(const pm_case *c, const pm_piece *p)
{
    const pm_stream_info *info = pm_piece_stream(p);
    pm_witness w = pm_stream_year_decider(info);
    if (!pm_witness_is_weak(w))
        return PM_YEAR_PROVED;
    bool by_file = w == PM_WITNESS_GZIP || w == PM_WITNESS_MTIME;
    return w == PM_WITNESS_NOW || (by_file && is_new_copy(c, p, info)) ? PM_YEAR_ASSUMED : PM_YEAR_WEAK;
}
