/* account_change: accounts and groups made, changed or removed; what lies close together is one finding. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *h = &c->facts->h[PM_H_ACCOUNT];
    int64_t apart = (int64_t)pm_threshold_of(d, "minutes_apart") * 60;
    for (size_t i = 0; i < h->n;) {
        pm_id host = h->items[i].host;
        size_t k = i;
        uint64_t made = 0, n = 0;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, host), host,
                                       h->items[i].time, h->items[i].time);
        for (; k < h->n && h->items[k].host == host && h->items[k].time - x->to <= apart; k++) {
            x->to = h->items[k].time;
            n++;
            made += pm_span_starts(pm_case_text(c, h->items[k].b), PM_SPAN("new user: "));
            pm_finding_cite(x, &h->items[k].cite);
        }
        pm_finding_number(x, "changes", n);
        pm_finding_number(x, "new_accounts", made);
        pm_finding_text(x, "first_change", pm_case_text(c, h->items[i].b));
        i = k;
    }
}

const pm_detector pm_detector_account_change = {
    .id = "PM-HOST-02",
    .name = "account_change",
    .attack = "T1136.001 T1098",
    .thresholds = { { "minutes_apart", 60, "minutes between changes of one finding, at most" } },
    .find = find,
};
