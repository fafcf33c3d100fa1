/* restart: the mail system was started, stopped or reloaded, not by a boot or an update: one finding per host. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t h = 0; h < c->n_hosts; h++) {
        uint64_t n = 0, by_sudo = 0, crashes = 0, unseen = 0;
        pm_finding *x = NULL;
        for (size_t i = 0; i < c->n_restarts; i++) {
            const pm_restart *r = &c->restarts[i];
            if (r->host != c->hosts[h] || pm_span_eq(r->cause, PM_SPAN("boot")) || pm_span_eq(r->cause, PM_SPAN("package")))
                continue;
            int64_t t = r->time == PM_NO_TIME ? r->before : r->time;
            if (x == NULL)
                x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, r->host), r->host, t, t);
            x->to = t;
            crashes += r->kind == PM_RESTART_CRASH;
            unseen += r->kind == PM_RESTART_UNSEEN;
            n += r->kind <= PM_RESTART_RELOAD;
            by_sudo += r->kind <= PM_RESTART_RELOAD && pm_span_eq(r->cause, PM_SPAN("sudo"));
            pm_finding_cite(x, &r->cite);
        }
        if (x == NULL)
            continue;
        pm_finding_number(x, "events", n);
        pm_finding_number(x, "by_sudo", by_sudo);
        pm_finding_number(x, "crashes", crashes);
        pm_finding_number(x, "unseen", unseen);
    }
}

const pm_detector pm_detector_restart = {
    .id = "PM-HOST-05",
    .name = "restart",
    .attack = "",
    .find = find,
};
