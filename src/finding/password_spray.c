/* password_spray: many accounts tried from one address within an hour, few times each.  One finding per host. */
#include "detect.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

typedef struct {
    pm_id address;
    pm_hour hour;
    uint64_t names, failures;
} try_hour;

static int by_place(const void *a, const void *b)
{
    const try_hour *x = a, *y = b;
    if (x->hour != y->hour)
        return x->hour < y->hour ? -1 : 1;
    return (x->address > y->address) - (x->address < y->address);
}

/* The addresses from which an account sent mail or opened a mailbox. */
static pm_map entered_from(pm_findings *f, pm_id host)
{
    const pm_case *c = pm_detect_case(f);
    pm_map known = { 0 };
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_ACTOR_CLIENT]); pm_tally_next(&w);)
        if (w.row->key[0] == host && pm_span_starts(pm_case_text(c, w.row->key[1]), PM_SPAN("sasl:")))
            pm_map_put(&known, w.row->key[2], 1);
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_MAILBOX]); pm_tally_next(&w);)
        if (w.row->key[0] == host && w.row->n[PM_N_MAILBOX_OK] > 0)
            pm_map_put(&known, w.row->key[2], 1);
    return known;
}

/* Who tried how many names in which hour. */
static try_hour *tries_on(const pm_case *c, pm_id host, size_t *n)
{
    try_hour *tries = NULL;
    size_t cap = 0;
    pm_map index = { 0 };
    *n = 0;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_AUTH_FAIL_HOUR]); pm_tally_next(&w);) {
        if (w.row->key[0] != host)
            continue;
        uint32_t *slot = pm_map_slot_of(&index, (uint64_t)w.row->key[2] << 32 | w.row->key[3]);
        if (*slot == PM_MAP_NONE) {
            tries = pm_array_grow(tries, &cap, *n + 1, sizeof *tries);
            *slot = (uint32_t)*n;
            tries[(*n)++] = (try_hour){ w.row->key[2], w.row->key[3], 0, 0 };
        }
        tries[*slot].names++;
        tries[*slot].failures += w.row->n[PM_N_COUNT];
    }
    pm_map_free(&index);
    return tries;
}

static void look_at(const pm_detector *d, pm_findings *f, pm_id host)
{
    const pm_case *c = pm_detect_case(f);
    size_t n;
    try_hour *tries = tries_on(c, host, &n);
    uint64_t least = (uint64_t)pm_threshold_of(d, "names"), each = (uint64_t)pm_threshold_of(d, "tries_each");
    uint64_t places = 0, failures = 0, most = 0;
    bool gateway = false;
    pm_map entered = entered_from(f, host);
    pm_id most_address = 0;
    pm_hour first = UINT32_MAX, last = 0;
    if (n)
        qsort(tries, n, sizeof *tries, by_place);
    for (size_t i = 0; i < n; i++) {
        if (tries[i].names < least || tries[i].failures > tries[i].names * each)
            continue;
        places++;
        gateway = gateway || pm_map_get(&entered, tries[i].address) != PM_MAP_NONE;
        failures += tries[i].failures;
        first = tries[i].hour < first ? tries[i].hour : first;
        last = tries[i].hour > last ? tries[i].hour : last;
        if (tries[i].names > most) {
            most = tries[i].names;
            most_address = tries[i].address;
        }
    }
    pm_map_free(&entered);
    free(tries);
    if (places == 0)
        return;
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_LOW, PM_CONFIDENCE_MODERATE, PM_SUBJECT_HOST, pm_case_text(c, host), host,
                                   pm_hour_start(first, c->hour_shift), pm_hour_start(last + 1, c->hour_shift));
    pm_finding_number(x, "hours", places);
    pm_finding_number(x, "failures", failures);
    pm_finding_number(x, "most_names", most);
    pm_finding_text(x, "most_address", pm_case_text(c, most_address));
    /* From a gateway of users somebody gets in sooner or later. */
    const pm_alternative_state states[] = { gateway ? PM_ALTERNATIVE_NOT_EXCLUDED : PM_ALTERNATIVE_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_rows pairs = pm_detect_host_rows(f, PM_T_AUTH_FAIL, host);
    for (size_t i = 0; i < pairs.n; i++)
        if (pairs.rows[i]->key[2] == most_address)
            pm_finding_cite(x, pairs.rows[i]->when->first_cite);
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t h = 0; h < c->n_hosts; h++)
        look_at(d, f, c->hosts[h]);
}

const pm_detector pm_detector_password_spray = {
    .id = "PM-AUTH-03",
    .name = "password_spray",
    .attack = "T1110.003 T1110.004",
    .thresholds = { { "names", 10 }, { "tries_each", 3 } },
    .find = find,
};
