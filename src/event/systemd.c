/* systemd: units started and stopped.  Sources: core/job.c, core/unit.c. */
#include "parser.h"

/* Which unit the words name: the log and mail services are what a case is about. */
static pm_span unit_of(pm_span s)
{
    static const struct {
        const char *words, *service;
    } units[] = {
        { "postfix", "postfix" }, { "Postfix", "postfix" },   { "rsyslog", "syslog" }, { "System Logging", "syslog" },
        { "syslog-ng", "syslog" }, { "auditd", "auditd" },     { "Security Auditing", "auditd" },
        { "dovecot", "dovecot" }, { "Dovecot", "dovecot" },   { "sshd", "sshd" },      { "OpenBSD Secure Shell", "sshd" },
        { "OpenSSH", "sshd" },     { "apt upgrade", "package" }, { "apt-daily-upgrade", "package" }, { "dnf-automatic", "package" },
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (pm_span_has(s, pm_span_of(units[i].words)))
            return pm_span_of(units[i].service);
    return (pm_span){ 0 };
}

/* "postfix@-.service: Main process exited, code=killed, status=9/KILL" */
static bool is_about_unit(pm_span s)
{
    static const char *const kinds[] = { ".service", ".socket", ".timer", ".scope", ".slice", ".mount", ".target", ".path", ".swap" };
    pm_span unit, rest;
    if (!pm_span_split(s, PM_SPAN(": "), &unit, &rest) || pm_span_find_char(unit, ' ') != PM_NPOS)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (pm_span_ends(unit, pm_span_of(kinds[i])))
            return true;
    return false;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message);
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    /* each user's own systemd says "Startup finished in 85ms.", too */
    bool booted = pm_starts(s, "Startup finished in ") && pm_span_has(s, PM_SPAN("(kernel)"));
    bool start = pm_starts(s, "Started "), stop = pm_starts(s, "Stopped "), reload = pm_starts(s, "Reloaded ");
    if (pm_starts(s, "System is rebooting") || pm_starts(s, "System is powering down") || booted) {
        out->kind = PM_EV_SERVICE;
        out->service = PM_SPAN("host");
        out->action = booted ? PM_SPAN("start") : PM_SPAN("stop");
        out->text = s;
        return PM_PARSED;
    }
    if (pm_starts(s, "Starting ") && pm_span_eq(unit_of(s), PM_SPAN("package")))
        start = true; /* a oneshot: it is over when it has started */
    if (!start && !stop && !reload)
        return is_about_unit(s) ? PM_KNOWN : PM_NOT_UNDERSTOOD;
    out->service = unit_of(s);
    if (!out->service.len)
        return PM_KNOWN;
    out->kind = PM_EV_SERVICE;
    out->action = start ? PM_SPAN("start") : stop ? PM_SPAN("stop") : PM_SPAN("reload");
    out->text = s;
    return PM_PARSED;
}

static const char *const known[] = {
    "Starting ", "Stopping ", "Finished ", "Reached target", "Failed to start", "Dependency failed", "Listening on ", "Closed ",
    "Created slice", "Removed slice", "Mounted ", "Mounting ", "Unmounted ", "Unmounting ", "Reloading", "Condition check",
    "New session ", "Session ", "Removed session ", "New seat", "Watching system", "Queued ", "Set hostname",
    "user@", "session-", "Created ", "Removed ", "pam_", "Detected ", "Startup", "Expecting device", "Found device", NULL,
};

const pm_parser pm_parser_systemd = {
    .programs = "systemd systemd-logind (systemd) systemd-shutdown",
    .family = PM_FAMILY_SYSTEM,
    .summary = "services started and stopped",
    .sample = "Started postfix.service - Postfix Mail Transport Agent.",
    .parse = parse,
    .known = known,
};
