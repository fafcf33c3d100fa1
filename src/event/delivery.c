/*
 * delivery: what became of each recipient.  Every agent writes the same line (src/global/log_adhoc.c).
 * Other lines: smtp_connect.c, smtp_trouble.c and smtp_proto.c in src/smtp, and src/tls.
 */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    static const char *const with_id[] = { "host ", "lost connection with ", "conversation with ", "enabling PIX",
                                           "breaking line", "replace: ", "prepend: ", "warning: header", "passing <",
                                           "info: ", NULL };
    pm_span s = rec->message;
    if (!pm_take_queue_id(&s, &out->qid))
        return PM_NOT_UNDERSTOOD;
    if (pm_starts(s, "to=<"))
        return pm_read_delivery(s, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    for (const char *const *k = with_id; *k != NULL; k++)
        if (pm_starts(s, *k))
            return PM_KNOWN;
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = {
    "connect to ", "Anonymous TLS connection", "Untrusted TLS connection", "Trusted TLS connection",
    "Verified TLS connection", "setting up TLS connection", "SSL_connect error", "certificate ", "Verified ",
    "warning: ", "table ", "error: ", "fatal: ", "Host offered STARTTLS", "certificate verification failed",
    "TLS SNI ", "using backwards-compatible default", NULL,
};

const pm_parser pm_parser_delivery = {
    .programs = "smtp lmtp local virtual pipe error discard retry relay",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "what became of each recipient",
    .sample = "1E240C0A14: to=<bob@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1.2, "
              "delays=0.1/0.01/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4btNdD0000zyTD)",
    .parse = parse,
    .known = known,
};
