/* postfix-script: the postfix(1) command at work.  Source: conf/postfix-script.  No pid before 3.4. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    static const struct {
        const char *text, *action;
    } lines[] = {
        { "starting the Postfix mail system", "start" },
        { "stopping the Postfix mail system", "stop" },
        { "refreshing the Postfix mail system", "reload" },
        { "waiting for the Postfix mail system to terminate", "waiting" },
        { "warning: stopping the Postfix mail system with force", "stop by force" },
        { "aborting the Postfix mail system", "abort" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (pm_starts(rec->message, lines[i].text)) {
            out->kind = PM_EV_SCRIPT;
            out->action = pm_span_of(lines[i].action);
            return PM_PARSED;
        }
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = { "the Postfix mail system is", "warning: ", "fatal: ", "error: ", NULL };

const pm_parser pm_parser_postfix_script = {
    .programs = "postfix-script",
    .postfix = true,
    .family = PM_FAMILY_MAIL,
    .summary = "the postfix command: start, stop, reload",
    .sample = "refreshing the Postfix mail system",
    .parse = parse,
    .known = known,
};
