/*
 * cron: "(root) CMD (run-parts /etc/cron.hourly)".  Sources: cronie src/misc.c, do_command.c, crontab.c.
 * The user ends at the first ')', the command at the last.
 */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), rest, event, detail;
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    if (!pm_span_after(s, PM_SPAN("("), &rest) || !pm_span_split(rest, PM_SPAN(") "), &out->user, &rest))
        return PM_NOT_UNDERSTOOD;
    if (pm_starts(rest, "starting ") || pm_starts(rest, "finished ")) /* "(/etc/cron.hourly) starting 0anacron" */
        return PM_KNOWN;
    if (!pm_span_split(rest, PM_SPAN(" ("), &event, &detail) || !pm_span_split_last(detail, PM_SPAN(")"), &detail, &rest))
        return PM_NOT_UNDERSTOOD;
    if (pm_span_eq(event, PM_SPAN("CMD"))) {
        out->command = pm_span_trim(detail);
        out->kind = PM_EV_CRON_JOB;
        return PM_PARSED;
    }
    static const char *const changes[] = { "REPLACE", "DELETE", "BEGIN EDIT", "END EDIT", "RELOAD", NULL };
    for (const char *const *c = changes; *c != NULL; c++)
        if (pm_span_eq(event, pm_span_of(*c))) {
            out->action = event;
            out->text = detail;
            out->kind = PM_EV_CRON_CHANGED;
            return PM_PARSED;
        }
    return PM_KNOWN; /* STARTUP, INFO, LIST, CMDEND, ORPHAN … */
}

static const char *const known[] = { "Anacron ", "Job `", "Normal exit", "Updated timestamp", "Starting job", "starting ",
                                     "finished ", "pam_", "Jobs will be", "Will run job", NULL };

const pm_parser pm_parser_cron = {
    .programs = "cron crond CRON CROND crontab anacron run-parts /usr/sbin/cron",
    .family = PM_FAMILY_SYSTEM,
    .summary = "scheduled jobs and changes to them",
    .sample = "(root) CMD (run-parts /etc/cron.hourly)",
    .parse = parse,
    .known = known,
};
