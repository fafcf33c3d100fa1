/* su: util-linux "(to root) ann on pts/0", "FAILED SU (to root) ann on none"; shadow "+ pts/0 ann:root". */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), rest, head;
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    out->kind = PM_EV_SU;
    if (pm_span_after(s, PM_SPAN("FAILED SU "), &rest) || pm_span_after(s, PM_SPAN("FAILED RUNUSER "), &rest)) {
        out->text = PM_SPAN("failed");
        s = rest;
    }
    if (pm_span_after(s, PM_SPAN("(to "), &rest) && pm_span_split(rest, PM_SPAN(") "), &out->runas, &rest) &&
        pm_span_split_last(rest, PM_SPAN(" on "), &out->user, &out->tty))
        return PM_PARSED;
    if (pm_span_after(s, PM_SPAN("+ "), &rest) || pm_span_after(s, PM_SPAN("- "), &rest)) {
        if (s.ptr[0] == '-')
            out->text = PM_SPAN("failed");
        if (pm_span_split(rest, PM_SPAN(" "), &out->tty, &rest) && pm_span_split_last(rest, PM_SPAN(":"), &out->user, &out->runas))
            return PM_PARSED;
    }
    if (pm_span_after(s, PM_SPAN("Successful su for "), &rest) || pm_span_after(s, PM_SPAN("FAILED su for "), &rest)) {
        if (s.ptr[0] == 'F')
            out->text = PM_SPAN("failed");
        if (pm_span_split_last(rest, PM_SPAN(" by "), &head, &out->user)) {
            out->runas = head;
            return PM_PARSED;
        }
    }
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = { "No passwd entry", "SU by ", "pam_", NULL };

const pm_parser pm_parser_su = {
    .programs = "su runuser",
    .family = PM_FAMILY_AUTH,
    .summary = "changes of identity",
    .sample = "(to root) ann on pts/0",
    .parse = parse,
    .known = known,
};
