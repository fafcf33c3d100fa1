#include "tie.h"

pm_ties pm_ties_new(pm_facts *facts, int32_t hour_shift)
{
    return (pm_ties){ .facts = facts, .hour_shift = hour_shift };
}

static void flush(pm_ties *t, pm_tie_place *p)
{
    for (size_t i = 0; i < PM_TIE_COUNT && p->used; i++) {
        if (p->held[i] == 0 && p->missing[i] == 0)
            continue;
        uint64_t *n = pm_tally_counts(&t->facts->t[PM_T_TIE], p->host, (uint32_t)i, p->service, p->hour);
        n[PM_N_TIE_HELD] += p->held[i];
        n[PM_N_TIE_MISSING] += p->missing[i];
    }
    *p = (pm_tie_place){ .used = false };
}

void pm_ties_flush(pm_ties *t)
{
    for (size_t i = 0; i < PM_TIE_PLACES; i++)
        flush(t, &t->places[i]);
}

static bool is_at(const pm_tie_place *p, pm_id host, pm_id service, int64_t time)
{
    return p->used && time >= p->hour_from && time - p->hour_from < 3600 && p->service == service && p->host == host;
}

static pm_tie_place *place_of(pm_ties *t, pm_id host, pm_id service, int64_t time)
{
    if (is_at(&t->places[t->latest], host, service, time))
        return &t->places[t->latest];
    for (size_t i = 0; i < PM_TIE_PLACES; i++)
        if (is_at(&t->places[i], host, service, time)) {
            t->latest = i;
            return &t->places[i];
        }
    t->latest = t->next;
    t->next = (t->next + 1) % PM_TIE_PLACES;
    pm_tie_place *p = &t->places[t->latest];
    flush(t, p);
    pm_hour hour = pm_hour_of(time, t->hour_shift);
    *p = (pm_tie_place){ .host = host, .service = service, .hour = hour, .hour_from = pm_hour_start(hour, t->hour_shift), .used = true };
    return p;
}

void pm_ties_held(pm_ties *t, pm_tie tie, pm_id host, pm_id service, int64_t time)
{
    place_of(t, host, service, time)->held[tie]++;
}

void pm_ties_missing(pm_ties *t, const pm_missing_partner *x)
{
    place_of(t, x->host, x->service, x->to)->missing[x->tie] += x->lines;
    pm_happening h = { .kind = PM_H_COUNT, .host = x->host, .time = x->to, .until = x->from,
                       .a = pm_facts_text(t->facts, x->queue_id), .b = x->service, .n = (uint64_t)x->lines << 32 | x->pid, .cite = *x->cite };
    pm_happenings_add(&t->facts->missing[x->tie], t->facts->arena, &h);
}
