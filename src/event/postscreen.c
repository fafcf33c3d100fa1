/* postscreen, dnsblog, tlsproxy: the door before smtpd.  Source: src/postscreen/.  Commas in its reject tail. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest;
    if (pm_take_queue_id(&s, &out->qid) && pm_span_after(s, PM_SPAN("reject: "), &rest)) {
        pm_span stage, peer;
        if (!pm_span_split(rest, PM_SPAN(" from ["), &stage, &peer))
            return PM_NOT_UNDERSTOOD;
        size_t close = pm_span_find_char(peer, ']');
        if (close == PM_NPOS)
            return PM_NOT_UNDERSTOOD;
        out->action = PM_SPAN("reject");
        out->stage = stage;
        out->client = pm_span_first(peer, close);
        peer = pm_span_skip(peer, close + 1);
        if (!pm_span_split(peer, PM_SPAN(": "), &rest, &out->text))
            return PM_NOT_UNDERSTOOD;
        out->contested = pm_read_tail(out->text, &out->text, out) == PM_TAIL_CONTESTED;
        pm_read_reply(out->text, out);
        out->kind = PM_EV_REJECT;
        return PM_PARSED;
    }
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = {
    "CONNECT from ", "CONNECT to ", "PASS ", "PREGREET ", "DNSBL rank ", "HANGUP after ", "DISCONNECT ", "WHITELISTED ",
    "BLACKLISTED ", "ALLOWLISTED ", "DENYLISTED ", "WHITELIST VETO ", "ALLOWLIST VETO ", "BARE NEWLINE from ",
    "COMMAND ", "NON-SMTP COMMAND from ", "DATA without valid RCPT", "BDAT without valid RCPT", "entering STRESS mode",
    "leaving STRESS mode", "warning: ", "table ", "addr ", "cache ", "reject: connect from ", "close database",
    "Anonymous TLS connection", "Untrusted TLS connection", "Trusted TLS connection", "Verified TLS connection",
    "setting up TLS connection", "SSL_accept error", "SSL_connect error", "fatal: ", "error: ", "panic: ", NULL,
};

const pm_parser pm_parser_postscreen = {
    .programs = "postscreen dnsblog tlsproxy",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "clients turned away before smtpd",
    .sample = "NOQUEUE: reject: RCPT from [192.0.2.7]:52000: 550 5.7.1 Service unavailable; client [192.0.2.7] blocked "
              "using bl.example.net; from=<a@example.net>, to=<b@example.org>, proto=ESMTP, helo=<x>",
    .parse = parse,
    .known = known,
};
