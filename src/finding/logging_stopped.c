/* logging_stopped: the log or audit service stopped and did not start again at once. */
#include "detect.h"

static bool is_logger(pm_span service)
{
    return pm_span_eq(service, PM_SPAN("syslog")) || pm_span_eq(service, PM_SPAN("auditd"));
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *h = &c->facts->h[PM_H_SERVICE];
    int64_t patience = (int64_t)pm_threshold_of(d, "seconds") ;
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *s = &h->items[i];
        if (!is_logger(pm_case_text(c, s->a)) || !pm_span_eq(pm_case_text(c, s->b), PM_SPAN("stop")))
            continue;
        int64_t again = PM_NO_TIME;
        bool boot = false;
        for (size_t k = 0; k < h->n && !boot; k++) {
            const pm_happening *t = &h->items[k];
            if (t->host != s->host || t->time < s->time - patience || t->time > s->time + 15 * 60)
                continue;
            boot = pm_span_eq(pm_case_text(c, t->a), PM_SPAN("host"));
            if (t->a == s->a && t->time >= s->time && pm_span_eq(pm_case_text(c, t->b), PM_SPAN("start")) && again == PM_NO_TIME)
                again = t->time;
        }
        if (boot || (again != PM_NO_TIME && again - s->time <= patience))
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_MODERATE, PM_SUBJECT_HOST, pm_case_text(c, s->host), s->host,
                                       s->time, again == PM_NO_TIME ? s->time : again);
        pm_finding_text(x, "service", pm_case_text(c, s->a));
        pm_finding_time(x, "time", s->time);
        pm_finding_cite(x, &s->cite);
    }
}

const pm_detector pm_detector_logging_stopped = {
    .id = "PM-INT-06",
    .name = "logging_stopped",
    .attack = "T1685 T1685.004 T1562.012",
    .thresholds = { { "seconds", 120 } },
    .find = find,
};
