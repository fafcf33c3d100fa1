/*
 * demo_parser: the example to copy.  A parser for an invented daemon, `doord`, which logs
 *
 *     doord[7]: opened door north for ann from 192.0.2.7
 *     doord[7]: refused ann at door north
 *     doord[7]: hinge oiled
 *
 * To make one of your own: copy this file to src/event/<name>.c, rename the value at its end to
 * pm_parser_<name>, add the row PM_PARSER(<name>) to src/event/parsers.def, and write the table of
 * lines that test_demo_parser.c shows.  Nothing else needs to know.
 */
#include "parser.h"

/* "opened door north for ann from 192.0.2.7": the name is a stranger's text and may hold " from ", so from the right */
static pm_verdict read_opened(pm_span s, pm_event *out)
{
    pm_span who;
    if (!pm_span_split(s, PM_SPAN(" for "), &out->service, &who) || !pm_span_split_last(who, PM_SPAN(" from "), &out->user, &out->client))
        return PM_NOT_UNDERSTOOD;
    out->kind = PM_EV_MAILBOX_LOGIN; /* one of PM_EVENT_LIST in event.h, which says what its fields mean */
    return PM_PARSED;
}

/* Reads rec->message alone; *out comes zeroed.  Spans point into the line: nothing is copied. */
static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span rest;
    if (pm_span_after(rec->message, PM_SPAN("opened door "), &rest))
        return read_opened(rest, out);
    return PM_NOT_UNDERSTOOD;
}

/* Recognised and not used: counted as such, not shown as "could not be read". */
static const char *const known[] = { "hinge ", "refused ", NULL };

const pm_parser pm_parser_demo = {
    .programs = "doord",
    .family = PM_FAMILY_OTHER,
    .summary = "doors opened",
    .sample = "opened door north for ann from 192.0.2.7",
    .parse = parse,
    .known = known,
};
