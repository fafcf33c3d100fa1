/*
 * smtpd: sessions, submissions, refusals, SASL failures.
 * Sources: src/smtpd/smtpd.c, smtpd_check.c, smtpd_sasl_glue.c, smtpd_proxy.c (Postfix 2.3 to 3.11).
 */
#include "parser.h"

#include "postmortem/base/addr.h"

/* "QID: client=mx[192.0.2.7], sasl_method=PLAIN, sasl_username=ann, orig_queue_id=…, orig_client=…" */
static pm_verdict read_client(pm_span s, pm_event *out)
{
    pm_span rest;
    if (!pm_take_peer(&s, &out->client_name, &out->client, NULL))
        return PM_NOT_UNDERSTOOD;
    /* the order is fixed; the user name may hold anything, so the fields behind it are read from the right */
    pm_span_split_last(s, PM_SPAN(", orig_client="), &s, &rest);
    pm_span_split_last(s, PM_SPAN(", orig_queue_id="), &s, &out->parent_qid);
    pm_span_split_last(s, PM_SPAN(", sasl_sender="), &s, &rest);
    if (pm_span_after(s, PM_SPAN(", sasl_method="), &rest)) {
        out->method = pm_span_first(rest, pm_span_find(rest, PM_SPAN(", ")));
        s = pm_span_skip(rest, out->method.len);
    }
    if (pm_span_after(s, PM_SPAN(", sasl_username="), &rest))
        out->user = rest;
    out->kind = PM_EV_CLIENT;
    return PM_PARSED;
}

/*
 * "unknown[192.0.2.7]: SASL LOGIN authentication failed: reason, sasl_username=bob"
 * The mechanism is the client's token, the name (since late 2023) the client's claim: the address is
 * what stands before the first "]: SASL " (s is behind it), the name all behind the first ", sasl_username=".
 */
static pm_verdict read_sasl(pm_span s, pm_event *out)
{
    pm_span after;
    if (!pm_span_split(s, PM_SPAN(" authentication "), &out->method, &after))
        return PM_NOT_UNDERSTOOD;
    if (!pm_span_after(after, PM_SPAN("failed:"), &out->text)) /* "aborted" */
        return PM_NOT_UNDERSTOOD;
    pm_span_after(out->text, PM_SPAN(" "), &out->text);
    if (pm_span_split(out->text, PM_SPAN(", sasl_username="), &out->text, &out->user) &&
        pm_span_eq(out->user, PM_SPAN("(unavailable)")))
        out->user.len = 0;
    out->kind = PM_EV_AUTH_FAILED;
    return PM_PARSED;
}

/* "lost connection after DATA (3007 bytes) from unknown[192.0.2.7]" */
static bool read_lost(pm_span s, pm_event *out)
{
    pm_span rest;
    if (!s.len || (s.ptr[0] != 'l' && s.ptr[0] != 't'))
        return false;
    if (!pm_span_after(s, PM_SPAN("lost connection after "), &rest) && !pm_span_after(s, PM_SPAN("timeout after "), &rest) &&
        !pm_span_after(s, PM_SPAN("too many errors after "), &rest))
        return false;
    if (!pm_span_split(rest, PM_SPAN(" from "), &out->stage, &rest) ||
        !pm_take_peer(&rest, &out->client_name, &out->client, NULL))
        return false;
    out->stage = pm_span_first(out->stage, pm_span_find_char(out->stage, ' '));
    out->kind = PM_EV_CONNECTION_LOST;
    return true;
}

static const char *const actions[] = { "reject", "reject_warning", "warn", "info", "filter", "hold", "discard", "redirect",
                                       "bcc", "hangup", "delay", "permit", "milter-reject", "milter-hold",
                                       "milter-discard", NULL };

/* "mail.example.org[192.0.2.7]: request longer than 2048: …", "192.0.2.7: address not listed for hostname …" */
static bool is_about_client(pm_span s)
{
    pm_span who, rest, name, address;
    pm_addr a;
    if (!pm_span_split(s, PM_SPAN(": "), &who, &rest) || pm_span_find_char(who, ' ') != PM_NPOS)
        return false;
    return pm_addr_parse(who, &a) || (pm_take_peer(&who, &name, &address, NULL) && who.len == 0);
}

/* "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as X; from=<…> … sasl_username=<ann>" */
static pm_verdict read_proxy(pm_span s, pm_event *out)
{
    pm_span text;
    pm_tail tail = pm_read_tail(s, &text, out);
    if (tail == PM_TAIL_NONE || !pm_reply_queued_as(text, &out->child_qid))
        return PM_KNOWN;
    out->contested = tail == PM_TAIL_CONTESTED;
    out->kind = PM_EV_PROXY_ACCEPT;
    return PM_PARSED;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest, action, sasl;
    switch (s.len ? s.ptr[0] : 0) {
    case 'c':
        if (pm_span_after(s, PM_SPAN("connect from "), &rest) && pm_take_peer(&rest, &out->client_name, &out->client, NULL)) {
            out->kind = PM_EV_CONNECT;
            return PM_PARSED;
        }
        break;
    case 'd':
        if (pm_span_after(s, PM_SPAN("disconnect from "), &rest) &&
            pm_take_peer(&rest, &out->client_name, &out->client, NULL)) {
            out->text = pm_span_trim(rest);
            out->kind = PM_EV_DISCONNECT;
            return PM_PARSED;
        }
        break;
    case 'w':
        if (!pm_span_after(s, PM_SPAN("warning: "), &rest))
            break;
        sasl = rest;
        if (pm_take_peer(&sasl, &out->client_name, &out->client, NULL) && pm_span_after(sasl, PM_SPAN(": SASL "), &sasl) &&
            read_sasl(sasl, out) == PM_PARSED)
            return PM_PARSED;
        return is_about_client(rest) ? PM_KNOWN : PM_NOT_UNDERSTOOD;
    case 'p':
        if (pm_span_after(s, PM_SPAN("proxy-accept: "), &rest))
            return read_proxy(rest, out);
        break;
    default: break;
    }
    if (read_lost(s, out))
        return PM_PARSED;
    if (!pm_take_queue_id(&s, &out->qid))
        return is_about_client(s) ? PM_KNOWN : PM_NOT_UNDERSTOOD; /* "…: replacing command", "…: subject_CN=" */
    if (pm_span_after(s, PM_SPAN("client="), &rest))
        return read_client(rest, out);
    if (read_lost(s, out))
        return PM_PARSED;
    if (!pm_span_split(s, PM_SPAN(": "), &action, &rest))
        return PM_NOT_UNDERSTOOD;
    for (const char *const *a = actions; *a != NULL; a++)
        if (pm_span_eq(action, pm_span_of(*a))) {
            out->action = action;
            return pm_read_policy(rest, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
        }
    return pm_starts(action, "reply filter ") || pm_span_eq(action, PM_SPAN("abort")) ? PM_KNOWN : PM_NOT_UNDERSTOOD;
}

static const char *const known[] = {
    "Anonymous TLS connection", "Untrusted TLS connection", "Trusted TLS connection", "Verified TLS connection",
    "setting up TLS connection", "SSL_accept error", "certificate verification", "improper command pipelining",
    "discarding EHLO keywords", "using backwards-compatible default", "table ", "TLS SNI ", "proxy-reject: ",
    "warning: hostname ", "warning: TLS library problem", "warning: non-SMTP command", "warning: Illegal address syntax",
    "warning: SASL", "warning: Connection ", "warning: Message delivery request rate", "warning: Recipient address rate",
    "warning: New TLS session rate", "warning: AUTH command rate", "warning: numeric hostname", "warning: valid_hostname",
    "warning: valid_ipv4", "warning: malformed domain name", "warning: address not listed", "warning: network_biopair",
    "warning: dnsblog", "warning: milter", "warning: connect to Milter", "warning: unix_trigger_event",
    "warning: connect ", "warning: problem talking to", "warning: timeout", "warning: TLS SNI",
    "warning: Unable to look up", "warning: restriction", "warning: do not list", "warning: database",
    "warning: Refusing STARTTLS", "warning: reject: ", "fatal: ", "error: ", "panic: ",
    "< ", "> ", /* a trace: what was said, credentials included, which no report may quote as a sample */
    NULL,
};

const pm_parser pm_parser_smtpd = {
    .programs = "smtpd qmqpd",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "SMTP sessions, submissions, refusals and failed SASL logins",
    .sample = "1E240C0A14: client=mail.example.org[192.0.2.7], sasl_method=PLAIN, sasl_username=ann@example.org",
    .parse = parse,
    .known = known,
};
