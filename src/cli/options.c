#include "options.h"

#include "postmortem/base/memory.h"

#include <unistd.h>

typedef struct {
    const char *name;
    char letter;
    const char *argument, *commands, *help;
} option;

static const option options[] = {
#define PM_OPTION(name, letter, argument, commands, help) { name, letter, argument, commands, help },
#include "options.def"
#undef PM_OPTION
};
enum { N_OPTIONS = sizeof options / sizeof *options };

static const struct {
    const char *name, *arguments, *summary, *about, *codes;
} commands[] = {
#define PM_COMMAND(name, arguments, summary, about, codes) { #name, arguments, summary, about, codes },
#include "commands.def"
#undef PM_COMMAND
};

static bool is_of(const option *o, pm_command command)
{
    pm_span rest = pm_span_of(o->commands);
    while (rest.len) {
        pm_span word = pm_span_take(&rest, PM_SPAN(" "));
        if (pm_span_eq(word, PM_SPAN("*")) || pm_span_eq(word, pm_span_of(commands[command].name)))
            return true;
    }
    return false;
}

static void list_commands(FILE *to)
{
    fputs("Commands, each with its own --help; report is meant when none is named:\n", to);
    for (size_t i = 0; i < PM_COMMAND_COUNT; i++)
        fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fputs("\n", to);
}

static void list_options(FILE *to, pm_command command)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        char left[40];
        const option *o = &options[i];
        if (!is_of(o, command))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        if (o->letter)
            fprintf(to, "  -%c, %-22s %s\n", o->letter, left, o->help);
        else
            fprintf(to, "      %-22s %s\n", left, o->help);
    }
}

void pm_cli_help(FILE *to, pm_command command)
{
    fprintf(to, command == 0 ? "Usage: postmortem [%s] [options] %s\n\n" : "Usage: postmortem %s [options] %s\n\n", commands[command].name,
            commands[command].arguments);
    fprintf(to, "%s\n", commands[command].about);
    if (command == 0)
        list_commands(to);
    list_options(to, command);
    fprintf(to, "\nExit: %s.  See postmortem(1).\n", commands[command].codes);
}

static const option *find_long(pm_span name)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (pm_span_eq(name, pm_span_of(options[i].name)))
            return &options[i];
    return NULL;
}

static const option *find_letter(char c)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].letter == c)
            return &options[i];
    return NULL;
}

/* "256M" */
static bool read_size(const char *s, uint64_t *out)
{
    static const char units[] = "KMGT";
    pm_span rest;
    if (!pm_span_number(pm_span_of(s), out, &rest))
        return false;
    if (rest.len == 0)
        return true;
    const char *unit = strchr(units, rest.ptr[0] & ~0x20);
    if (rest.len != 1 || unit == NULL)
        return false;
    unsigned shift = 10u * (unsigned)(unit - units + 1);
    if (*out > UINT64_MAX >> shift)
        return false;
    *out <<= shift;
    return true;
}

static bool read_count(const char *s, uint64_t most, uint64_t *out)
{
    return pm_span_to_u64(pm_span_of(s), out) && *out >= 1 && *out <= most;
}

/* "2026-01-04T00:00:00+09:00", "2026-01-04 00:00", "2026-01-04", "@1767452400"; without an offset --tz says it. */
static pm_status read_time(const char *option_name, const char *s, const char *zone_name, int64_t *out, pm_error *err)
{
    pm_civil c = { .month = 1, .day = 1 };
    char full[48];
    uint64_t epoch;
    if (s[0] == '@' && pm_span_to_u64(pm_span_of(s + 1), &epoch)) {
        *out = (int64_t)epoch;
        return PM_OK;
    }
    size_t n = strlen(s);
    snprintf(full, sizeof full, "%s%s", s, n == 10 ? "T00:00:00" : n == 16 ? ":00" : "");
    int year, month, day, hour, minute, second, used = 0;
    if (n > 40 || sscanf(full, "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &used) != 6 || used == 0 ||
        year < 1970 || month < 1 || month > 12 || day < 1 || day > pm_days_in_month(year, month) || hour > 23 || minute > 59 || second > 60)
        return pm_fail(err, PM_E_USAGE, "--%s '%.60s' is no time; write it as 2026-01-04T00:00:00+09:00", option_name, s);
    c = (pm_civil){ .year = year, .month = (uint8_t)month, .day = (uint8_t)day, .hour = (uint8_t)hour, .minute = (uint8_t)minute,
                    .second = (uint8_t)second };
    const char *offset = full + used;
    if (offset[0] == '\0' && zone_name == NULL)
        return pm_fail(err, PM_E_USAGE, "--%s '%.60s' has no offset; add one (2026-01-04T00:00:00+09:00) or give --tz", option_name, s);
    pm_zone *z;
    pm_status st = pm_zone_open(&z, offset[0] ? offset : zone_name, err);
    if (st != PM_OK)
        return st;
    *out = pm_zone_to_utc(z, pm_civil_to_seconds(&c));
    pm_zone_close(z);
    return PM_OK;
}

static pm_status wrong_value(const option *o, const char *value, const char *what, pm_error *err)
{
    return pm_fail(err, PM_E_USAGE, "--%s '%.60s' is not %s", o->name, value, what);
}

static pm_status set_limit(pm_cli_options *c, const option *o, const char *v, pm_error *err)
{
    pm_evidence_limits *l = &c->read.limits;
    uint64_t n;
    if (strcmp(o->name, "max-bytes") == 0 || strcmp(o->name, "max-memory") == 0) {
        if (!read_size(v, &n) || n == 0)
            return wrong_value(o, v, "a size such as 512M", err);
        *(strcmp(o->name, "max-bytes") == 0 ? &l->bytes : &l->memory) = n;
        return PM_OK;
    }
    if (!read_count(v, 1000000000, &n))
        return wrong_value(o, v, "a number from 1 on", err);
    if (strcmp(o->name, "max-depth") == 0)
        l->depth = (unsigned)n;
    else
        *(strcmp(o->name, "max-members") == 0 ? &l->members : &l->ratio) = n;
    return PM_OK;
}

/* Read when all options are known: --tz may stand after them. */
typedef struct {
    const char *since, *until, *generated_at;
} times_given;

static pm_status read_times(pm_cli_options *c, const times_given *times, pm_error *err)
{
    pm_status st = PM_OK;
    if (times->since != NULL)
        st = read_time("since", times->since, c->read.zone, &c->read.since, err);
    if (st == PM_OK && times->until != NULL)
        st = read_time("until", times->until, c->read.zone, &c->read.until, err);
    if (st == PM_OK && c->read.since != PM_NO_TIME && c->read.until != PM_NO_TIME && c->read.since >= c->read.until)
        st = pm_fail(err, PM_E_USAGE, "--since is not before --until, so that no line lies between '%.60s' and '%.60s'; exchange or correct them",
                     times->since, times->until);
    if (st == PM_OK && times->generated_at != NULL)
        st = read_time("generated-at", times->generated_at, c->read.zone, &c->read.now, err);
    return st;
}

static pm_status set(pm_cli_options *c, times_given *times, const option *o, const char *v, pm_error *err)
{
    uint64_t n;
    pm_zone *z;
    if (strncmp(o->name, "max-", 4) == 0)
        return set_limit(c, o, v, err);
    switch (o->name[0]) {
    case 'o': c->output = v; return PM_OK;
    case 'q': c->quiet = true; return PM_OK;
    case 'v': c->version = true; return PM_OK;
    case 'h': c->help = true; return PM_OK;
    case 's': times->since = v; return PM_OK;
    case 'u': times->until = v; return PM_OK;
    case 'g': times->generated_at = v; return PM_OK;
    case 'y':
        if (!read_count(v, 9999, &n) || n < 1970)
            return wrong_value(o, v, "a year from 1970 on", err);
        c->read.year = (int32_t)n;
        return PM_OK;
    case 'j':
        if (o->name[1] == 's') {
            c->json = v;
            return PM_OK;
        }
        if (!read_count(v, 256, &n))
            return wrong_value(o, v, "a number from 1 to 256", err);
        c->read.jobs = (unsigned)n;
        return PM_OK;
    case 'l':
        if (strcmp(o->name, "list-parsers") == 0) {
            c->list_parsers = true;
            return PM_OK;
        }
        if (strcmp(v, "ja") != 0 && strcmp(v, "en") != 0)
            return wrong_value(o, v, "ja or en", err);
        c->lang = v;
        return PM_OK;
    default: break;
    }
    if (strcmp(o->name, "title") == 0)
        c->title = v;
    else if (strcmp(o->name, "case") == 0)
        c->stated = v;
    else if (strcmp(o->name, "templates") == 0)
        c->templates = v;
    else if (strcmp(o->name, "passphrase-file") == 0)
        c->read.passphrase_file = v;
    else if (strcmp(o->name, "tz") == 0) {
        pm_status st = pm_zone_open(&z, v, err);
        if (st != PM_OK)
            return st;
        pm_zone_close(z);
        c->read.zone = v;
    }
    return PM_OK;
}

/* One argument that begins with '-'; *i moves on when it takes the next one. */
static pm_status take_option(pm_cli_options *c, times_given *times, pm_arena *arena, int argc, char **argv, int *i, pm_error *err)
{
    const char *arg = argv[*i];
    const option *o;
    const char *value = NULL;
    if (arg[1] == '-') {
        pm_span name = pm_span_of(arg + 2), given;
        if (pm_span_split(name, PM_SPAN("="), &name, &given))
            value = pm_arena_copy(arena, given).ptr;
        o = find_long(name);
    } else {
        o = find_letter(arg[1]);
        value = arg[2] ? arg + 2 : NULL;
    }
    if (o == NULL || !is_of(o, c->command))
        return pm_fail(err, PM_E_USAGE, "the option %.60s is not known; postmortem %s --help lists them all", arg, commands[c->command].name);
    if (o->argument == NULL && value != NULL)
        return pm_fail(err, PM_E_USAGE, "--%s takes no value", o->name);
    if (o->argument != NULL && value == NULL) {
        if (*i + 1 >= argc)
            return pm_fail(err, PM_E_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->argument);
        value = argv[++*i];
    }
    return set(c, times, o, value, err);
}

/* "verify"; a file of that name is written ./verify */
static bool named_command(const char *arg, pm_command *out)
{
    for (size_t i = 0; i < PM_COMMAND_COUNT; i++)
        if (strcmp(arg, commands[i].name) == 0) {
            *out = (pm_command)i;
            return true;
        }
    return false;
}

/* What a command needs beside its options. */
static pm_status check_inputs(pm_cli_options *c, pm_error *err)
{
    const char *name = commands[c->command].name;
    if (c->command == PM_COMMAND_verify && c->read.n_inputs > 0) {
        c->case_file = *c->read.inputs++;
        c->read.n_inputs--;
    } else if (c->command == PM_COMMAND_verify) {
        return pm_fail(err, PM_E_USAGE, "no case.json: give the one to verify, and then its evidence; postmortem %s --help shows how", name);
    }
    if (c->read.n_inputs == 0)
        return pm_fail(err, PM_E_USAGE, "no input: give a log file, a folder or an archive; postmortem %s --help shows how", name);
    if (c->json != NULL && strcmp(c->json, "-") == 0 && c->output != NULL && strcmp(c->output, "-") == 0)
        return pm_fail(err, PM_E_USAGE, "-o - and --json - both want standard output; give one of them a file");
    return PM_OK;
}

static void set_defaults(pm_cli_options *c, pm_command command, int64_t now)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *c = (pm_cli_options){ .command = command, .lang = "en" };
    c->read = (pm_case_options){ .since = PM_NO_TIME, .until = PM_NO_TIME, .now = now,
                                 .jobs = processors > 0 && processors < 256 ? (unsigned)processors : 1 };
    if (command == PM_COMMAND_report) {
        c->output = "report.html";
        c->read.limits = PM_EVIDENCE_LIMITS_DEFAULT;
    }
}

pm_status pm_cli_parse(pm_cli_options *c, pm_arena *arena, int argc, char **argv, int64_t now, pm_error *err)
{
    const char **inputs = pm_arena_alloc(arena, (size_t)argc * sizeof *inputs);
    size_t n = 0;
    bool only_inputs = false;
    times_given times = { .since = NULL };
    pm_command command = PM_COMMAND_report;
    bool named = argc > 1 && named_command(argv[1], &command);
    set_defaults(c, command, now);
    for (int i = named ? 2 : 1; i < argc; i++) {
        if (!only_inputs && strcmp(argv[i], "--") == 0) {
            only_inputs = true;
        } else if (!only_inputs && argv[i][0] == '-' && argv[i][1] != '\0') {
            pm_status st = take_option(c, &times, arena, argc, argv, &i, err);
            if (st != PM_OK)
                return st;
        } else {
            inputs[n++] = argv[i];
        }
    }
    c->read.inputs = inputs;
    c->read.n_inputs = n;
    if (c->help || c->version || c->list_parsers)
        return PM_OK;
    pm_status st = read_times(c, &times, err);
    if (st == PM_OK && c->read.passphrase_file != NULL)
        st = pm_passphrases_read(arena, c->read.passphrase_file, &c->read.limits.passphrases, &c->read.limits.n_passphrases, err);
    return st == PM_OK ? check_inputs(c, err) : st;
}
