/*
 * postfix_unnamed: Postfix under the bare tag "postfix".
 *
 * rsyslog's RFC 5424 output ends the app-name at the slash: "postfix/smtpd[712]: …" arrives as "postfix 712 - - …".
 * Which daemon wrote a line must then be told from its text; the daemons' own parsers are asked in turn.
 */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    /* qmgr before postsuper: "QID: removed" is far more often its word */
    static const pm_parser *const daemons[] = {
        &pm_parser_smtpd, &pm_parser_qmgr, &pm_parser_cleanup, &pm_parser_delivery, &pm_parser_pickup, &pm_parser_bounce,
        &pm_parser_postscreen, &pm_parser_anvil, &pm_parser_postfix_script, &pm_parser_postsuper, &pm_parser_master,
    };
    pm_verdict best = PM_NOT_UNDERSTOOD;
    pm_span rest = rec->message;
    if (pm_take_severity(&rest) == PM_SEVERITY_ERROR) /* "fatal: …" means something in master only */
        return PM_KNOWN;
    for (size_t i = 0; i < sizeof daemons / sizeof *daemons; i++) {
        *out = (pm_event){ .kind = PM_EV_NONE };
        pm_verdict v = daemons[i]->parse(rec, out);
        if (v == PM_PARSED)
            return v;
        if (v == PM_KNOWN || pm_parser_knows(daemons[i], rec->message))
            best = PM_KNOWN;
    }
    return best;
}

const pm_parser pm_parser_postfix_unnamed = {
    .programs = "postfix",
    .postfix = true,
    .family = PM_FAMILY_MAIL,
    .summary = "Postfix where the logger dropped the daemon's name",
    .sample = "disconnect from unknown[192.0.2.7] ehlo=1 auth=1 quit=1 commands=3",
    .parse = parse,
};
