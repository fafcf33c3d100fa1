#include "postmortem/model/texts.h"

#include "postmortem/base/baked.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <unistd.h>

struct pm_texts {
    xmlDoc *doc;
};

pm_status pm_texts_open(pm_texts **out, const char *dir, pm_error *err)
{
    enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING };
    xmlDoc *doc;
    char path[4096] = "text.xml";
    *out = NULL;
    if (dir != NULL)
        snprintf(path, sizeof path, "%s/text.xml", dir);
    if (dir != NULL && access(path, F_OK) == 0) {
        doc = xmlReadFile(path, NULL, OPTIONS);
    } else { /* as for each template: the folder need hold only what it changes */
        pm_span s = pm_baked("text.xml");
        doc = xmlReadMemory(s.ptr, (int)s.len, path, NULL, OPTIONS);
    }
    if (doc == NULL) {
        const xmlError *e = xmlGetLastError();
        return pm_fail(err, PM_E_FORMAT, "%.300s, line %d: %.200s", path, e ? e->line : 0, e && e->message ? e->message : "cannot be read");
    }
    pm_texts *t = pm_alloc(sizeof *t);
    t->doc = doc;
    *out = t;
    return PM_OK;
}

void pm_texts_free(pm_texts *t)
{
    if (t == NULL)
        return;
    xmlFreeDoc(t->doc);
    free(t);
}

static bool is_named(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static pm_span attribute(const xmlNode *n, const char *name)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, name) == 0 && a->children != NULL)
            return pm_span_of((const char *)a->children->content);
    return (pm_span){ 0 };
}

/* The <finding> or <msg> with an id. */
static const xmlNode *with_id(const pm_texts *t, const char *element, const char *id)
{
    for (const xmlNode *n = xmlDocGetRootElement(t->doc)->children; n != NULL; n = n->next)
        if (is_named(n, element) && pm_span_eq(attribute(n, "id"), pm_span_of(id)))
            return n;
    return NULL;
}

static pm_span in_language(const xmlNode *sentence, const char *lang)
{
    for (const xmlNode *n = sentence->children; n != NULL; n = n->next)
        if (is_named(n, lang) && n->children != NULL)
            return pm_span_of((const char *)n->children->content);
    return (pm_span){ 0 };
}

pm_span pm_texts_message(const pm_texts *t, const char *id, const char *lang)
{
    const xmlNode *n = with_id(t, "msg", id);
    return n ? in_language(n, lang) : (pm_span){ 0 };
}

/* "name": the finding has it; "!name": it has not; no condition: always. */
static bool holds(pm_span condition, pm_span *name, bool *wanted)
{
    *wanted = !pm_span_after(condition, PM_SPAN("!"), name);
    if (*wanted)
        *name = condition;
    return condition.len == 0;
}

static bool applies(const xmlNode *n, const pm_finding *x)
{
    pm_span name;
    bool wanted, has_figure = false;
    if (!holds(attribute(n, "variant"), &name, &wanted) && pm_span_eq(name, pm_span_of(x->variant)) != wanted)
        return false;
    if (holds(attribute(n, "figure"), &name, &wanted))
        return true;
    for (size_t i = 0; i < x->n_figures; i++)
        has_figure = has_figure || pm_span_eq(name, pm_span_of(x->figures[i].name));
    return has_figure == wanted;
}

const xmlNode *pm_texts_sentence(const pm_texts *t, const pm_finding *x, const char *what, size_t i)
{
    const xmlNode *finding = with_id(t, "finding", x->detector->id);
    for (const xmlNode *n = finding ? finding->children : NULL; n != NULL; n = n->next)
        if (is_named(n, what) && applies(n, x) && i-- == 0)
            return n;
    return NULL;
}

pm_span pm_text_number(pm_arena *a, uint64_t n)
{
    char digits[24], out[32];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    size_t w = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[w++] = ',';
        out[w++] = digits[i];
    }
    return pm_arena_copy(a, pm_span_make(out, w));
}

pm_span pm_text_time(pm_arena *a, const pm_zone *zone, int64_t t)
{
    char buf[48];
    pm_zone_format(zone, t, 0, buf, sizeof buf);
    return pm_arena_format(a, "%.10s %.8s %s", buf, buf + 11, buf + 19);
}

static pm_span figure_text(const pm_case *c, pm_arena *a, const pm_figure *g)
{
    switch (g->type) {
    case PM_FIGURE_NUMBER: return pm_text_number(a, g->number);
    case PM_FIGURE_REAL: return pm_arena_format(a, "%.2f", g->real);
    case PM_FIGURE_TIME: return pm_text_time(a, c->zone, g->time);
    default: return pm_text_visible(a, g->text);
    }
}

/* "line|lines": the word for one, or for another number */
static pm_span number_form(const pm_finding *x, pm_span name, pm_span forms)
{
    pm_span one, many;
    if (!pm_span_split(forms, PM_SPAN("|"), &one, &many))
        return forms;
    for (size_t i = 0; i < x->n_figures; i++)
        if (pm_span_eq(name, pm_span_of(x->figures[i].name)) && x->figures[i].type == PM_FIGURE_NUMBER && x->figures[i].number == 1)
            return one;
    return many;
}

static pm_span placeholder(const pm_case *c, pm_arena *a, const pm_finding *x, pm_span name)
{
    pm_span forms;
    if (pm_span_split(name, PM_SPAN("|"), &name, &forms))
        return number_form(x, name, forms);
    if (pm_span_eq(name, PM_SPAN("subject")))
        return pm_text_visible(a, x->subject_value);
    if (pm_span_eq(name, PM_SPAN("from")))
        return pm_text_time(a, c->zone, x->from);
    if (pm_span_eq(name, PM_SPAN("to")))
        return pm_text_time(a, c->zone, x->to);
    for (size_t i = 0; i < x->n_figures; i++)
        if (pm_span_eq(name, pm_span_of(x->figures[i].name)))
            return figure_text(c, a, &x->figures[i]);
    return PM_SPAN("–"); /* not determinable for this finding */
}

pm_span pm_texts_fill(const pm_case *c, const xmlNode *sentence, const char *lang, const pm_finding *x, pm_arena *arena)
{
    pm_span rest = in_language(sentence, lang), head, name;
    pm_buffer out = { 0 };
    while (pm_span_split(rest, PM_SPAN("{"), &head, &rest)) {
        pm_buffer_add(&out, head);
        if (!pm_span_split(rest, PM_SPAN("}"), &name, &rest))
            break;
        pm_buffer_add(&out, placeholder(c, arena, x, name));
    }
    pm_buffer_add(&out, rest);
    pm_span filled = pm_arena_copy(arena, pm_buffer_span(&out));
    pm_buffer_free(&out);
    return filled;
}
