/* pickup: mail that a local user handed to sendmail(1).  Source: src/pickup/pickup.c. */
#include "parser.h"

/* "QID: uid=48 from=<apache> orig_id=…": from is what -f said; orig_id only after postsuper -r */
static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest, head, id;
    if (!pm_take_queue_id(&s, &out->qid) || !pm_span_after(s, PM_SPAN("uid="), &rest))
        return PM_NOT_UNDERSTOOD;
    bool negative = pm_span_after(rest, PM_SPAN("-"), &rest); /* "%d": uid 4294967294 shows as -2 */
    if (!pm_span_number(rest, &out->number, &rest) || !pm_span_after(rest, PM_SPAN(" from="), &rest))
        return PM_NOT_UNDERSTOOD;
    if (negative)
        out->number = (uint32_t)-out->number;
    if (pm_span_split_last(rest, PM_SPAN("> orig_id="), &head, &id) && pm_queue_id_valid(id)) {
        out->parent_qid = id;
        rest = head;
    }
    pm_span_after(rest, PM_SPAN("<"), &rest);
    pm_span_before(rest, PM_SPAN(">"), &rest);
    out->sender = rest;
    out->kind = PM_EV_PICKUP;
    return PM_PARSED;
}

static const char *const known[] = { "warning: ", "fatal: ", "error: ", "panic: ", NULL };

const pm_parser pm_parser_pickup = {
    .programs = "pickup",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "mail submitted by local users",
    .sample = "1E240C0A14: uid=48 from=<apache>",
    .parse = parse,
    .known = known,
};
