/* bounce_ratio: many recipients of an account do not exist. */
#include "detect.h"

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span name)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_DONE_HOUR, actor->key[0], actor->key[1]); /* by hour */
    double least = pm_threshold_of(d, "recipients"), percent = pm_threshold_of(d, "percent_unknown");
    pm_hour first = 0, last = 0, peak_hour = 0;
    uint64_t hours = 0, completed = 0, unknown = 0, peak = 0;
    for (size_t i = 0; i < rows.n;) {
        pm_hour hour = rows.rows[i]->key[3];
        uint64_t done = 0, bad = 0;
        for (; i < rows.n && rows.rows[i]->key[3] == hour; i++) {
            if (pm_case_is_filter(c, actor->key[0], rows.rows[i]->key[2]))
                continue;
            done += rows.rows[i]->n[PM_N_DONE_COMPLETED];
            bad += rows.rows[i]->n[PM_N_DONE_UNKNOWN_USER];
        }
        if ((double)done < least || (double)bad * 100 < (double)done * percent)
            continue;
        first = hours == 0 ? hour : first;
        last = hour;
        hours++;
        completed += done;
        unknown += bad;
        if (bad > peak) {
            peak = bad;
            peak_hour = hour;
        }
    }
    if (hours == 0)
        return;
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, kind, name, actor->key[0],
                                   pm_hour_start(first, c->hour_shift), pm_hour_start(last + 1, c->hour_shift));
    pm_finding_number(x, "hours", hours);
    pm_finding_number(x, "completed", completed);
    pm_finding_number(x, "unknown", unknown);
    pm_finding_number(x, "percent", completed ? unknown * 100 / completed : 0);
    pm_finding_time(x, "peak_hour", pm_hour_start(peak_hour, c->hour_shift));
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_finding_cite_sent(f, x, actor->key[1]);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_sender(d, f, look_at);
}

const pm_detector pm_detector_bounce_ratio = {
    .id = "PM-DST-03",
    .name = "bounce_ratio",
    .attack = "",
    .thresholds = { { "recipients", 100 }, { "percent_unknown", 20 } },
    .find = find,
};
