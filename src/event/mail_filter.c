/* mail_filter: DKIM, SPF, DMARC, greylisting and virus filters: recognised by shape, not used yet. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message;
    (void)out;
    pm_span qid;
    return pm_take_queue_id(&s, &qid) ? PM_KNOWN : PM_NOT_UNDERSTOOD; /* "QID: DKIM-Signature field added …" */
}

static const char *const known[] = {
    "(", "OpenDKIM Filter", "OpenDMARC Filter", "starting ", "action=", "spamd: ", "Pass", "Fail", "Softfail", "Neutral",
    "None; ", "Temperror", "Permerror", "prepend ", "Message from ", "Clean message ", "cleaning ", "whitelisted: ",
    "Process ", "addr ", "ignoring connection", "Policy action=", "SPF ", "SelfCheck: ", "+++ Started", "Database ", NULL,
};

const pm_parser pm_parser_mail_filter = {
    .programs = "opendkim opendmarc amavis amavisd spamd clamd clamav-milter clamsmtpd postgrey policyd-spf policy-spf milter-greylist",
    .family = PM_FAMILY_MAIL,
    .summary = "mail filters (recognised, not used)",
    .sample = NULL,
    .parse = parse,
    .known = known,
};
