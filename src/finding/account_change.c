/*
 * account_change: accounts and groups made, changed or removed; what lies close together is one finding.
 * Packages make accounts and groups with low ids when they are installed; a second account with uid 0 is a
 * way back in.
 */
#include "detect.h"

enum { SYSTEM_IDS = 1000 }; /* login.defs: UID_MIN, GID_MIN */

/* "new user: name=ntp, UID=112, GID=118, …": the number behind the key */
static bool id_in(pm_span text, pm_span key, uint64_t *id)
{
    pm_span rest;
    return pm_span_split(text, key, &(pm_span){ 0 }, &rest) && pm_span_number(rest, id, &rest);
}

static bool makes_root(pm_span text)
{
    uint64_t id;
    return pm_span_starts(text, PM_SPAN("new user: ")) && id_in(text, PM_SPAN("UID="), &id) && id == 0;
}

/* What a package's script does: an account or group with a low id, nothing else. */
static bool makes_system_account(pm_span text)
{
    uint64_t id;
    bool low = (pm_span_starts(text, PM_SPAN("new user: ")) && id_in(text, PM_SPAN("UID="), &id)) ||
               ((pm_span_starts(text, PM_SPAN("new group: ")) || pm_span_starts(text, PM_SPAN("group added to "))) &&
                id_in(text, PM_SPAN("GID="), &id));
    return (low && id > 0 && id < SYSTEM_IDS) || pm_span_starts(text, PM_SPAN("group added to /etc/gshadow"));
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *h = &c->facts->h[PM_H_ACCOUNT];
    int64_t apart = (int64_t)pm_threshold_of(d, "minutes_apart") * 60;
    for (size_t i = 0; i < h->n;) {
        pm_id host = h->items[i].host;
        size_t k = i;
        uint64_t made = 0, n = 0, system = 0, root = 0, added = 0;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, host), host,
                                       h->items[i].time, h->items[i].time);
        for (; k < h->n && h->items[k].host == host && h->items[k].time - x->to <= apart; k++) {
            x->to = h->items[k].time;
            n++;
            pm_span text = pm_case_text(c, h->items[k].b);
            made += pm_span_starts(text, PM_SPAN("new user: "));
            system += makes_system_account(text);
            root += makes_root(text);
            added += pm_span_starts(text, PM_SPAN("new user: ")) || pm_span_starts(text, PM_SPAN("new group: "));
            pm_finding_cite(x, &h->items[k].cite);
        }
        if (root) {
            x->severity = PM_SEVERITY_HIGH;
            x->variant = "root";
        } else if (system == n) {
            x->severity = PM_SEVERITY_INFO;
            x->variant = "system";
        }
        /* Packages add accounts and groups, high ids as well where somebody packed them so; never a second root. */
        const pm_alternative_state states[] = { PM_ALTERNATIVE_UNKNOWN, root    ? PM_ALTERNATIVE_EXCLUDED
                                                                        : added ? PM_ALTERNATIVE_NOT_EXCLUDED
                                                                                : PM_ALTERNATIVE_UNKNOWN };
        pm_finding_alternatives(x, 2, states);
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
    .thresholds = { { "minutes_apart", 60 } },
    .find = find,
};
