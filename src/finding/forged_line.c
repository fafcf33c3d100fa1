/*
 * forged_line: lines in the log that the program they name did not write.
 * Any local account can write them with logger(1); they are counted in no figure.  One finding per host.
 */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *h = &c->facts->h[PM_H_SUSPICIOUS];
    for (size_t k = 0; k < c->n_hosts; k++) {
        uint64_t n = 0, contradicted = 0;
        pm_finding *x = NULL;
        for (size_t i = 0; i < h->n; i++) {
            const pm_happening *s = &h->items[i];
            if (s->host != c->hosts[k])
                continue;
            if (x == NULL)
                x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, PM_SUBJECT_HOST, pm_case_text(c, s->host), s->host,
                                   s->time, s->time);
            x->to = s->time;
            n++;
            contradicted += pm_span_eq(pm_case_text(c, s->b), PM_SPAN("journal-disagrees"));
            pm_finding_cite(x, &s->cite);
        }
        if (x != NULL)
            pm_finding_number(x, "lines", n);
        if (contradicted)
            pm_finding_number(x, "contradicted", contradicted);
    }
}

const pm_detector pm_detector_forged_line = {
    .id = "PM-INT-08",
    .name = "forged_line",
    .attack = "T1565.001",
    .find = find,
};
