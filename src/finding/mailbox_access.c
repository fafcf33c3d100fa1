/*
 * mailbox_access: a mailbox was opened from an address that a high finding about an account speaks of.
 * The exact address counts, not its net: colleagues share nets.
 */
#include "detect.h"

#include "postmortem/base/map.h"

static bool about_origins(const pm_finding *x)
{
    const char *id = x->detector->id;
    return x->severity >= PM_SEVERITY_HIGH && x->subject == PM_SUBJECT_ACCOUNT && strncmp(id, "PM-AUTH-", 8) == 0 &&
           strcmp(id, "PM-AUTH-11") != 0;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_finding *cause, pm_map *told)
{
    const pm_case *c = pm_detect_case(f);
    size_t n, suspects;
    pm_id actor = pm_detect_actor_of(f, cause);
    const pm_origin *o = pm_origins_of(f, cause->host, actor, cause->from - PM_DAY_SECONDS, &n, &suspects);
    pm_rows rows = pm_detect_host_rows(f, PM_T_MAILBOX, cause->host); /* by first time */
    if (suspects == n)
        return; /* no earlier address: nothing says which is the strange one */
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        bool strange = false;
        for (size_t k = 0; k < n && !strange; k++)
            strange = o[k].suspect && o[k].address == r->key[2];
        uint32_t *slot = pm_map_slot_of(told, (uint64_t)r->key[1] << 32 | r->key[2]);
        if (!strange || r->n[PM_N_MAILBOX_OK] == 0 || *slot != PM_MAP_NONE) {
            *slot = *slot == PM_MAP_NONE && !strange ? PM_MAP_NONE : 1;
            continue;
        }
        *slot = 1;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, PM_SUBJECT_ACCOUNT, pm_case_text(c, r->key[1]),
                                       cause->host, r->when->first, r->when->last);
        pm_finding_number(x, "logins", r->n[PM_N_MAILBOX_OK]);
        pm_finding_text(x, "address", pm_case_text(c, r->key[2]));
        pm_finding_text(x, "service", pm_case_text(c, r->key[3]));
        pm_finding_time(x, "first", r->when->first);
        pm_finding_time(x, "last", r->when->last);
        pm_finding_text(x, "suspect_account", cause->subject_value);
        x->variant = r->n[PM_N_MAILBOX_OK] == 1 ? "one" : "several";
        const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 1, states);
        pm_finding_cite(x, r->when->first_cite);
        pm_finding_cite(x, r->when->last_cite);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_map told = { 0 };
    for (size_t i = 0; pm_findings_made(f, i) != NULL; i++)
        if (about_origins(pm_findings_made(f, i)))
            look_at(d, f, pm_findings_made(f, i), &told);
    pm_map_free(&told);
}

const pm_detector pm_detector_mailbox_access = {
    .id = "PM-AUTH-11",
    .name = "mailbox_access",
    .attack = "T1114.002",
    .find = find,
};
