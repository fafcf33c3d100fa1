/* log_clearing: a command that removes or shortens log files, run through sudo. */
#include "detect.h"

bool pm_command_touches_logs(pm_span command)
{
    static const char *const tools[] = { "rm ", "shred", "truncate", "unlink", "sed -i", "wipe", "srm ", "logrotate -f", "journalctl --vacuum",
                                         "journalctl --rotate", "mv ", NULL };
    static const char *const places[] = { "/var/log", "maillog", "/secure", "auth.log", "mail.log", "wtmp", "btmp", "lastlog",
                                          ".bash_history", "journal", NULL };
    bool tool = pm_span_has(command, PM_SPAN(" > ")) || pm_span_has(command, PM_SPAN(">/")), place = false;
    for (size_t i = 0; tools[i] != NULL; i++)
        tool = tool || pm_span_has(command, pm_span_of(tools[i]));
    for (size_t i = 0; places[i] != NULL; i++)
        place = place || pm_span_has(command, pm_span_of(places[i]));
    return tool && place;
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *h = &c->facts->h[PM_H_SUDO];
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *s = &h->items[i];
        if (s->f != 0 || !pm_command_touches_logs(pm_case_text(c, s->e)))
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, s->contested ? PM_CONFIDENCE_MODERATE : PM_CONFIDENCE_STRONG, PM_SUBJECT_ACCOUNT, pm_case_text(c, s->a), s->host,
                                       s->time, s->time);
        pm_finding_text(x, "command", pm_case_text(c, s->e));
        pm_finding_text(x, "runas", pm_case_text(c, s->b));
        pm_finding_time(x, "time", s->time);
        pm_finding_cite(x, &s->cite);
    }
}

const pm_detector pm_detector_log_clearing = {
    .id = "PM-INT-05",
    .name = "log_clearing",
    .attack = "T1685.006 T1070.002",
    .find = find,
};
