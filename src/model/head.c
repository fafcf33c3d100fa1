/* head: what made the case, and what was asked. */
#include "section.h"

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
    pm_out_object(o, "tz");
    pm_out_words(o, "name", pm_zone_name(in->c->zone));
    pm_out_words(o, "basis", in->c->zone_basis);
    if (in->c->zone_conflict)
        pm_out_real(o, "conflict_seconds", in->c->zone_error, 0);
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
    pm_out_list(o, "thresholds");
    for (size_t i = 0; pm_detector_at(i) != NULL; i++)
        write_thresholds(in, o, pm_detector_at(i));
    pm_out_end(o);
    pm_out_end(o);
}
