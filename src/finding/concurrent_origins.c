/*
 * concurrent_origins: one account sends from many places within an hour, or from still more within a day.
 * An account that does so on many days is shared, or a relay: that is its habit, no finding.
 */
#include "detect.h"

#include "postmortem/base/map.h"

typedef struct {
    const char *variant;
    pm_hour hours; /* how long the window is */
    pm_severity_level severity;
    const char *nets, *addresses; /* thresholds; addresses: NULL when only nets count */
} rule;

/* The narrow window first: what it finds, the wide one does not find again. */
static const rule rules[] = { { "", 1, PM_SEVERITY_HIGH, "nets", "addresses" }, { "day", 24, PM_SEVERITY_MEDIUM, "nets_in_day", NULL } };

typedef struct {
    const rule *rule;
    pm_hour from, to, peak_from; /* to: the last hour of it */
    uint64_t addresses, nets;
} span_of_hours;

enum { SPANS = 64 };

typedef struct {
    span_of_hours spans[SPANS];
    size_t n;
} found;

/* How many different things are in a window that moves: each is counted in and out. */
static void enter(pm_map *window, uint64_t what)
{
    uint32_t *n = pm_map_slot_of(window, what);
    *n = *n == PM_MAP_NONE ? 1 : *n + 1;
}

static void leave(pm_map *window, uint64_t what)
{
    if (--*pm_map_slot_of(window, what) == 0)
        pm_map_remove(window, what);
}

static bool is_found(const found *all, size_t n, pm_hour from, pm_hour to)
{
    for (size_t i = 0; i < n; i++)
        if (all->spans[i].from <= to && from <= all->spans[i].to)
            return true;
    return false;
}

static void add(found *all, size_t first, span_of_hours window)
{
    span_of_hours *last = all->n > first ? &all->spans[all->n - 1] : NULL;
    if (last == NULL || window.from > last->to + PM_MERGE_HOURS) {
        if (all->n == SPANS)
            return;
        last = &all->spans[all->n++];
        *last = window;
    }
    last->to = window.to;
    if (window.addresses > last->addresses) {
        last->addresses = window.addresses;
        last->nets = window.nets;
        last->peak_from = window.from;
    }
}

/* Adds what one rule finds, unless it is the account's habit. */
static void look_for(const pm_detector *d, pm_findings *f, const rule *r, pm_id host, pm_rows rows, found *all)
{
    double least_nets = pm_threshold_of(d, r->nets);
    size_t first = all->n, tail = 0;
    uint64_t days_with = 0, last_day = 0;
    pm_map nets = { 0 }, addresses = { 0 };
    for (size_t i = 0; i < rows.n;) {
        pm_hour hour = rows.rows[i]->key[3];
        for (; i < rows.n && rows.rows[i]->key[3] == hour; i++) {
            enter(&addresses, rows.rows[i]->key[2]);
            enter(&nets, pm_net_of(f, rows.rows[i]->key[2]));
        }
        for (; rows.rows[tail]->key[3] + r->hours <= hour; tail++) {
            leave(&addresses, rows.rows[tail]->key[2]);
            leave(&nets, pm_net_of(f, rows.rows[tail]->key[2]));
        }
        bool many_addresses = r->addresses && (double)addresses.used >= pm_threshold_of(d, r->addresses) && nets.used >= 2;
        if ((double)nets.used < least_nets && !many_addresses)
            continue;
        days_with += days_with == 0 || hour / 24 != last_day;
        last_day = hour / 24;
        pm_hour from = rows.rows[tail]->key[3];
        if (!is_found(all, first, from, hour))
            add(all, first, (span_of_hours){ r, from, hour, from, addresses.used, nets.used });
    }
    pm_map_free(&nets);
    pm_map_free(&addresses);
    if ((double)days_with * pm_threshold_of(d, "habit_share") > pm_detect_covered_hours(f, host) / 24)
        all->n = first;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_CLIENT_HOUR, actor->key[0], actor->key[1]); /* by hour */
    found all = { .n = 0 };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        look_for(d, f, &rules[i], actor->key[0], rows, &all);
    for (size_t k = 0; k < all.n; k++) {
        const span_of_hours *s = &all.spans[k];
        int64_t from = pm_hour_start(s->from, c->hour_shift), to = pm_hour_start(s->to + 1, c->hour_shift);
        pm_finding *x = pm_finding_add(f, d, s->rule->severity, PM_CONFIDENCE_MODERATE, kind, user, actor->key[0], from, to);
        x->variant = s->rule->variant;
        pm_finding_number(x, "addresses", s->addresses);
        pm_finding_number(x, "nets", s->nets);
        pm_finding_time(x, "hour", pm_hour_start(s->peak_from, c->hour_shift));
        pm_finding_number(x, "all_addresses", pm_finding_cite_origins(f, x, actor->key[1]));
        const pm_alternative_state states[] = { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 2, states);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_concurrent_origins = {
    .id = "PM-AUTH-06",
    .name = "concurrent_origins",
    .attack = "T1078",
    .thresholds = { { "nets", 5 }, { "addresses", 5 },
                    { "nets_in_day", 10 },
                    { "habit_share", 3 } },
    .find = find,
};
