/* findings: each claim with its figures and lines.  Its sentences come from the catalogue, in both languages. */
#include "section.h"

#include "postmortem/model/texts.h"

static void write_figure(pm_out *o, const pm_figure *g)
{
    switch (g->type) {
    case PM_FIGURE_NUMBER: pm_out_number(o, g->name, g->number); break;
    case PM_FIGURE_REAL: pm_out_real(o, g->name, g->real, 2); break;
    case PM_FIGURE_TIME: pm_out_time(o, g->name, g->time); break;
    case PM_FIGURE_TEXT: pm_out_text(o, g->name, g->text); break;
    }
}

static void write_subject(pm_out *o, const pm_finding *x)
{
    pm_out_object(o, "subject");
    pm_out_words(o, "kind", pm_subject_name(x->subject));
    pm_out_text(o, "value", x->subject_value);
    pm_out_id(o, "host", x->host);
    pm_out_end(o);
}

static void write_attack(pm_out *o, const char *ids)
{
    pm_span rest = pm_span_of(ids);
    pm_out_list(o, "attack");
    while (rest.len)
        pm_out_text(o, NULL, pm_span_take(&rest, PM_SPAN(" ")));
    pm_out_end(o);
}

/* {"en": …, "ja": …} */
static void write_both(const pm_model_input *in, pm_out *o, const char *key, const xmlNode *sentence, const pm_finding *x)
{
    pm_arena *a = pm_arena_new();
    pm_out_object(o, key);
    pm_out_text(o, "en", pm_texts_fill(in->c, sentence, "en", x, a));
    pm_out_text(o, "ja", pm_texts_fill(in->c, sentence, "ja", x, a));
    pm_out_end(o);
    pm_arena_free(a);
}

static void write_at_least(const pm_model_input *in, pm_out *o)
{
    pm_out_object(o, NULL);
    pm_out_text(o, "en", pm_texts_message(in->texts, "finding.at_least", "en"));
    pm_out_text(o, "ja", pm_texts_message(in->texts, "finding.at_least", "ja"));
    pm_out_end(o);
}

static void write_sentences(const pm_model_input *in, pm_out *o, const char *list, const char *what, const pm_finding *x)
{
    const xmlNode *s;
    pm_out_list(o, list);
    for (size_t i = 0; (s = pm_texts_sentence(in->texts, x, what, i)) != NULL; i++)
        write_both(in, o, NULL, s, x);
    if (x->at_least && strcmp(what, "observed") == 0)
        write_at_least(in, o);
    pm_out_end(o);
}

static void write_alternatives(const pm_model_input *in, pm_out *o, const pm_finding *x)
{
    const xmlNode *s;
    pm_out_list(o, "alternatives");
    for (size_t i = 0; (s = pm_texts_sentence(in->texts, x, "alternative", i)) != NULL; i++) {
        pm_out_object(o, NULL);
        write_both(in, o, "text", s, x);
        pm_out_words(o, "state", pm_alternative_name(i < PM_STATES_MAX ? x->alternatives[i] : PM_ALTERNATIVE_UNKNOWN));
        pm_out_end(o);
    }
    pm_out_end(o);
}

/* Its number in the report; findings point to those they are made of. */
static size_t number_of(const pm_model_input *in, const pm_finding *x)
{
    size_t i = 0;
    while (i < pm_findings_count(in->findings) && pm_findings_at(in->findings, i) != x)
        i++;
    return i + 1;
}

static void write_thresholds(pm_out *o, const pm_detector *d)
{
    pm_out_object(o, "threshold");
    for (size_t i = 0; i < PM_THRESHOLDS_MAX && d->thresholds[i].name != NULL; i++)
        pm_out_real(o, d->thresholds[i].name, d->thresholds[i].value, 0);
    pm_out_end(o);
}

static void write_finding(const pm_model_input *in, pm_out *o, size_t number, const pm_finding *x)
{
    const xmlNode *title = pm_texts_sentence(in->texts, x, "title", 0), *question = pm_texts_sentence(in->texts, x, "question", 0);
    pm_out_object(o, NULL);
    pm_out_words(o, "id", x->detector->id);
    pm_out_number(o, "number", number + 1);
    pm_out_words(o, "detector", x->detector->name);
    if (title != NULL)
        write_both(in, o, "title", title, x);
    if (question != NULL)
        write_both(in, o, "question", question, x);
    pm_out_words(o, "severity", pm_severity_name(x->severity));
    pm_out_words(o, "confidence", pm_confidence_name(x->confidence));
    pm_out_list(o, "doubts");
    for (size_t i = 0; pm_doubt_name(i) != NULL; i++)
        if (x->doubts & 1u << i)
            pm_out_words(o, NULL, pm_doubt_name(i));
    pm_out_end(o);
    write_subject(o, x);
    pm_out_time(o, "from", x->from);
    pm_out_time(o, "to", x->to);
    if (x->at_least)
        pm_out_flag(o, "at_least", true);
    pm_out_object(o, "figures");
    for (size_t i = 0; i < x->n_figures; i++)
        write_figure(o, &x->figures[i]);
    pm_out_end(o);
    write_thresholds(o, x->detector);
    write_sentences(in, o, "observed", "observed", x);
    write_sentences(in, o, "inferred", "inferred", x);
    write_alternatives(in, o, x);
    write_sentences(in, o, "settle_by", "settle", x);
    write_attack(o, x->detector->attack);
    pm_out_list(o, "made_of");
    for (size_t i = 0; i < x->n_members; i++)
        pm_out_number(o, NULL, number_of(in, x->members[i]));
    pm_out_end(o);
    pm_out_list(o, "origins");
    for (size_t i = 0; i < x->n_cites; i++)
        pm_out_cite(o, NULL, x->cites[i]);
    pm_out_end(o);
    pm_out_number(o, "more_lines", x->more_lines);
    pm_out_end(o);
}

void pm_section_findings(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "findings");
    for (size_t i = 0; i < pm_findings_count(in->findings); i++)
        write_finding(in, o, i, pm_findings_at(in->findings, i));
    pm_out_end(o);
}
