/* head: what made the case, and what was asked. */
#include "section.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/text.h"

static void write_thresholds(const pm_model_input *in, pm_out *o, const pm_detector *d)
{
    for (size_t i = 0; i < PM_THRESHOLDS_MAX && d->thresholds[i].name != NULL; i++) {
        pm_out_object(o, NULL);
        pm_out_words(o, "detector", d->id);
        pm_out_words(o, "name", d->thresholds[i].name);
        pm_out_real(o, "value", d->thresholds[i].value, d->thresholds[i].value < 1 ? 8 : 0);
        char id[80];
        snprintf(id, sizeof id, "threshold.%s.%s", d->id, d->thresholds[i].name);
        pm_out_text(o, "unit", pm_texts_message(in->texts, id, "en"));
        pm_out_end(o);
    }
}

/* Where the evidence lies is nobody's business but the operator's, and changes no byte. */
static pm_span last_name(pm_span path)
{
    pm_span folder, name = path;
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return pm_span_split_last(path, PM_SPAN("/"), &folder, &name) && name.len ? name : path;
}

/*
 * Unless the zone was stated, that of the machine was looked at, and kept where it fits the evidence: to make the same bytes
 * another machine has to be of that zone, too.  Where it did not fit, UTC does not either.
 */
static void write_environment(const pm_model_input *in, pm_out *o)
{
    const char *zone = pm_zone_name(in->c->zone);
    char text[80];
    if (strcmp(in->c->zone_basis, "stated") == 0)
        return;
    snprintf(text, sizeof text, "TZ=%s", zone[0] == '+' || zone[0] == '-' ? "UTC" : zone);
    pm_out_words(o, "environment", text);
}

/* As they are named in the folder of the evidence. */
static void add_inputs(pm_buffer *b, const pm_case_options *opt)
{
    pm_buffer_add(b, PM_SPAN("--"));
    for (size_t i = 0; i < opt->n_inputs; i++) {
        pm_buffer_add_char(b, ' ');
        pm_text_shell(b, last_name(pm_span_of(opt->inputs[i])));
    }
}

/* What makes the same case again, in the folder of the evidence, behind the program's name and its outputs. */
static void write_arguments(const pm_model_input *in, pm_out *o)
{
    const pm_case_options *opt = in->c->options;
    const pm_evidence_limits usual = PM_EVIDENCE_LIMITS_DEFAULT, *l = &opt->limits;
    const struct {
        const char *name;
        uint64_t value, usual;
    } limits[] = { { "max-depth", l->depth, usual.depth }, { "max-members", l->members, usual.members }, { "max-bytes", l->bytes, usual.bytes },
                   { "max-ratio", l->ratio, usual.ratio }, { "max-memory", l->memory, usual.memory } };
    const int64_t times[] = { opt->since, opt->until, opt->now };
    static const char *const names[] = { "since", "until", "generated-at" };
    pm_buffer b = { 0 };
    if (in->title != NULL) {
        pm_buffer_add(&b, PM_SPAN("--title "));
        pm_text_shell(&b, pm_span_of(in->title));
        pm_buffer_add_char(&b, ' ');
    }
    if (in->stated != NULL) {
        pm_buffer_add(&b, PM_SPAN("--case "));
        pm_text_shell(&b, last_name(pm_span_of(pm_stated_file(in->stated))));
        pm_buffer_add_char(&b, ' ');
    }
    if (strcmp(in->c->zone_basis, "stated") == 0)
        pm_buffer_format(&b, "--tz %s ", pm_zone_name(in->c->zone));
    if (opt->year)
        pm_buffer_format(&b, "--year %d ", (int)opt->year);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i] != PM_NO_TIME) {
            char text[48];
            pm_zone_format(in->c->zone, times[i], 0, text, sizeof text);
            pm_buffer_format(&b, "--%s %s ", names[i], text);
        }
    if (opt->passphrase_file != NULL) {
        pm_buffer_add(&b, PM_SPAN("--passphrase-file "));
        pm_text_shell(&b, last_name(pm_span_of(opt->passphrase_file)));
        pm_buffer_add_char(&b, ' ');
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].value != limits[i].usual)
            pm_buffer_format(&b, "--%s %llu ", limits[i].name, (unsigned long long)limits[i].value);
    add_inputs(&b, opt);
    pm_out_text(o, "arguments", pm_buffer_span(&b));
    pm_buffer_clear(&b);
    add_inputs(&b, opt);
    pm_out_text(o, "inputs", pm_buffer_span(&b));
    pm_buffer_free(&b);
}

void pm_section_head(const pm_model_input *in, pm_out *o)
{
    const pm_case_options *opt = in->c->options;
    pm_out_words(o, "schema", "postmortem.case/1");
    pm_out_object(o, "tool");
    pm_out_words(o, "name", "postmortem");
    pm_out_words(o, "version", in->version);
    pm_out_words(o, "build", in->build);
    pm_out_end(o);

    pm_out_object(o, "options");
    if (in->title != NULL)
        pm_out_words(o, "title", in->title);
    if (in->stated != NULL)
        pm_out_sha256(o, "case_file_sha256", pm_stated_sha256(in->stated));
    pm_out_object(o, "tz");
    pm_out_words(o, "name", pm_zone_name(in->c->zone));
    pm_out_words(o, "basis", in->c->zone_basis);
    if (in->c->zone_conflict)
        pm_out_real(o, "conflict_seconds", in->c->zone_error, 0);
    if (in->c->zone_names_differ)
        pm_out_flag(o, "names_differ", true);
    pm_out_end(o);
    if (opt->year)
        pm_out_number(o, "year", (uint64_t)opt->year);
    pm_out_time(o, "since", opt->since);
    pm_out_time(o, "until", opt->until);
    pm_out_time(o, "generated_at", opt->now);
    pm_out_object(o, "limits");
    pm_out_number(o, "depth", opt->limits.depth);
    pm_out_number(o, "members", opt->limits.members);
    pm_out_number(o, "bytes", opt->limits.bytes);
    pm_out_number(o, "ratio", opt->limits.ratio);
    pm_out_number(o, "memory", opt->limits.memory);
    pm_out_end(o);
    write_environment(in, o);
    write_arguments(in, o);
    pm_out_list(o, "thresholds");
    for (size_t i = 0; pm_detector_at(i) != NULL; i++)
        write_thresholds(in, o, pm_detector_at(i));
    pm_out_end(o);
    pm_out_end(o);
}
