/* clock_daemon: ntpd, chronyd, timesyncd: when the clock was set. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message);
    if (pm_span_has(s, PM_SPAN("clock wrong by")) || pm_span_has(s, PM_SPAN("time reset")) || pm_span_has(s, PM_SPAN("step time server")) ||
        pm_span_has(s, PM_SPAN("clock was stepped")) || pm_starts(s, "Initial clock synchronization") || pm_starts(s, "time stepped by")) {
        out->kind = PM_EV_CLOCK_STEP;
        out->text = s;
        return PM_PARSED;
    }
    return PM_KNOWN;
}

const pm_parser pm_parser_clock_daemon = {
    .programs = "ntpd ntpdate chronyd systemd-timesyncd ntp",
    .family = PM_FAMILY_SYSTEM,
    .summary = "the clock was set",
    .sample = "System clock wrong by 61.812345 seconds",
    .parse = parse,
};
