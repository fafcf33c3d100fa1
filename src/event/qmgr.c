/* qmgr: messages enter the active queue, expire, leave.  Sources: src/global/opened.c, src/qmgr/qmgr_active.c. */
#include "parser.h"

/* "from=<…>, size=477, nrcpt=3 (queue active)": the address may hold all of it, so from the right, to the end */
static pm_verdict read_from(pm_span s, pm_event *out)
{
    pm_span rest, tail;
    if (pm_span_before(s, PM_SPAN(" (queue active)"), &rest)) {
        if (!pm_span_split_last(rest, PM_SPAN(">, size="), &out->sender, &rest) || !pm_span_number(rest, &out->size, &tail) ||
            !pm_span_after(tail, PM_SPAN(", nrcpt="), &tail) || !pm_span_to_u64(tail, &out->number))
            return PM_NOT_UNDERSTOOD;
        out->kind = PM_EV_QUEUED;
        return PM_PARSED;
    }
    if (pm_span_split_last(s, PM_SPAN(">, status="), &out->sender, &rest) &&
        (pm_starts(rest, "expired, ") || pm_starts(rest, "force-expired, "))) {
        out->kind = PM_EV_EXPIRED;
        return PM_PARSED;
    }
    return PM_NOT_UNDERSTOOD;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest;
    if (!pm_take_queue_id(&s, &out->qid))
        return PM_NOT_UNDERSTOOD;
    if (pm_span_after(s, PM_SPAN("from=<"), &rest))
        return read_from(rest, out);
    if (pm_starts(s, "removed")) {
        out->kind = PM_EV_REMOVED;
        return PM_PARSED;
    }
    if (pm_starts(s, "to=<"))
        return pm_read_delivery(s, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    if (pm_starts(s, "skipped, still being delivered") || pm_starts(s, "status=deferred (") || pm_starts(s, "enabling VERP"))
        return PM_KNOWN;
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = {
    "warning: ", "table ", "fatal: ", "error: ", "panic: ", NULL,
};

const pm_parser pm_parser_qmgr = {
    .programs = "qmgr nqmgr oqmgr",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "messages enter the active queue, expire and leave",
    .sample = "1E240C0A14: from=<ann@example.org>, size=7161, nrcpt=2 (queue active)",
    .parse = parse,
    .known = known,
};
