/* saslauthd: Cyrus SASL's password checker.  Sources: saslauthd/saslauthd-main.c, lib/checkpw.c. */
#include "parser.h"

/* "do_auth         : auth failure: [user=bob] [service=smtp] [realm=…] [mech=pam] [reason=…]": keys from the right */
static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest, tail;
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    if (!pm_span_split(s, PM_SPAN("auth failure: [user="), &(pm_span){ 0 }, &rest))
        return PM_NOT_UNDERSTOOD;
    if (pm_span_split_last(rest, PM_SPAN("] [reason="), &rest, &tail))
        pm_span_before(tail, PM_SPAN("]"), &out->text);
    pm_span_split_last(rest, PM_SPAN("] [mech="), &rest, &out->method);
    if (pm_span_split_last(rest, PM_SPAN("] [remote="), &rest, &tail))
        out->client = tail;
    pm_span_split_last(rest, PM_SPAN("] [realm="), &rest, &tail);
    pm_span_split_last(rest, PM_SPAN("] [service="), &rest, &out->service);
    out->user = rest;
    out->kind = PM_EV_BACKEND_FAILED;
    return PM_PARSED;
}

static const char *const known[] = { "detach_tty", "ipc_", "server_exit", "DEBUG: ", "do_auth", "auth success", "main", "caching", NULL };

const pm_parser pm_parser_saslauthd = {
    .programs = "saslauthd",
    .family = PM_FAMILY_MAIL,
    .summary = "Cyrus SASL password checks",
    .sample = "do_auth         : auth failure: [user=bob] [service=smtp] [realm=example.com] [mech=pam] [reason=PAM auth error]",
    .parse = parse,
    .known = known,
};
