/*
 * sshd: logins and refusals.  Sources: auth.c, packet.c, monitor.c, sshd.c, session.c (OpenSSH 5.3 to 10).
 * From 9.8 the tag is sshd-session.
 */
#include "parser.h"

/* "ann from 192.0.2.7 port 52614" in front of " ssh2": the name is the client's, so from the right. */
static bool read_who(pm_span s, pm_event *out)
{
    pm_span rest, port;
    return pm_span_split_last(s, PM_SPAN(" port "), &rest, &port) && pm_span_to_u64(port, &out->number) &&
           pm_span_split_last(rest, PM_SPAN(" from "), &out->user, &out->client);
}

/*
 * "ann from 192.0.2.7 port 52614 ssh2: ED25519-CERT SHA256:… ID key-id (serial 7) CA …"
 * In front of "ssh2: " stands what the client claims, behind it what the certificate's authority wrote, which
 * for a refused key is the client again: with a second place where it fits the line is contested.
 */
static bool read_key(pm_span s, pm_event *out)
{
    enum { MOST = 16 }; /* a line of nothing but " ssh2: " must not cost its square */
    bool found = false;
    size_t at = 0, step;
    for (int n = 0; n < MOST && (step = pm_span_find(pm_span_skip(s, at), PM_SPAN(" ssh2: "))) != PM_NPOS; n++, at++) {
        at += step;
        pm_event reading = *out;
        if (!read_who(pm_span_first(s, at), &reading))
            continue;
        if (found) {
            out->contested = true;
            break;
        }
        found = true;
        *out = reading;
        out->text = pm_span_skip(s, at + sizeof " ssh2: " - 1);
    }
    return found;
}

/*
 * "Failed password for invalid user ann from 192.0.2.7 port 52614 ssh2", "Accepted publickey for … ssh2: key"
 * Only methods with a key say it behind "ssh2: "; the name may hold " from ", a port and "ssh2: ".
 */
static pm_verdict read_attempt(pm_span s, pm_event_kind kind, pm_event *out)
{
    pm_span rest;
    if (!pm_span_split(s, PM_SPAN(" for "), &out->method, &rest))
        return PM_NOT_UNDERSTOOD;
    pm_span_before(rest, PM_SPAN(" [preauth]"), &rest);
    bool has_key = pm_starts(out->method, "publickey") || pm_starts(out->method, "hostbased") || pm_starts(out->method, "gssapi");
    if (!has_key || !read_key(rest, out)) {
        if (!pm_span_before(rest, PM_SPAN(" ssh2"), &rest))
            pm_span_before(rest, PM_SPAN(" ssh1"), &rest);
        if (!read_who(rest, out))
            return PM_NOT_UNDERSTOOD;
    }
    out->unknown_user = pm_span_after(out->user, PM_SPAN("invalid user "), &out->user) ||
                        pm_span_after(out->user, PM_SPAN("illegal user "), &out->user);
    out->kind = kind;
    return PM_PARSED;
}

/* "Invalid user root from 198.51.100.7 port 22 ssh2 from 192.0.2.9 port 40666": from the right; no port before 7.3 */
static pm_verdict read_invalid(pm_span s, pm_event *out)
{
    if (!read_who(s, out)) {
        out->number = 0;
        if (!pm_span_split_last(s, PM_SPAN(" from "), &out->user, &out->client))
            return PM_NOT_UNDERSTOOD;
    }
    out->unknown_user = true;
    out->kind = PM_EV_SSH_INVALID;
    return PM_PARSED;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), rest;
    if (pm_span_after(s, PM_SPAN("Accepted "), &rest) && !pm_starts(rest, "certificate ID") && !pm_starts(rest, "key "))
        return read_attempt(rest, PM_EV_SSH_ACCEPTED, out);
    if (pm_span_after(s, PM_SPAN("Failed "), &rest))
        return read_attempt(rest, PM_EV_SSH_FAILED, out);
    if (pm_span_after(s, PM_SPAN("Invalid user "), &rest) || pm_span_after(s, PM_SPAN("Illegal user "), &rest))
        return read_invalid(rest, out);
    if (pm_starts(s, "Server listening on ") || pm_starts(s, "Received signal ") || pm_starts(s, "Received SIGHUP")) {
        out->kind = PM_EV_SERVICE;
        out->service = PM_SPAN("sshd");
        out->action = s.ptr[0] == 'S' ? PM_SPAN("start") : pm_starts(s, "Received SIGHUP") ? PM_SPAN("reload") : PM_SPAN("stop");
        out->text = s;
        return PM_PARSED;
    }
    return pm_read_pam(rec, out);
}

static const char *const known[] = {
    "Connection closed by ", "Connection reset by ", "Connection from ", "Disconnected from ", "Disconnecting",
    "Received disconnect from ", "error: ", "fatal: ", "input_userauth_request", "Postponed ", "Partial ",
    "User ", "ROOT LOGIN REFUSED", "Root login accepted", "Authentication ", "Did not receive identification",
    "Bad protocol version", "banner exchange: ", "Unable to negotiate", "probed from", "scanned from", "Bad packet length",
    "Corrupted MAC", "Protocol major", "drop connection", "exited MaxStartups", "Timeout before authentication", "Starting session",
    "Close session", "User child is on pid", "Transferred: ", "subsystem request", "reverse mapping checking", "Address ",
    "Nasty PTR record", "pam_", "PAM ", "Accepted certificate ID", "Accepted key ", "debug", "Deprecated option", "rexec line", "Set ",
    "session opened for local user", "session closed for local user", "open \"", "close \"", "opendir ", "closedir ",
    "sent status", "rename ", "remove ", "mkdir ", "refusing", "Exiting on signal", "ssh_dispatch_run_fatal", "kex_",
    "ssh_dispatch", "penalty:", "Sent ", "srclimit", NULL,
};

const pm_parser pm_parser_sshd = {
    .programs = "sshd sshd-session sshd-auth sftp-server internal-sftp",
    .pid_always = true,
    .family = PM_FAMILY_AUTH,
    .summary = "SSH logins and refusals",
    .sample = "Failed password for ann from 192.0.2.7 port 52614 ssh2",
    .parse = parse,
    .known = known,
};
