/* postfix_other: daemons and commands whose lines are recognised and not used, and stray delivery lines. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message;
    if (pm_take_queue_id(&s, &out->qid) && pm_starts(s, "to=<"))
        return pm_read_delivery(s, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = { "warning: ", "fatal: ", "error: ", "panic: ", "statistics: ", "cache ", "table ",
                                     "using backwards-compatible default", "open ", "close ", "Untrusted TLS",
                                     "name_mask: ", "starting ", "stopping ", NULL };

const pm_parser pm_parser_postfix_other = {
    .programs = "trivial-rewrite scache tlsmgr verify flush proxymap proxywrite showq spawn postlogd sendmail postdrop "
                "postqueue postmap postalias postlog postmulti postkick postconf postfix",
    .postfix = true,
    .family = PM_FAMILY_MAIL,
    .summary = "the other Postfix daemons and commands",
    .sample = "1E240C0A14: to=<bob@example.net>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=5.1.1, status=undeliverable (unknown)",
    .parse = parse,
    .known = known,
};
