/* burst: a sudden rise of an account's mail.  Peaks under the first threshold count only as part of a case. */
#include "detect.h"

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    enum { BURSTS = 32 };
    const pm_case *c = pm_detect_case(f);
    pm_burst bursts[BURSTS];
    double alone = pm_threshold_of(d, "recipients_per_hour");
    size_t n = pm_bursts_of(f, actor->key[0], actor->key[1], PM_N_HOUR_RECIPIENTS,
                            (uint64_t)pm_threshold_of(d, "recipients_per_hour_in_a_case"),
                            (uint64_t)pm_threshold_of(d, "recipients_per_hour_without_baseline"), bursts, BURSTS);
    for (size_t i = 0; i < n; i++) {
        const pm_burst *b = &bursts[i];
        bool baseline = b->baseline_days >= 7;
        pm_finding *x = pm_finding_add(f, d, (double)b->peak >= alone ? PM_SEVERITY_HIGH : PM_SEVERITY_LOW,
                                       baseline ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE, kind, user,
                                       actor->key[0], pm_hour_start(b->from, c->hour_shift),
                                       pm_hour_start(b->to + 1, c->hour_shift));
        x->variant = baseline ? "" : "no-baseline";
        pm_finding_number(x, "messages", b->messages);
        pm_finding_number(x, "recipients", b->recipients);
        pm_finding_number(x, "peak", b->peak);
        pm_finding_time(x, "peak_hour", pm_hour_start(b->peak_hour, c->hour_shift));
        pm_finding_real(x, "mean", b->mean);
        pm_finding_number(x, "bound", (uint64_t)b->bound);
        pm_finding_number(x, "baseline_days", (uint64_t)b->baseline_days);
        const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 1, states);
        pm_finding_cite_origins(f, x, actor->key[1]);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_burst = {
    .id = "PM-VOL-01",
    .name = "burst",
    .attack = "T1586.002",
    .thresholds = { { "recipients_per_hour", 100 },
                    { "recipients_per_hour_in_a_case", 50 },
                    { "recipients_per_hour_without_baseline", 250 } },
    .find = find,
};
