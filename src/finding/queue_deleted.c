/* queue_deleted: messages removed from the queue by hand: what they were is lost as evidence. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t h = 0; h < c->n_hosts; h++) {
        pm_rows rows = pm_detect_host_rows(f, PM_T_QUEUE_HAND, c->hosts[h]);
        const pm_happenings *totals = &c->facts->h[PM_H_QUEUE_TOTAL];
        uint64_t one_by_one = 0, in_total = 0;
        pm_finding *x = NULL;
        for (size_t i = 0; i < rows.n; i++) {
            const pm_tally_row *r = rows.rows[i];
            if (!pm_span_eq(pm_case_text(c, r->key[1]), PM_SPAN("deleted")))
                continue;
            one_by_one = r->n[PM_N_COUNT];
            x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, c->hosts[h]),
                               c->hosts[h], r->when->first, r->when->last);
            pm_finding_cite(x, r->when->first_cite);
            pm_finding_cite(x, r->when->last_cite);
        }
        for (size_t i = 0; i < totals->n; i++) {
            const pm_happening *t = &totals->items[i];
            if (t->host != c->hosts[h] || !pm_span_eq(pm_case_text(c, t->a), PM_SPAN("Deleted")))
                continue;
            if (x == NULL)
                x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, c->hosts[h]),
                                   c->hosts[h], t->time, t->time);
            x->from = t->time < x->from ? t->time : x->from;
            x->to = t->time > x->to ? t->time : x->to;
            in_total += t->n;
            pm_finding_cite(x, &t->cite);
        }
        if (x == NULL)
            continue;
        /* postsuper logs each message and the total; with ALL only the total */
        pm_finding_number(x, "messages", one_by_one > in_total ? one_by_one : in_total);
        pm_finding_number(x, "named", one_by_one);
    }
}

const pm_detector pm_detector_queue_deleted = {
    .id = "PM-HOST-06",
    .name = "queue_deleted",
    .attack = "",
    .find = find,
};
