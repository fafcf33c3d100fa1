/* master: start, reload, stop, and the deaths of daemons.  Sources: src/master/master.c, master_sig.c, master_spawn.c. */
#include "parser.h"

static void read_version(pm_span s, pm_event *out)
{
    pm_span rest;
    if (pm_span_after(s, PM_SPAN("version "), &rest))
        pm_span_split(rest, PM_SPAN(", configuration "), &out->text, &out->code);
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest;
    if (pm_span_after(s, PM_SPAN("daemon started -- "), &rest)) {
        read_version(rest, out);
        out->kind = PM_EV_MASTER_START;
    } else if (pm_span_after(s, PM_SPAN("reload -- "), &rest)) {
        read_version(rest, out);
        out->kind = PM_EV_MASTER_RELOAD;
    } else if (pm_span_after(s, PM_SPAN("reload configuration "), &out->code)) { /* before 2.6 */
        out->kind = PM_EV_MASTER_RELOAD;
    } else if (pm_span_after(s, PM_SPAN("terminating on signal "), &rest)) {
        pm_span_to_u64(rest, &out->number);
        out->kind = PM_EV_MASTER_STOP;
    } else if (pm_starts(s, "master exit time has arrived")) {
        out->kind = PM_EV_MASTER_STOP;
    } else if (pm_span_after(s, PM_SPAN("warning: process "), &out->text) || pm_span_after(s, PM_SPAN("fatal: "), &out->text) ||
               pm_span_has(s, PM_SPAN("bad command startup")) || pm_span_has(s, PM_SPAN("has reached its process limit"))) {
        if (!out->text.len)
            out->text = s;
        out->kind = PM_EV_MASTER_TROUBLE;
    } else {
        return PM_NOT_UNDERSTOOD;
    }
    return PM_PARSED;
}

static const char *const known[] = { "warning: ", "error: ", "panic: ", "using backwards-compatible default", NULL };

const pm_parser pm_parser_master = {
    .programs = "master",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "start, reload and stop of the mail system",
    .sample = "daemon started -- version 3.7.11, configuration /etc/postfix",
    .parse = parse,
    .known = known,
};
