/* bounce: notices that go back to senders.  Source: src/bounce/. */
#include "parser.h"

/* "QID: sender non-delivery notification: QID2" */
static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest;
    if (!pm_take_queue_id(&s, &out->qid))
        return PM_NOT_UNDERSTOOD;
    if (!pm_span_after(s, PM_SPAN("sender "), &rest) && !pm_span_after(s, PM_SPAN("postmaster "), &rest))
        return pm_read_delivery(s, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    if (!pm_span_split(rest, PM_SPAN(" notification: "), &out->code, &out->child_qid) || !pm_queue_id_valid(out->child_qid))
        return PM_NOT_UNDERSTOOD;
    out->kind = PM_EV_NOTIFICATION;
    return PM_PARSED;
}

static const char *const known[] = { "warning: ", "fatal: ", "error: ", "panic: ", "not sending ", NULL };

const pm_parser pm_parser_bounce = {
    .programs = "bounce defer trace",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "notices to senders",
    .sample = "1E240C0A14: sender non-delivery notification: 2F351C0A15",
    .parse = parse,
    .known = known,
};
