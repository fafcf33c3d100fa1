/*
 * tree: the model as an XML tree, for the templates.
 *
 * An object's members are elements named by their keys, a list's items are <i>.  Lists keep their
 * first PM_TREE_ROWS items, lists inside the rows of long lists (the clients of an account) fewer, and
 * say in total="N" how many there are.  A key that is no XML name (an address, a time zone) becomes
 * <entry key="…">.  All text is in its visible form.
 */
#include "tree.h"

#include "postmortem/base/text.h"

enum {
    DEPTH = 32,
    ROWS_INSIDE = 40, /* of a list in a row of a list of a host */
};

typedef struct {
    xmlNode *node;
    bool list;
    uint64_t items;
} level;

typedef struct {
    level levels[DEPTH];
    size_t depth;
    size_t lists;      /* how many of the open levels are lists */
    size_t skipping;   /* levels open below an item that was left out */
    pm_arena *scratch;
} pm_tree_sink;

/* ---- by hand ---- */

xmlNode *pm_tree_add(xmlNode *parent, const char *name)
{
    return xmlAddChild(parent, xmlNewDocNode(parent->doc, NULL, PM_XML(name), NULL));
}

void pm_tree_text(xmlNode *n, pm_span text)
{
    if (text.len == 0)
        return;
    pm_arena *a = pm_text_is_plain(text) ? NULL : pm_arena_new();
    pm_span visible = a ? pm_text_visible(a, text) : text;
    xmlAddChild(n, xmlNewDocTextLen(n->doc, PM_XML(visible.ptr), (int)visible.len));
    pm_arena_free(a);
}

void pm_tree_set(xmlNode *n, const char *attribute, pm_span value)
{
    pm_arena *a = pm_arena_new();
    pm_span visible = pm_arena_copy(a, pm_text_visible(a, value));
    xmlNewProp(n, PM_XML(attribute), PM_XML(visible.ptr));
    pm_arena_free(a);
}

xmlNode *pm_tree_add_text(xmlNode *parent, const char *name, pm_span text)
{
    xmlNode *n = pm_tree_add(parent, name);
    pm_tree_text(n, text);
    return n;
}

xmlNode *pm_tree_add_number(xmlNode *parent, const char *name, uint64_t value)
{
    char buf[24];
    snprintf(buf, sizeof buf, "%llu", (unsigned long long)value);
    return pm_tree_add_text(parent, name, pm_span_of(buf));
}

xmlNode *pm_tree_add_time(const pm_case *c, xmlNode *parent, const char *name, int64_t t)
{
    char buf[48];
    if (t == PM_NO_TIME)
        return NULL;
    pm_zone_format(c->zone, t, 0, buf, sizeof buf);
    return pm_tree_add_text(parent, name, pm_span_of(buf));
}

const xmlNode *pm_tree_child(const xmlNode *n, const char *name)
{
    for (n = n->children; n != NULL; n = n->next)
        if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0)
            return n;
    return NULL;
}

pm_span pm_tree_text_of(const xmlNode *n)
{
    bool one = n != NULL && n->children != NULL && n->children->type == XML_TEXT_NODE && n->children->next == NULL;
    return one ? pm_span_of((const char *)n->children->content) : (pm_span){ "", 0 };
}

pm_span pm_tree_last_name(pm_span path)
{
    pm_span head, name = path;
    while (pm_span_split_last(name, PM_SPAN("!"), &head, &name) || pm_span_split_last(name, PM_SPAN("/"), &head, &name))
        ;
    return name;
}

bool pm_tree_period(const pm_case *c, pm_family family, int64_t *from, int64_t *to)
{
    bool any = false;
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_stream_info *s = pm_piece_stream(c->pieces[i]);
        if (s == NULL || s->first == PM_NO_TIME || (family != PM_FAMILY_COUNT && s->family != family))
            continue;
        *from = !any || s->first < *from ? s->first : *from;
        *to = !any || s->last > *to ? s->last : *to;
        any = true;
    }
    return any;
}

size_t pm_tree_number(const pm_model_input *in, const pm_finding *x)
{
    size_t i = 0;
    while (i < pm_findings_count(in->findings) && pm_findings_at(in->findings, i) != x)
        i++;
    return i + 1;
}

bool pm_tree_is_member(const pm_model_input *in, const pm_finding *x)
{
    for (size_t i = 0; i < pm_findings_count(in->findings); i++) {
        const pm_finding *y = pm_findings_at(in->findings, i);
        for (size_t k = 0; k < y->n_members && strncmp(y->detector->id, "PM-CASE-", 8) == 0; k++)
            if (y->members[k] == x)
                return true;
    }
    return false;
}

/* ---- the sink ---- */

static bool is_name(const char *key)
{
    bool first = (key[0] >= 'a' && key[0] <= 'z') || key[0] == '_';
    for (const char *p = key; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_' || *p == '-'))
            return false;
    return first;
}

/* The element for a value, or NULL when the list has enough. */
static xmlNode *add(pm_tree_sink *s, const char *key)
{
    level *up = &s->levels[s->depth];
    if (s->skipping)
        return NULL;
    if (up->list && up->items++ >= (s->lists > 2 ? ROWS_INSIDE : PM_TREE_ROWS))
        return NULL;
    if (key == NULL)
        return pm_tree_add(up->node, "i");
    if (is_name(key))
        return pm_tree_add(up->node, key);
    xmlNode *n = pm_tree_add(up->node, "entry");
    pm_span visible = pm_arena_copy(s->scratch, pm_text_visible(s->scratch, pm_span_of(key)));
    xmlNewProp(n, PM_XML("key"), PM_XML(visible.ptr));
    pm_arena_reset(s->scratch);
    return n;
}

static void open_level(pm_tree_sink *s, const char *key, bool list)
{
    xmlNode *n = add(s, key);
    if (n == NULL || s->depth + 1 == DEPTH) {
        s->skipping++;
        return;
    }
    s->levels[++s->depth] = (level){ .node = n, .list = list };
    s->lists += list;
}

static void on_object(void *ctx, const char *key)
{
    open_level(ctx, key, false);
}

static void on_list(void *ctx, const char *key)
{
    open_level(ctx, key, true);
}

static void on_end(void *ctx)
{
    pm_tree_sink *s = ctx;
    if (s->skipping) {
        s->skipping--;
        return;
    }
    level *l = &s->levels[s->depth--];
    if (l->list) {
        s->lists--;
        char n[24];
        snprintf(n, sizeof n, "%llu", (unsigned long long)l->items);
        xmlNewProp(l->node, PM_XML("total"), PM_XML(n));
    }
}

static void on_text(void *ctx, const char *key, pm_span value)
{
    pm_tree_sink *s = ctx;
    xmlNode *n = add(s, key);
    if (n != NULL)
        pm_tree_text(n, value);
}

static void put(pm_tree_sink *s, const char *key, const char *value)
{
    on_text(s, key, pm_span_of(value));
}

static void on_number(void *ctx, const char *key, uint64_t value)
{
    char buf[24];
    snprintf(buf, sizeof buf, "%llu", (unsigned long long)value);
    put(ctx, key, buf);
}

static void on_real(void *ctx, const char *key, double value, int decimals)
{
    char buf[64];
    snprintf(buf, sizeof buf, "%.*f", decimals, value);
    put(ctx, key, buf);
}

static void on_flag(void *ctx, const char *key, bool value)
{
    put(ctx, key, value ? "true" : "false");
}

static xmlNode *evidence_of(xmlNode *root)
{
    for (xmlNode *n = root->children; n != NULL; n = n->next)
        if (strcmp((const char *)n->name, "evidence") == 0)
            return n;
    return NULL;
}

xmlDoc *pm_model_tree(const pm_model_input *in)
{
    xmlDoc *doc = xmlNewDoc(PM_XML("1.0"));
    xmlNode *root = xmlNewDocNode(doc, NULL, PM_XML("case"), NULL);
    pm_tree_sink s = { .scratch = pm_arena_new() };
    const pm_sink sink = { &s, on_object, on_list, on_end, on_text, on_number, on_real, on_flag };
    doc->dict = xmlDictCreate(); /* names are few: each is kept once */
    xmlDocSetRootElement(doc, root);
    s.levels[0].node = root;
    pm_model_write(in, &sink);
    pm_out o = { &sink, in->c };
    pm_tree_summary(in, &o);
    pm_tree_timeline(in, &o);
    pm_arena_free(s.scratch);
    pm_tree_names(in, evidence_of(root));
    pm_tree_charts(in, root);
    pm_tree_links(in, root);
    pm_tree_cited(in, doc);
    return doc;
}
