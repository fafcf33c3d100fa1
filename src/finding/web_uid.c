/* web_uid: a burst of mail handed in by a local user id, as a script or web form does. */
#include "detect.h"

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span uid)
{
    enum { BURSTS = 32 };
    const pm_case *c = pm_detect_case(f);
    pm_burst bursts[BURSTS];
    uint64_t least = (uint64_t)pm_threshold_of(d, "messages_per_hour");
    size_t n = pm_bursts_of(f, actor->key[0], actor->key[1], PM_N_HOUR_MESSAGES, least, least, bursts, BURSTS);
    for (size_t i = 0; i < n; i++) {
        const pm_burst *b = &bursts[i];
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, b->baseline_days >= 7 ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE,
                                       kind, uid, actor->key[0], pm_hour_start(b->from, c->hour_shift),
                                       pm_hour_start(b->to + 1, c->hour_shift));
        pm_finding_number(x, "messages", b->messages);
        pm_finding_number(x, "recipients", b->recipients);
        pm_finding_number(x, "peak", b->peak);
        pm_finding_time(x, "peak_hour", pm_hour_start(b->peak_hour, c->hour_shift));
        pm_finding_real(x, "mean", b->mean);
        pm_finding_number(x, "bound", (uint64_t)b->bound);
        pm_rows scripts = pm_detect_rows(f, PM_T_ACTOR_SCRIPT, actor->key[0], actor->key[1]);
        uint64_t most = 0;
        pm_span script = { 0 };
        for (size_t k = 0; k < scripts.n; k++)
            if (scripts.rows[k]->n[PM_N_COUNT] > most) {
                most = scripts.rows[k]->n[PM_N_COUNT];
                script = pm_case_text(c, scripts.rows[k]->key[2]);
            }
        if (script.len) {
            x->variant = "script";
            pm_finding_text(x, "script", script);
        }
        pm_finding_cite(x, actor->when->first_cite);
        pm_finding_cite(x, actor->when->last_cite);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_uid(d, f, look_at);
}

const pm_detector pm_detector_web_uid = {
    .id = "PM-VOL-03",
    .name = "web_uid",
    .attack = "T1505.003",
    .thresholds = { { "messages_per_hour", 100, "messages" } },
    .find = find,
};
