/*
 * postsuper: hands on the queue.  Source: src/postsuper/postsuper.c.
 * With ALL only the total is written.
 */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    static const char *const totals[] = { "Deleted", "Requeued", "Placed on hold", "Released from hold", "Force-expired",
                                          "Renamed to match inode number", NULL };
    static const char *const changes[] = { "requeued", "placed on hold", "released from hold", "expired", NULL };
    pm_span s = rec->message, rest;
    for (const char *const *t = totals; *t != NULL; t++) {
        if (!pm_span_after(s, pm_span_of(*t), &rest) || !pm_span_after(rest, PM_SPAN(": "), &rest) ||
            !pm_span_number(rest, &out->number, &rest))
            continue;
        out->action = pm_span_first(s, strlen(*t));
        out->kind = PM_EV_QUEUE_TOTAL;
        return PM_PARSED;
    }
    if (!pm_take_queue_id(&s, &out->qid))
        return PM_NOT_UNDERSTOOD;
    if (pm_span_eq(s, PM_SPAN("removed"))) {
        out->kind = PM_EV_QUEUE_DELETED;
        return PM_PARSED;
    }
    for (const char *const *c = changes; *c != NULL; c++)
        if (pm_span_eq(s, pm_span_of(*c))) {
            out->action = s;
            out->kind = PM_EV_QUEUE_CHANGED;
            return PM_PARSED;
        }
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = { "warning: ", "fatal: ", NULL };

const pm_parser pm_parser_postsuper = {
    .programs = "postsuper",
    .postfix = true,
    .family = PM_FAMILY_MAIL,
    .summary = "messages deleted, held or requeued by hand",
    .sample = "Deleted: 412 messages",
    .parse = parse,
    .known = known,
};
