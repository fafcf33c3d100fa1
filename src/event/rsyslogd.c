/*
 * rsyslogd and its kin: the logger's own life, and the losses it admits.
 * Sources: rsyslog runtime/ratelimit.c, tools/rsyslogd.c, plugins/imuxsock; systemd journald-server.c.
 */
#include "parser.h"

static pm_verdict service(pm_span action, pm_span text, pm_event *out)
{
    out->kind = PM_EV_SERVICE;
    out->service = PM_SPAN("syslog");
    out->action = action;
    out->text = text;
    return PM_PARSED;
}

static pm_verdict loss(pm_span s, pm_span number, pm_event *out)
{
    pm_span rest;
    out->kind = PM_EV_LOG_LOSS;
    out->text = s;
    if (!pm_span_number(number, &out->number, &rest))
        out->number = 0;
    return PM_PARSED;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), head, rest;
    if (pm_span_has(s, PM_SPAN("messages lost due to rate-limiting")) || pm_span_has(s, PM_SPAN(" messages from pid "))) {
        /* "imuxsock[…]: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)", 5.x "imuxsock lost 12 messages" */
        if (pm_span_split_last(s, PM_SPAN(" messages lost"), &head, &rest) && pm_span_split_last(head, PM_SPAN(": "), &head, &rest))
            return loss(s, rest, out);
        if (pm_span_split(s, PM_SPAN(" lost "), &head, &rest))
            return loss(s, rest, out);
        return loss(s, (pm_span){ 0 }, out);
    }
    if (pm_span_has(s, PM_SPAN("begin to drop messages")) || pm_span_has(s, PM_SPAN("begins to drop messages")))
        return loss(s, (pm_span){ 0 }, out);
    if (pm_span_after(s, PM_SPAN("Suppressed "), &rest) || pm_span_after(s, PM_SPAN("Missed "), &rest) ||
        pm_span_after(s, PM_SPAN("Forwarding to syslog missed "), &rest))
        return loss(s, rest, out);
    if (pm_span_has(s, PM_SPAN("Time jumped backwards")) || pm_span_has(s, PM_SPAN("clock jumped backwards"))) {
        out->kind = PM_EV_CLOCK_STEP;
        out->text = s;
        return PM_PARSED;
    }
    if (pm_span_ends(s, PM_SPAN("] start")) || pm_starts(s, "Journal started") || pm_starts(s, "syslog-ng starting up") ||
        (pm_starts(s, "syslogd ") && pm_span_has(s, PM_SPAN(": restart"))))
        return service(PM_SPAN("start"), s, out);
    if (pm_span_has(s, PM_SPAN("exiting on signal")) || pm_starts(s, "Journal stopped") || pm_starts(s, "syslog-ng shutting down"))
        return service(PM_SPAN("stop"), s, out);
    if (pm_span_has(s, PM_SPAN("was HUPed")))
        return service(PM_SPAN("reload"), s, out);
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = { "-- MARK --", "imuxsock: ", "rsyslogd's ", "environment variable", "action ", "[origin ",
                                     "Log statistics", "File ", "Received client request", "Runtime ", "System ", "Received SIG",
                                     "Permanent journal", "ASL ", "Configuration Notice", "imjournal", "command ", "error", NULL };

const pm_parser pm_parser_rsyslogd = {
    .programs = "rsyslogd rsyslog syslogd syslog-ng systemd-journald systemd-journal journal newsyslog",
    .family = PM_FAMILY_SYSTEM,
    .summary = "the logger's own life and its admitted losses",
    .sample = "imuxsock[pid: 16854, name: logger] from <mx1:flood>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)",
    .parse = parse,
    .known = known,
};
