/* brute_force: passwords guessed in quantity.  One finding per host: it is the background noise of every public server. */
#include "detect.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

/* Failures of one host by hour, from its first hour with any. */
typedef struct {
    pm_hour from;
    size_t n;
    uint64_t *hours;
} failures;

static failures failures_of(const pm_case *c, pm_id host)
{
    const pm_tally *t = &c->facts->t[PM_T_AUTH_FAIL_HOUR];
    pm_hour first = UINT32_MAX, last = 0;
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);)
        if (w.row->key[0] == host) {
            first = w.row->key[3] < first ? w.row->key[3] : first;
            last = w.row->key[3] > last ? w.row->key[3] : last;
        }
    failures f = { .from = first, .n = first <= last ? last - first + 1 : 0 };
    f.hours = pm_zalloc((f.n + 1) * sizeof *f.hours);
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);)
        if (w.row->key[0] == host)
            f.hours[w.row->key[3] - first] += w.row->n[PM_N_COUNT];
    return f;
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    uint64_t per_hour = (uint64_t)pm_threshold_of(d, "failures_per_hour");
    for (size_t h = 0; h < c->n_hosts; h++) {
        failures failed = failures_of(c, c->hosts[h]);
        uint64_t total = 0, hours = 0, peak = 0;
        pm_hour first = 0, last = 0, peak_hour = 0;
        for (size_t i = 0; i < failed.n; i++) {
            uint64_t in_hour = failed.hours[i];
            if (in_hour == 0 || in_hour < per_hour)
                continue;
            last = failed.from + (pm_hour)i;
            first = hours == 0 ? last : first;
            hours++;
            total += in_hour;
            if (in_hour > peak) {
                peak = in_hour;
                peak_hour = last;
            }
        }
        free(failed.hours);
        if (hours == 0)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST,
                                       pm_case_text(c, c->hosts[h]), c->hosts[h], pm_hour_start(first, c->hour_shift),
                                       pm_hour_start(last + 1, c->hour_shift));
        pm_rows pairs = pm_detect_host_rows(f, PM_T_AUTH_FAIL, c->hosts[h]); /* by first time */
        pm_finding_number(x, "failures", total);
        pm_finding_number(x, "hours", hours);
        pm_finding_number(x, "peak", peak);
        pm_finding_time(x, "peak_hour", pm_hour_start(peak_hour, c->hour_shift));
        pm_finding_number(x, "pairs", pairs.n);
        for (size_t i = 0; i < pairs.n; i++)
            if (pairs.rows[i]->when->last >= x->from && pairs.rows[i]->n[PM_N_COUNT] >= 3)
                pm_finding_cite(x, pairs.rows[i]->when->first_cite);
    }
}

const pm_detector pm_detector_brute_force = {
    .id = "PM-AUTH-01",
    .name = "brute_force",
    .attack = "T1110.001",
    .thresholds = { { "failures_per_hour", 20 } },
    .find = find,
};
