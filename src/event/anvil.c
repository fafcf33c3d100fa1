/*
 * anvil: peaks of rates and counts.  Source: src/anvil/anvil.c.
 * The event's time is the trailing one, up to ten minutes before the line's.
 */
#include "parser.h"

#include "postmortem/base/addr.h"

/*
 * "smtp:192.0.2.7", "127.0.0.1:2525:2001:db8::7": the longest suffix behind a colon that is an address.
 * A service that is an address has a port, which could pass for the beginning of an IPv6 address.
 */
static pm_span client_of(pm_span who)
{
    pm_span host, rest;
    pm_addr a;
    if (pm_span_split(who, PM_SPAN(":"), &host, &rest) && pm_addr_parse(host, &a))
        who = rest;
    for (size_t i = 0; i < who.len; i++)
        if (who.ptr[i] == ':' && pm_addr_parse(pm_span_skip(who, i + 1), &a))
            return pm_span_skip(who, i + 1);
    return (pm_span){ 0 };
}

/* "statistics: max message rate 120/60s for (smtp:192.0.2.7) at Jan  4 03:10:00" */
static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest, who;
    if (!pm_span_after(s, PM_SPAN("statistics: max "), &rest))
        return PM_NOT_UNDERSTOOD;
    if (pm_starts(rest, "cache size "))
        return PM_KNOWN;
    size_t digit = 0;
    while (digit < rest.len && !(rest.ptr[digit] >= '0' && rest.ptr[digit] <= '9'))
        digit++;
    out->stage = pm_span_trim(pm_span_first(rest, digit));
    if (!pm_span_number(pm_span_skip(rest, digit), &out->number, &rest) ||
        !pm_span_split(rest, PM_SPAN(" for ("), &(pm_span){ 0 }, &who) ||
        !pm_span_split_last(who, PM_SPAN(") at "), &who, &out->text))
        return PM_NOT_UNDERSTOOD;
    out->client = client_of(who);
    out->kind = PM_EV_PEAK;
    return PM_PARSED;
}

const pm_parser pm_parser_anvil = {
    .programs = "anvil",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "peaks of connection and message rates",
    .sample = "statistics: max message rate 120/60s for (smtp:192.0.2.7) at Jan  4 03:10:00",
    .parse = parse,
};
