/*
 * dovecot: mailbox logins, and the password checks behind Postfix's SASL.
 * Sources: login-common/client-common.c, auth/auth-request.c, master/main.c (2.2 to 2.4).
 * User names were made harmless by Dovecot (no control characters) but may hold '>' and ','.
 */
#include "parser.h"

static size_t end_of_user(pm_span s)
{
    static const pm_span next[] = { PM_SPAN_INIT("method="), PM_SPAN_INIT("rip="), PM_SPAN_INIT("lip="), PM_SPAN_INIT("TLS"),
                                    PM_SPAN_INIT("session=") };
    size_t from = 0, at;
    while ((at = pm_span_find(pm_span_skip(s, from), PM_SPAN(">, "))) != PM_NPOS) {
        pm_span behind = pm_span_skip(s, from + at + 3);
        for (size_t i = 0; i < sizeof next / sizeof *next; i++)
            if (pm_span_starts(behind, next[i]))
                return from + at;
        from += at + 1;
    }
    return pm_span_ends(s, PM_SPAN(">")) ? s.len - 1 : PM_NPOS;
}

/* "user=<ann>, method=PLAIN, rip=192.0.2.7, lip=…": by key, any order; ends at ", " */
static void read_elements(pm_span s, pm_event *out)
{
    pm_span rest, value;
    if (pm_span_after(s, PM_SPAN("user=<"), &rest)) { /* the name may hold ">, ": the next key ends it */
        size_t at = end_of_user(rest);
        out->user = pm_span_first(rest, at);
        s = at == PM_NPOS ? rest : pm_span_skip(rest, at);
    }
    while (s.len) {
        pm_span item = pm_span_take(&s, PM_SPAN(", "));
        if (pm_span_after(item, PM_SPAN("method="), &value))
            out->method = value;
        else if (pm_span_after(item, PM_SPAN("rip="), &value)) { /* a second one: the first stood in the name */
            out->contested = out->client.len != 0;
            out->client = value;
        }
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
    pm_span_after(s, PM_SPAN("Info: "), &s);
    if (pm_span_after(s, PM_SPAN("Login: "), &rest) || pm_span_after(s, PM_SPAN("Logged in: "), &rest)) {
        read_elements(rest, out);
        out->kind = PM_EV_MAILBOX_LOGIN;
        return PM_PARSED;
    }
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

/* What a password check may say; the password that verbose_passwords writes behind it stays out. */
static bool read_refusal(pm_span s, pm_event *out)
{
    if (!pm_starts(s, "unknown user") && !pm_starts(s, "Password mismatch") && !pm_starts(s, "pam_authenticate()"))
        return false;
    out->text = pm_span_first(s, pm_span_find(s, PM_SPAN(" (given password:")));
    out->kind = PM_EV_BACKEND_FAILED;
    return true;
}

/* "ann,192.0.2.7": the name is the client's claim and may hold ',', so the address is behind the last one. */
static void read_claim(pm_span who, pm_event *out)
{
    out->user = who;
    pm_span_before(out->user, PM_SPAN(",master"), &out->user); /* a master user logs in as ann */
    pm_span_split_last(out->user, PM_SPAN(","), &out->user, &out->client);
    if (pm_span_eq(out->user, PM_SPAN("?"))) /* 2.4: none given */
        out->user.len = 0;
}

/* "pam(ann,192.0.2.7,<session>): unknown user": the name may hold ')' too */
static pm_verdict read_passdb(pm_span s, pm_event *out)
{
    pm_span who, text;
    if (!pm_span_split(s, PM_SPAN("("), &out->service, &who) || !pm_span_split_last(who, PM_SPAN("): "), &who, &text))
        return PM_NOT_UNDERSTOOD;
    if (!read_refusal(text, out))
        return PM_KNOWN;
    pm_span_split_last(who, PM_SPAN(",<"), &who, &(pm_span){ 0 });
    read_claim(who, out);
    return PM_PARSED;
}

/* 2.4: "auth(ann,192.0.2.7,sasl:plain)<812><session>: request [3]: pam: unknown user" */
static pm_verdict read_request(pm_span s, pm_event *out)
{
    pm_span who, rest;
    if (!pm_span_after(s, PM_SPAN("auth("), &who) || !pm_span_split_last(who, PM_SPAN(">: request ["), &who, &rest) ||
        !pm_span_split(rest, PM_SPAN("]: "), &(pm_span){ 0 }, &rest) || !pm_span_split(rest, PM_SPAN(": "), &out->service, &rest))
        return PM_NOT_UNDERSTOOD;
    if (!read_refusal(rest, out))
        return PM_KNOWN;
    pm_span_split_last(who, PM_SPAN(")<"), &who, &(pm_span){ 0 });
    pm_span_split_last(who, PM_SPAN(",sasl:"), &who, &(pm_span){ 0 });
    read_claim(who, out);
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
    pm_verdict v;
    if (!pm_span_split(s, PM_SPAN(": "), &service, &rest))
        return pm_starts(s, "Dovecot ") ? PM_KNOWN : PM_NOT_UNDERSTOOD;
    if (pm_span_ends(service, PM_SPAN("-login")))
        return read_login(service, rest, out);
    if (pm_span_eq(service, PM_SPAN("master")))
        return read_master(rest, out);
    if (pm_starts(service, "auth(") && (v = read_request(s, out)) != PM_NOT_UNDERSTOOD)
        return v;
    if (pm_starts(service, "auth")) {
        /* "auth-worker(3858): conn unix:auth-worker (pid=2053,uid=101): auth-worker<16>: pam(ann,…): text" */
        pm_span conn;
        if (pm_starts(rest, "conn ") && pm_span_split(rest, PM_SPAN(">: "), &conn, &rest) && !pm_starts(conn, "conn unix:"))
            return PM_NOT_UNDERSTOOD;
        if (pm_starts(rest, "Error: ") || pm_starts(rest, "Warning: ") || pm_starts(rest, "Debug: "))
            return PM_KNOWN;
        v = read_passdb(rest, out);
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
