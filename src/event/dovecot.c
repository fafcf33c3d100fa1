/*
 * dovecot: mailbox logins, and the password checks behind Postfix's SASL.
 * Sources: login-common/client-common.c, auth/auth-request.c, master/main.c (2.2 to 2.4).
 * User names were made harmless by Dovecot (no control characters) but may hold '>' and ','.
 */
#include "parser.h"

/* "user=<ann>, method=PLAIN, rip=192.0.2.7, lip=…": by key, any order; ends at ", " */
static void read_elements(pm_span s, pm_event *out)
{
    pm_span rest, value;
    if (pm_span_after(s, PM_SPAN("user=<"), &rest)) { /* the name may hold ">, ": the next key ends it */
        static const char *const next[] = { ">, method=", ">, rip=", ">, lip=", ">, TLS", ">, session=" };
        size_t at = PM_NPOS;
        for (size_t i = 0; i < sizeof next / sizeof *next; i++) {
            size_t k = pm_span_find(rest, pm_span_of(next[i]));
            at = k < at ? k : at;
        }
        if (at == PM_NPOS && pm_span_ends(rest, PM_SPAN(">")))
            at = rest.len - 1;
        out->user = pm_span_first(rest, at);
        s = at == PM_NPOS ? rest : pm_span_skip(rest, at);
    }
    while (s.len) {
        pm_span item = pm_span_take(&s, PM_SPAN(", "));
        if (pm_span_after(item, PM_SPAN("method="), &value))
            out->method = value;
        else if (pm_span_after(item, PM_SPAN("rip="), &value))
            out->client = value;
    }
}

/* "auth failed, 3 attempts in 12 secs" */
static uint64_t attempts_in(pm_span s)
{
    pm_span rest;
    uint64_t n;
    if (pm_span_split(s, PM_SPAN("auth failed, "), &(pm_span){ 0 }, &rest) && pm_span_number(rest, &n, &rest) &&
        pm_starts(rest, " attempts"))
        return n;
    return pm_span_has(s, PM_SPAN("auth failed")) ? 1 : 0;
}

static pm_verdict read_login(pm_span service, pm_span s, pm_event *out)
{
    pm_span rest, head, tail;
    out->service = service;
    if (pm_span_after(s, PM_SPAN("Login: "), &rest) || pm_span_after(s, PM_SPAN("Logged in: "), &rest)) {
        read_elements(rest, out);
        out->kind = PM_EV_MAILBOX_LOGIN;
        return PM_PARSED;
    }
    pm_span_after(s, PM_SPAN("Info: "), &s);
    if (!pm_starts(s, "Aborted login") && !pm_starts(s, "Disconnected") && !pm_starts(s, "Login aborted"))
        return pm_starts(s, "Warning: ") || pm_starts(s, "Error: ") || pm_starts(s, "proxy") || pm_starts(s, "Login failed") ||
                       pm_starts(s, "Authenticate ") || pm_starts(s, "Maximum number")
                   ? PM_KNOWN
                   : PM_NOT_UNDERSTOOD;
    if (!pm_span_split(s, PM_SPAN(": user=<"), &head, &tail) && !pm_span_split(s, PM_SPAN("): "), &head, &tail))
        return PM_KNOWN;
    out->number = attempts_in(head);
    if (out->number == 0)
        return PM_KNOWN; /* nobody tried a password */
    out->text = head;
    read_elements(pm_span_has(s, PM_SPAN(": user=<")) ? pm_span_make(tail.ptr - 6, tail.len + 6) : tail, out);
    out->kind = PM_EV_MAILBOX_FAILED;
    return PM_PARSED;
}

/*
 * "pam(ann,192.0.2.7,<session>): unknown user": the name is the client's claim and may hold ',' and
 * ')', so the address is what follows the last ',' before the closing "): ".
 */
static pm_verdict read_passdb(pm_span s, pm_event *out)
{
    pm_span db, who, text;
    if (!pm_span_split(s, PM_SPAN("("), &db, &who) || !pm_span_split_last(who, PM_SPAN("): "), &who, &text))
        return PM_NOT_UNDERSTOOD;
    if (!pm_starts(text, "unknown user") && !pm_starts(text, "Password mismatch") && !pm_starts(text, "pam_authenticate()"))
        return PM_KNOWN;
    pm_span head, tail;
    if (pm_span_split_last(who, PM_SPAN(",<"), &head, &tail))
        who = head;
    if (pm_span_split_last(who, PM_SPAN(","), &head, &tail)) {
        out->user = head;
        out->client = tail;
    } else {
        out->user = who;
    }
    out->service = db;
    out->text = text;
    out->kind = PM_EV_BACKEND_FAILED;
    return PM_PARSED;
}

static pm_verdict read_master(pm_span s, pm_event *out)
{
    out->service = PM_SPAN("dovecot");
    out->text = s;
    out->kind = PM_EV_SERVICE;
    if (pm_span_has(s, PM_SPAN(" starting up")))
        out->action = PM_SPAN("start");
    else if (pm_span_has(s, PM_SPAN("Killed with signal")))
        out->action = PM_SPAN("stop");
    else if (pm_span_has(s, PM_SPAN("SIGHUP received")))
        out->action = PM_SPAN("reload");
    else if (pm_span_has(s, PM_SPAN("Time moved")))
        out->kind = PM_EV_CLOCK_STEP;
    else
        return PM_KNOWN;
    return PM_PARSED;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, service, rest;
    if (!pm_span_split(s, PM_SPAN(": "), &service, &rest))
        return pm_starts(s, "Dovecot ") ? PM_KNOWN : PM_NOT_UNDERSTOOD;
    if (pm_span_ends(service, PM_SPAN("-login")))
        return read_login(service, rest, out);
    if (pm_span_eq(service, PM_SPAN("master")))
        return read_master(rest, out);
    if (pm_starts(service, "auth")) {
        /* "auth-worker(3858): conn unix:auth-worker (pid=2053,uid=101): auth-worker<16>: pam(ann,…): text" */
        pm_span conn;
        if (pm_starts(rest, "conn ") && pm_span_split(rest, PM_SPAN(">: "), &conn, &rest) && !pm_starts(conn, "conn unix:"))
            return PM_NOT_UNDERSTOOD;
        if (pm_starts(rest, "Error: ") || pm_starts(rest, "Warning: ") || pm_starts(rest, "Debug: "))
            return PM_KNOWN;
        pm_verdict v = read_passdb(rest, out);
        return v == PM_NOT_UNDERSTOOD ? PM_KNOWN : v;
    }
    static const char *const used_by_nobody[] = { "imap", "pop3", "lda", "lmtp", "submission", "managesieve", "anvil",
                                                  "stats", "log", "config", "doveadm", "indexer", "ssl-params", "script",
                                                  "dict", "replicator", "director", "old-stats", NULL };
    for (const char *const *k = used_by_nobody; *k != NULL; k++)
        if (pm_starts(service, *k))
            return PM_KNOWN;
    return PM_NOT_UNDERSTOOD;
}

const pm_parser pm_parser_dovecot = {
    .programs = "dovecot",
    .family = PM_FAMILY_MAIL,
    .summary = "mailbox logins, and the password checks behind SASL",
    .sample = "imap-login: Login: user=<bob@example.com>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, mpid=812, TLS, session=<q1Zx>",
    .parse = parse,
};
