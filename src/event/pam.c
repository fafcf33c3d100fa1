/*
 * pam: "pam_unix(sshd:auth): …", under the tag of whatever program called it.
 * Sources: libpam/pam_syslog.c, modules/pam_unix (1.1.8 to 1.7).  ruser and user are the client's text.
 */
#include "parser.h"

/*
 * "authentication failure; logname= uid=0 euid=0 tty=ssh ruser=x rhost=192.0.2.7  user=root"
 * Two blanks before user=, when it is there.  ruser and user may both hold " rhost=": then the line is
 * contested; where ruser is empty, as sshd leaves it, the first counts, else the last.
 */
static pm_verdict read_failure(pm_span s, uint64_t n, pm_event *out)
{
    pm_span rest, head, host, first, last;
    if (!pm_span_split(s, PM_SPAN(" ruser="), &head, &rest) || !pm_span_split(rest, PM_SPAN(" rhost="), &first, &host))
        return PM_KNOWN;
    pm_span_split_last(rest, PM_SPAN(" rhost="), &last, &head);
    out->contested = first.len != last.len;
    out->by = first;
    if (out->contested && first.len) {
        out->by = last;
        host = head;
    }
    if (!pm_span_split(host, PM_SPAN("  user="), &out->client, &out->user))
        out->client = host;
    out->client = pm_span_trim(out->client);
    if (!out->user.len)
        out->user = out->by;
    out->number = n;
    out->kind = PM_EV_PAM_FAILED;
    return PM_PARSED;
}

/* "session opened for user ann(uid=1000) by root(uid=0)" */
static pm_verdict read_session(pm_span s, pm_event *out)
{
    pm_span rest;
    if (pm_span_after(s, PM_SPAN("session opened for user "), &rest)) {
        out->kind = PM_EV_SESSION_OPENED;
        if (pm_span_split_last(rest, PM_SPAN(" by "), &rest, &out->by))
            out->by = pm_span_first(out->by, pm_span_find(out->by, PM_SPAN("(uid=")));
    } else if (pm_span_after(s, PM_SPAN("session closed for user "), &rest)) {
        out->kind = PM_EV_SESSION_CLOSED;
    } else {
        return PM_NOT_UNDERSTOOD;
    }
    out->user = pm_span_first(rest, pm_span_find(rest, PM_SPAN("(uid=")));
    return PM_PARSED;
}

pm_verdict pm_read_pam(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), module, where, rest, type;
    uint64_t n;
    if (pm_span_after(s, PM_SPAN("PAM "), &rest)) {
        /* "PAM 2 more authentication failures; logname=…" */
        if (pm_span_number(rest, &n, &rest) && pm_starts(rest, " more authentication failure"))
            return read_failure(rest, n, out);
        return PM_KNOWN;
    }
    if (!pm_starts(s, "pam_") || !pm_span_split(s, PM_SPAN("("), &module, &where) || module.len > 40 ||
        !pm_span_split(where, PM_SPAN("): "), &where, &rest))
        return PM_NOT_UNDERSTOOD;
    if (!pm_span_split_last(where, PM_SPAN(":"), &out->service, &type))
        out->service = where;
    if (pm_starts(rest, "authentication failure; "))
        return read_failure(rest, 1, out);
    if (pm_starts(rest, "password changed for ")) {
        out->kind = PM_EV_ACCOUNT_CHANGED;
        out->user = pm_span_skip(rest, sizeof "password changed for " - 1);
        out->text = s;
        return PM_PARSED;
    }
    if (pm_span_eq(module, PM_SPAN("pam_unix")) && read_session(rest, out) == PM_PARSED)
        return PM_PARSED;
    return PM_KNOWN;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    return pm_read_pam(rec, out);
}

static const char *const known[] = { "LOGIN ON ", "ROOT LOGIN", "FAILED LOGIN", "TOO MANY LOGIN TRIES", "DIALUP AT",
                                     "gkr-pam", "password check failed", "check pass; user unknown", NULL };

const pm_parser pm_parser_pam = {
    .programs = "auth login gdm-password gdm lightdm sddm polkit-agent-helper-1 unix_chkpwd imapd pop3d vsftpd proftpd "
                "atd runuser-l su-l remote systemd-user smtp imap pop3",
    .family = PM_FAMILY_AUTH,
    .summary = "PAM: sessions and failed passwords of other programs",
    .sample = "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=bob rhost=192.0.2.7  user=bob",
    .parse = parse,
    .known = known,
};
