/* kernel: the host's boot; the rest is recognised and not used. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), rest;
    if (s.len && s.ptr[0] == '[' && pm_span_split(s, PM_SPAN("] "), &(pm_span){ 0 }, &rest)) /* "[    0.000000] " */
        s = rest;
    if (pm_starts(s, "Linux version ")) {
        out->kind = PM_EV_SERVICE;
        out->service = PM_SPAN("host");
        out->action = PM_SPAN("start");
        out->text = s;
        return PM_PARSED;
    }
    return PM_KNOWN;
}

const pm_parser pm_parser_kernel = {
    .programs = "kernel",
    .family = PM_FAMILY_SYSTEM,
    .summary = "the host's boot",
    .sample = "Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP",
    .parse = parse,
};
