#include "postmortem/event/event.h"

#include "parser.h"

static const pm_parser *const parsers[] = {
#define PM_PARSER(name) &pm_parser_##name,
#include "parsers.def"
#undef PM_PARSER
};
enum { N_PARSERS = sizeof parsers / sizeof *parsers, MAX_PROGRAMS = 192 };

struct pm_program {
    pm_span name;
    const pm_parser *parser; /* NULL: unknown program */
};

/* All programs of all rows; filled once, before any thread starts (pm_program_find is first called by cli/). */
static pm_program programs[MAX_PROGRAMS];
static size_t n_programs;
static const pm_program unknown_program = { PM_SPAN_INIT(""), NULL };
/* A syslog_name in front of a program name we do not know is still some Postfix. */
static const pm_program unknown_postfix = { PM_SPAN_INIT(""), NULL };
static const pm_program unnamed_postfix = { PM_SPAN_INIT("postfix"), &pm_parser_postfix_unnamed };

static void fill_programs(void)
{
    for (size_t i = 0; i < N_PARSERS; i++) {
        pm_span names = pm_span_of(parsers[i]->programs);
        while (names.len && n_programs < MAX_PROGRAMS)
            programs[n_programs++] = (pm_program){ pm_span_take(&names, PM_SPAN(" ")), parsers[i] };
    }
}

static const pm_program *find_name(pm_span name, bool postfix)
{
    for (size_t i = 0; i < n_programs; i++)
        if (programs[i].parser->postfix == postfix && pm_span_eq(programs[i].name, name))
            return &programs[i];
    return NULL;
}

pm_span pm_tag_instance(pm_span tag)
{
    size_t slash = pm_span_find_last_char(tag, '/');
    return slash == PM_NPOS ? (pm_span){ tag.ptr, 0 } : pm_span_first(tag, slash);
}

/* "postfix@-.service", "ssh.service": journalctl with-unit names the unit where the program's name would stand. */
static bool of_unit(pm_span tag, pm_span *program)
{
    if (!pm_span_before(tag, PM_SPAN(".service"), program))
        return false;
    *program = pm_span_first(*program, pm_span_find_char(*program, '@'));
    if (pm_span_eq(*program, PM_SPAN("ssh"))) /* Debian's */
        *program = PM_SPAN("sshd");
    return true;
}

const pm_program *pm_program_find(pm_span tag)
{
    if (n_programs == 0)
        fill_programs();
    (void)of_unit(tag, &tag);
    size_t slash = pm_span_find_last_char(tag, '/');
    const pm_program *p = NULL;
    if (slash != PM_NPOS && slash > 0) {
        p = find_name(pm_span_skip(tag, slash + 1), true);
        if (p == NULL && pm_span_starts(tag, PM_SPAN("postfix")))
            return &unknown_postfix;
        if (p == NULL) /* "/usr/sbin/cron" */
            p = find_name(pm_span_skip(tag, slash + 1), false);
    } else {
        p = find_name(tag, false);
        if (p == NULL && pm_span_eq(tag, PM_SPAN("postfix")))
            return &unnamed_postfix;
    }
    return p ? p : &unknown_program;
}

pm_family pm_program_family(const pm_program *p)
{
    return p == &unknown_postfix ? PM_FAMILY_MAIL : p->parser ? p->parser->family : PM_FAMILY_OTHER;
}

pm_span pm_program_name(const pm_program *p)
{
    return p->name;
}

bool pm_program_is_postfix(const pm_program *p)
{
    return p == &unknown_postfix || (p->parser && p->parser->postfix);
}

bool pm_program_needs_pid(const pm_program *p)
{
    return p->parser && p->parser->pid_always;
}

static pm_span base_name(pm_span path)
{
    size_t slash = pm_span_find_last_char(path, '/');
    return slash == PM_NPOS ? path : pm_span_skip(path, slash + 1);
}

/* A place in which whoever has a login may put a program of any name. */
static bool is_anyones(pm_span path)
{
    static const char *const folders[] = { "/home/", "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (pm_span_starts(path, pm_span_of(folders[i])))
            return true;
    return false;
}

bool pm_program_may_be(const pm_program *p, const pm_writer *w)
{
    enum { FIRST_USER = 1000, NOBODY = 65534, COMMAND_MAX = 15 };
    bool watched = pm_program_is_postfix(p) || pm_program_needs_pid(p) || pm_span_eq(p->name, PM_SPAN("sudo")) || pm_span_eq(p->name, PM_SPAN("su"));
    if (!watched)
        return true;
    if (pm_span_eq(w->command, PM_SPAN("logger")) || pm_span_eq(base_name(w->executable), PM_SPAN("logger")))
        return false;
    /* sendmail (also called mailq, newaliases …), postdrop and sudo run as the user who calls them, and so does the sshd of a session */
    if (!pm_program_needs_pid(p) || !w->has_uid || w->uid < FIRST_USER || w->uid == NOBODY)
        return true;
    return pm_span_eq(pm_span_first(p->name, COMMAND_MAX), w->command) && !is_anyones(w->executable);
}

bool pm_parser_knows(const pm_parser *parser, pm_span message)
{
    if (parser->known != NULL && message.len)
        for (const char *const *k = parser->known; *k != NULL; k++)
            if (**k == *message.ptr && pm_starts(message, *k))
                return true;
    return false;
}

pm_verdict pm_event_read(const pm_program *p, const pm_record *rec, pm_event *out)
{
    if (p->parser == NULL)
        return PM_NOT_UNDERSTOOD;
    *out = (pm_event){ .kind = PM_EV_NONE };
    pm_verdict v = p->parser->parse(rec, out);
    if (v == PM_NOT_UNDERSTOOD && pm_parser_knows(p->parser, rec->message))
        v = PM_KNOWN;
    return v;
}

bool pm_parser_list(size_t i, const char **program, const char **summary, const char **sample)
{
    if (i >= N_PARSERS)
        return false;
    *program = parsers[i]->programs;
    *summary = parsers[i]->summary;
    *sample = parsers[i]->sample;
    return true;
}
