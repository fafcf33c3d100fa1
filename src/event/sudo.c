/*
 * sudo: commands run as another user.  Sources: lib/eventlog/eventlog.c, plugins/sudoers/logging.c.
 *
 * "   bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id"
 * The directory, the environment and the command are the caller's text.  A directory named "x ; USER=bin ;
 * COMMAND=…" fakes an earlier USER, arguments fake a later one, ENV fakes a COMMAND: several candidates ->
 * contested, and the first is shown, since arguments are the easier place.
 */
#include "parser.h"

static pm_verdict read_fields(pm_span s, pm_event *out)
{
    pm_span rest = s, value, head, tail;
    bool fields = false;
    if (pm_span_starts(rest, PM_SPAN("(command continued) "))) {
        out->command = pm_span_skip(rest, sizeof "(command continued) " - 1);
        out->text = PM_SPAN("(command continued)");
        return PM_PARSED;
    }
    /* a refusal comes first: "1 incorrect password attempt ; TTY=…" */
    if (!pm_starts(rest, "TTY=") && !pm_starts(rest, "PWD=") && !pm_starts(rest, "HOST=") && !pm_starts(rest, "USER=")) {
        if (!pm_span_split(rest, PM_SPAN(" ; "), &out->text, &rest)) {
            out->text = rest; /* "unable to resolve host x": no fields follow */
            return pm_starts(s, "unable to resolve host") || pm_span_has(s, PM_SPAN("problem with defaults")) ? PM_KNOWN
                                                                                                              : PM_NOT_UNDERSTOOD;
        }
    }
    if (pm_span_after(rest, PM_SPAN("HOST="), &value))
        pm_span_split(value, PM_SPAN(" ; "), &head, &rest);
    if (pm_span_after(rest, PM_SPAN("TTY="), &value) && pm_span_split(value, PM_SPAN(" ; "), &out->tty, &rest))
        fields = true;
    if (pm_span_after(rest, PM_SPAN("CHROOT="), &value))
        pm_span_split(value, PM_SPAN(" ; "), &head, &rest);
    if (pm_span_after(rest, PM_SPAN("PWD="), &value)) {
        fields = true;
        if (!pm_span_split(value, PM_SPAN(" ; USER="), &out->directory, &tail)) {
            out->directory = value;
            return PM_PARSED;
        }
        rest = pm_span_make(tail.ptr - 5, tail.len + 5);
    }
    if (pm_span_after(rest, PM_SPAN("USER="), &value)) {
        fields = true;
        if (pm_span_split(value, PM_SPAN(" ; COMMAND="), &head, &out->command)) {
            out->runas = pm_span_first(head, pm_span_find(head, PM_SPAN(" ; ")));
            out->contested = pm_span_has(out->command, PM_SPAN(" ; USER=")) || pm_span_has(out->directory, PM_SPAN(" ; ")) ||
                             (pm_span_has(head, PM_SPAN(" ; ENV=")) && pm_span_has(out->command, PM_SPAN(" ; COMMAND=")));
        } else { /* an unknown user: "USER=nobodyx ; " */
            out->runas = pm_span_first(value, pm_span_find(value, PM_SPAN(" ;")));
        }
    }
    return fields ? PM_PARSED : PM_NOT_UNDERSTOOD;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message), rest;
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    if (!pm_span_split(s, PM_SPAN(" : "), &out->user, &rest))
        return PM_NOT_UNDERSTOOD;
    v = read_fields(rest, out);
    out->kind = PM_EV_SUDO;
    return v;
}

static const char *const known[] = { "unable to ", "gkr-pam", "sudo: ", NULL };

const pm_parser pm_parser_sudo = {
    .programs = "sudo sudoedit",
    .family = PM_FAMILY_AUTH,
    .summary = "commands run with other rights",
    .sample = "     bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id",
    .parse = parse,
    .known = known,
};
