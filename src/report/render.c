/* render: nodes and a tree -> the page. */
#include "nodes.h"

#include "postmortem/base/memory.h"

#include <libxml/xpathInternals.h>
#include <stdlib.h>

enum { MESSAGES_DEEP = 8 };

static void nodes(pm_rendering *r, const pm_node *first);

/* ---- expressions ---- */

static xmlXPathObject *evaluate(pm_rendering *r, const pm_expression *e)
{
    xmlXPathContext *x = r->t->xpath;
    x->node = r->node;
    x->proximityPosition = r->position;
    x->contextSize = r->size;
    r->t->xpath_error[0] = '\0';
    xmlXPathObject *o = xmlXPathCompiledEval(e->compiled, x);
    if (o == NULL && r->status == PM_OK)
        r->status = pm_fail(r->err, PM_E_FORMAT, "template %s: %.200s: %.200s", e->where, e->text,
                            r->t->xpath_error[0] ? r->t->xpath_error : "cannot be evaluated");
    return o;
}

static const xmlNode *child_named(const xmlNode *n, const char *name)
{
    for (n = n->type == XML_DOCUMENT_NODE || n->type == XML_ELEMENT_NODE ? n->children : NULL; n != NULL; n = n->next)
        if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0)
            return n;
    return NULL;
}

/* Most expressions name a child that holds one text: its bytes as they lie in the tree. */
static bool plain_child(const pm_rendering *r, const pm_expression *e, pm_span *out)
{
    if (e->child == NULL)
        return false;
    const xmlNode *n = child_named(r->node, e->child);
    *out = (pm_span){ "", 0 };
    if (n == NULL || n->children == NULL)
        return true;
    if (n->children->type != XML_TEXT_NODE || n->children->next != NULL)
        return false;
    *out = pm_span_of((const char *)n->children->content);
    return true;
}

typedef struct {
    pm_span text;
    xmlChar *own;
} string;

/* buf: room for a number with separators. */
static string string_of(pm_rendering *r, const pm_expression *e, char buf[40])
{
    string s = { { "", 0 }, NULL };
    if (plain_child(r, e, &s.text)) {
        s.text = e->number ? pm_functions_number(s.text, buf) : s.text;
        return s;
    }
    xmlXPathObject *o = evaluate(r, e);
    if (o == NULL)
        return s;
    s.own = xmlXPathCastToString(o);
    s.text = pm_span_of((const char *)s.own);
    xmlXPathFreeObject(o);
    return s;
}

static void release(string *s)
{
    xmlFree(s->own);
}

static void value_text(pm_rendering *r, const pm_expression *e)
{
    char buf[40];
    string s = string_of(r, e, buf);
    pm_html_text(r->html, s.text);
    release(&s);
}

static bool truth_of(pm_rendering *r, const pm_expression *e)
{
    if (e->child != NULL && !e->number)
        return child_named(r->node, e->child) != NULL;
    xmlXPathObject *o = evaluate(r, e);
    bool yes = o != NULL && xmlXPathCastToBoolean(o);
    if (o != NULL)
        xmlXPathFreeObject(o);
    return yes;
}

/* ---- variables ---- */

static xmlXPathObject *variable(void *ctx, const xmlChar *name, const xmlChar *ns)
{
    const pm_rendering *r = ((const pm_template *)ctx)->rendering;
    for (size_t i = r->n_variables; ns == NULL && i-- > 0;)
        if (strcmp(r->variables[i].name, (const char *)name) == 0)
            return xmlXPathObjectCopy(r->variables[i].value);
    return NULL;
}

static void push(pm_rendering *r, const char *name, xmlXPathObject *value)
{
    if (value == NULL)
        return;
    if (r->n_variables == PM_VARIABLES_MAX) {
        xmlXPathFreeObject(value);
        r->status = pm_fail(r->err, PM_E_FORMAT, "templates: more than %d variables at once ($%s)", PM_VARIABLES_MAX, name);
        return;
    }
    r->variables[r->n_variables].name = name;
    r->variables[r->n_variables++].value = value;
}

static void pop_to(pm_rendering *r, size_t n)
{
    while (r->n_variables > n)
        xmlXPathFreeObject(r->variables[--r->n_variables].value);
}

/* ---- messages ---- */

static void message(pm_rendering *r, const pm_part *id)
{
    pm_buffer name = { 0 };
    string value = { { "", 0 }, NULL };
    char buf[40];
    bool found;
    for (const pm_part *p = id; p != NULL; p = p->next) {
        if (p->value != NULL) {
            release(&value);
            value = string_of(r, p->value, buf);
            pm_buffer_add(&name, value.text);
        } else {
            pm_buffer_add(&name, p->literal);
        }
    }
    const pm_node *content = pm_template_message(r->t, pm_buffer_span(&name), &found);
    if (!found) {
        pm_html_text(r->html, value.text); /* a word of the data that has no translation */
    } else if (r->depth < MESSAGES_DEEP) {
        r->depth++;
        nodes(r, content);
        r->depth--;
    }
    release(&value);
    pm_buffer_free(&name);
}

void pm_rendering_message(pm_rendering *r, pm_span id, xmlNode *at, pm_buffer *out)
{
    bool found;
    const pm_node *content = pm_template_message(r->t, id, &found);
    if (!found) {
        pm_buffer_add(out, id);
        return;
    }
    if (r->depth >= MESSAGES_DEEP)
        return;
    pm_html plain = { .plain = true };
    pm_rendering inner = *r;
    inner.html = &plain;
    inner.node = at;
    inner.depth++;
    r->t->rendering = &inner;
    nodes(&inner, content);
    r->t->rendering = r;
    r->status = inner.status;
    pm_buffer_add(out, pm_buffer_span(&plain.out));
    pm_html_free(&plain);
}

static void message_attribute(pm_rendering *r, const char *name, const pm_part *id)
{
    pm_html plain = { .plain = true }, *html = r->html;
    r->html = &plain;
    message(r, id);
    r->html = html;
    pm_html_attribute(html, name, pm_buffer_span(&plain.out));
    pm_html_free(&plain);
}

/* ---- elements ---- */

/* Nothing that came out of a log may become a link that leads out of the page. */
static bool leads_out(const char *name, pm_span value)
{
    static const char *const names[] = { "href", "src", "action", "formaction", "xlink:href", "data", "poster" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return value.len == 0 || value.ptr[0] != '#';
    return false;
}

static void value_attribute(pm_rendering *r, const char *name, const pm_expression *e)
{
    pm_span plain;
    if (!e->number && plain_child(r, e, &plain)) {
        if (plain.len && !leads_out(name, plain))
            pm_html_attribute(r->html, name, plain);
        return;
    }
    xmlXPathObject *o = evaluate(r, e);
    if (o == NULL)
        return;
    if (o->type == XPATH_BOOLEAN) {
        if (o->boolval)
            pm_html_attribute(r->html, name, PM_SPAN(""));
    } else {
        xmlChar *s = xmlXPathCastToString(o);
        pm_span value = pm_span_of((const char *)s);
        if (value.len && !leads_out(name, value))
            pm_html_attribute(r->html, name, value);
        xmlFree(s);
    }
    xmlXPathFreeObject(o);
}

static void attributes(pm_rendering *r, const pm_binding *b)
{
    for (; b != NULL; b = b->next) {
        switch (b->kind) {
        case PM_BIND_LITERAL: pm_html_attribute(r->html, b->name, b->literal); break;
        case PM_BIND_VALUE: value_attribute(r, b->name, b->value); break;
        case PM_BIND_MESSAGE: message_attribute(r, b->name, b->id); break;
        }
    }
}

static void copy(pm_rendering *r, const xmlNode *n)
{
    if (n->type == XML_TEXT_NODE) {
        pm_html_text(r->html, pm_span_of((const char *)n->content));
        return;
    }
    if (n->type != XML_ELEMENT_NODE)
        return;
    pm_html_start(r->html, (const char *)n->name);
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        pm_span value = pm_span_of(a->children ? (const char *)a->children->content : "");
        if (!leads_out((const char *)a->name, value))
            pm_html_attribute(r->html, (const char *)a->name, value);
    }
    for (const xmlNode *k = n->children; k != NULL; k = k->next)
        copy(r, k);
    pm_html_end(r->html, (const char *)n->name);
}

static void copies(pm_rendering *r, const pm_expression *e)
{
    xmlXPathObject *o = evaluate(r, e);
    if (o == NULL)
        return;
    for (int i = 0; o->type == XPATH_NODESET && o->nodesetval != NULL && i < o->nodesetval->nodeNr; i++)
        copy(r, o->nodesetval->nodeTab[i]);
    xmlXPathFreeObject(o);
}

static void content(pm_rendering *r, const pm_node *x)
{
    if (x->value != NULL) {
        value_text(r, x->value);
    } else if (x->message != NULL) {
        message(r, x->message);
    } else if (x->copy != NULL) {
        copies(r, x->copy);
    } else {
        nodes(r, x->content);
    }
}

/* The element, for the current node. */
static void instance(pm_rendering *r, const pm_node *x)
{
    size_t outer = r->n_variables;
    for (const pm_binding *b = x->variables; b != NULL; b = b->next)
        push(r, b->name, evaluate(r, b->value));
    if (r->status == PM_OK && (x->condition == NULL || truth_of(r, x->condition))) {
        if (!x->bare) {
            pm_html_start(r->html, x->name);
            attributes(r, x->attributes);
        }
        content(r, x);
        if (!x->bare)
            pm_html_end(r->html, x->name);
    }
    pop_to(r, outer);
}

static void element(pm_rendering *r, const pm_node *x)
{
    if (x->each == NULL) {
        instance(r, x);
        return;
    }
    xmlNode *node = r->node;
    int position = r->position, size = r->size;
    xmlXPathObject *o = evaluate(r, x->each);
    if (o == NULL)
        return;
    if (o->type != XPATH_NODESET && r->status == PM_OK)
        r->status = pm_fail(r->err, PM_E_FORMAT, "template %s: pm-each=\"%.200s\" is no set of nodes", x->where, x->each->text);
    r->size = o->type == XPATH_NODESET && o->nodesetval ? o->nodesetval->nodeNr : 0;
    for (int i = 0; i < r->size && r->status == PM_OK; i++) {
        r->node = o->nodesetval->nodeTab[i];
        r->position = i + 1;
        instance(r, x);
    }
    r->node = node;
    r->position = position;
    r->size = size;
    xmlXPathFreeObject(o);
}

static void nodes(pm_rendering *r, const pm_node *first)
{
    for (const pm_node *n = first; n != NULL && r->status == PM_OK; n = n->next) {
        switch (n->kind) {
        case PM_NODE_TEXT: pm_html_text(r->html, n->text); break;
        case PM_NODE_RAW: pm_html_raw(r->html, n->text); break;
        case PM_NODE_ELEMENT: element(r, n); break;
        case PM_NODE_VALUE: value_text(r, n->value); break;
        }
    }
}

pm_status pm_template_render(pm_template *t, xmlDoc *tree, pm_html *h, pm_error *err)
{
    pm_rendering r = { .t = t, .html = h, .err = err, .node = (xmlNode *)tree, .position = 1, .size = 1 };
    t->rendering = &r;
    t->xpath->doc = tree;
    xmlXPathRegisterVariableLookup(t->xpath, variable, t);
    push(&r, "lang", xmlXPathNewCString(t->lang));
    push(&r, "style_hash", xmlXPathNewCString(t->style_hash));
    push(&r, "script_hash", xmlXPathNewCString(t->script_hash));
    pm_html_doctype(h);
    nodes(&r, t->page);
    pm_html_text(h, PM_SPAN("\n"));
    pop_to(&r, 0);
    t->rendering = NULL;
    return r.status;
}
