/*
 * ssh_from_suspect: an SSH login from an address that a taken-over account was used from.
 * It ties the mail incident to the host itself.
 */
#include "detect.h"

#include "postmortem/base/map.h"

/* Logins from the address since a day before the mail. */
static bool belongs(const pm_happening *h, pm_id host, const pm_origin *o, int64_t since)
{
    return h->host == host && h->b == o->address && h->time >= since - PM_DAY_SECONDS;
}

/* All logins of the user of logins->items[first] from the address. */
static void add_user(const pm_detector *d, pm_findings *f, const pm_finding *cause, const pm_origin *o, int64_t since, size_t first)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *logins = &c->facts->h[PM_H_SSH_LOGIN];
    const pm_happening *one = &logins->items[first];
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_CRITICAL, PM_CONFIDENCE_MODERATE, PM_SUBJECT_ACCOUNT, pm_case_text(c, one->a), one->host,
                                   one->time, one->time);
    uint64_t count = 0;
    for (size_t k = first; k < logins->n; k++) {
        const pm_happening *h = &logins->items[k];
        if (!belongs(h, cause->host, o, since) || h->a != one->a)
            continue;
        x->to = h->time;
        count++;
        pm_finding_cite(x, &h->cite);
    }
    pm_finding_text(x, "address", pm_case_text(c, one->b));
    pm_finding_text(x, "method", pm_case_text(c, one->c));
    pm_finding_text(x, "suspect_account", cause->subject_value);
    pm_finding_number(x, "logins", count);
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_finding_cite(x, o->cite);
    x->members[x->n_members++] = cause;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_finding *cause)
{
    const pm_happenings *logins = &pm_detect_case(f)->facts->h[PM_H_SSH_LOGIN];
    size_t n, ignored;
    int64_t since = pm_finding_figure(cause, "first")->time;
    const pm_origin *o = pm_origins_of(f, cause->host, pm_detect_actor_of(f, cause), since, &n, &ignored);
    for (size_t i = 0; i < n; i++) {
        pm_map users = { 0 };
        for (size_t k = 0; o[i].suspect && k < logins->n; k++) {
            const pm_happening *h = &logins->items[k];
            if (!belongs(h, cause->host, &o[i], since) || pm_map_get(&users, h->a) != PM_MAP_NONE)
                continue;
            pm_map_put(&users, h->a, 1);
            add_user(d, f, cause, &o[i], since, k);
        }
        pm_map_free(&users);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    for (size_t i = 0; pm_findings_made(f, i) != NULL; i++)
        if (strcmp(pm_findings_made(f, i)->detector->id, "PM-CASE-01") == 0)
            look_at(d, f, pm_findings_made(f, i));
}

const pm_detector pm_detector_ssh_from_suspect = {
    .id = "PM-HOST-07",
    .name = "ssh_from_suspect",
    .attack = "T1078.003 T1021.004",
    .find = find,
};
