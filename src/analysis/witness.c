#include "witness.h"

#include <stdlib.h>

enum { YEAR = 31556952, STEP = 900, NEAR = 300, VOTES_ENOUGH = 200 };

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
    for (size_t i = 0; i < v->n_year; i++)
        if (v->year[i].witness == w && v->year[i].shift == shift) {
            v->year[i].n += n;
            return;
        }
    if (v->n_year == PM_VOTES_MAX)
        return;
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
    if (!pm_span_has(relay, PM_SPAN(".l.google.")) || !pm_span_ends(reply, PM_SPAN("gsmtp")) ||
        !pm_span_split(reply, PM_SPAN(" OK "), &(pm_span){ 0 }, &rest))
        return false;
    rest = pm_span_trim(rest);
    if (!pm_span_number(rest, &n, &rest) || n < 1000000000 || n > 9999999999u)
        return false;
    *t = (int64_t)n;
    return true;
}

void pm_witness_event(pm_votes *v, const pm_record *rec, const pm_event *ev)
{
    int64_t t;
    if (rec->form == PM_STAMP_RFC3339 || (v->n_year && v->year[0].n > VOTES_ENOUGH))
        return;
    switch (ev->kind) {
    case PM_EV_CLIENT:
    case PM_EV_PICKUP:
        if (pm_queue_id_time(ev->qid, &t))
            pm_witness_vote(v, PM_WITNESS_QUEUE_ID, rec->time, t);
        break;
    case PM_EV_MESSAGE_ID:
        if (postfix_message_id(ev, &t))
            pm_witness_vote(v, PM_WITNESS_MESSAGE_ID, rec->time, t);
        break;
    case PM_EV_DELIVERY:
        if (ev->status == PM_DELIVERY_SENT && gmail_epoch(ev->relay_name, ev->text, &t))
            pm_witness_vote(v, PM_WITNESS_REPLY_EPOCH, rec->time, t);
        break;
    default: break;
    }
}

/* Most of what the witness says has to be explained by years at all. */
static bool is_sound(const pm_votes *v, pm_witness w)
{
    uint64_t explained = 0;
    for (size_t i = 0; i < v->n_year; i++)
        explained += v->year[i].witness == w ? v->year[i].n : 0;
    return explained > 2 * v->unexplained[w];
}

/* The shift that most readings of one witness give. */
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
    for (pm_witness w = 0; w < PM_WITNESS_COUNT; w++)
        if (shift_of(v, w, shift))
            return true;
    return false;
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

int32_t pm_year_suppose(const pm_piece *p, const pm_civil *first, const pm_zone *zone, int32_t stated_year, int64_t now,
                        pm_witness *basis)
{
    enum { DAY = 86400 };
    pm_civil limit;
    if (stated_year) {
        *basis = PM_WITNESS_STATED;
        return stated_year;
    }
    if (pm_name_date(p->path, &limit)) {
        *basis = PM_WITNESS_NAME;
        pm_civil_from_seconds(pm_civil_to_seconds(&limit) + DAY, &limit); /* rotated in the course of that day */
        return latest_year(first, &limit);
    }
    /* a member without a time of its own may have come out of a file that has one */
    const pm_piece *timed = p;
    while (timed != NULL && !timed->has_mtime)
        timed = timed->parent;
    int64_t t = timed ? timed->mtime : now;
    *basis = timed ? PM_WITNESS_MTIME : PM_WITNESS_NOW;
    t += DAY; /* clocks differ, and zones */
    pm_civil_from_seconds(t + pm_zone_offset(zone, t), &limit);
    return latest_year(first, &limit);
}

bool pm_witness_is_weak(pm_witness w)
{
    return w == PM_WITNESS_LEAP_DAY || w == PM_WITNESS_MTIME || w == PM_WITNESS_ORDER || w == PM_WITNESS_NOW;
}
