/*
 * tree: the model as an XML tree, for the templates.
 *
 * An object's members are elements named by their keys, a list's items are <i>.  Lists keep their
 * first PM_TREE_ROWS items and say in total="N" how many there are.  A key that is no XML name (an
 * address, a time zone) becomes <entry key="…">.  All text is in its visible form.
 */
#include "tree.h"

#include "postmortem/base/text.h"

enum { DEPTH = 32 };

typedef struct {
    xmlNode *node;
    bool list;
    uint64_t items;
} level;

struct pm_tree_sink {
    level levels[DEPTH];
    size_t depth;
    size_t skipping;   /* levels open below an item that was left out */
    pm_arena *scratch;
};

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
    if (up->list && up->items++ >= PM_TREE_ROWS)
        return NULL;
    if (key == NULL)
        return xmlNewChild(up->node, NULL, BAD_CAST "i", NULL);
    if (is_name(key))
        return xmlNewChild(up->node, NULL, BAD_CAST key, NULL);
    xmlNode *n = xmlNewChild(up->node, NULL, BAD_CAST "entry", NULL);
    pm_span visible = pm_arena_copy(s->scratch, pm_text_visible(s->scratch, pm_span_of(key)));
    xmlNewProp(n, BAD_CAST "key", BAD_CAST visible.ptr);
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
        char n[24];
        snprintf(n, sizeof n, "%llu", (unsigned long long)l->items);
        xmlNewProp(l->node, BAD_CAST "total", BAD_CAST n);
    }
}

static void on_text(void *ctx, const char *key, pm_span value)
{
    pm_tree_sink *s = ctx;
    xmlNode *n = add(s, key);
    if (n == NULL)
        return;
    pm_span visible = pm_text_visible(s->scratch, value);
    xmlAddChild(n, xmlNewTextLen(BAD_CAST visible.ptr, (int)visible.len));
    pm_arena_reset(s->scratch);
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

xmlDoc *pm_model_tree(const pm_model_input *in)
{
    xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = xmlNewDocNode(doc, NULL, BAD_CAST "case", NULL);
    pm_tree_sink s = { .scratch = pm_arena_new() };
    const pm_sink sink = { &s, on_object, on_list, on_end, on_text, on_number, on_real, on_flag };
    xmlDocSetRootElement(doc, root);
    s.levels[0].node = root;
    pm_model_write(in, &sink);
    pm_arena_free(s.scratch);
    return doc;
}
