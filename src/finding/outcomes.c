/* outcomes: what became of the mail of an actor on the days of a finding. */
#include "detect.h"

void pm_finding_outcomes(pm_findings *f, pm_finding *x, pm_id actor)
{
    enum { QUEUE_LIFETIME = 5 * PM_DAY_SECONDS }; /* maximal_queue_lifetime, unless it was changed */
    static const char *const names[] = { "accepted", "local", "deferred", "bounced", "expired", "other", "discarded" };
    const pm_case *c = pm_detect_case(f);
    uint64_t n[PM_OUTCOME_COUNT] = { 0 };
    uint32_t from = pm_hour_of(x->from, c->hour_shift) / 24, to = pm_hour_of(x->to, c->hour_shift) / 24;
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_FINAL, x->host, actor);
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        bool filter = pm_case_is_filter(c, x->host, r->key[2]);
        if (r->key[3] < from || r->key[3] > to)
            continue;
        for (size_t k = 0; k < PM_OUTCOME_COUNT; k++)
            if (k == PM_OUTCOME_UNNAMED)
                n[filter ? PM_OUTCOME_UNNAMED : PM_OUTCOME_ACCEPTED] += r->n[k];
            else if (!filter)
                n[k] += r->n[k];
    }
    for (size_t k = 0; k < PM_OUTCOME_COUNT; k++)
        pm_finding_number(x, names[k], n[k]);
    /* what became of the last mail of these days shows while it can lie in the queue */
    int64_t first = pm_hour_start(from * 24, c->hour_shift), last = pm_hour_start((to + 1) * 24, c->hour_shift) + QUEUE_LIFETIME;
    if (pm_detect_gap_in(f, x->host, PM_FAMILY_MAIL, first, last))
        pm_finding_number(x, "lower_bound", 1);
}
