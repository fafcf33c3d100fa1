/* compile: template files -> nodes with compiled expressions.  What is wrong with a template is said here. */
#include "nodes.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/sha256.h"

#include <libxml/xpathInternals.h>
#include <stdlib.h>

typedef struct {
    pm_template *t;
    const char *file;
    bool message;  /* inside a message: {…} in text is an expression */
    bool pre;      /* white space counts */
    pm_status status;
    pm_error *err;
} compiler;

static const char *keep(compiler *c, const char *s)
{
    return pm_arena_copy(c->t->arena, pm_span_of(s)).ptr;
}

static const char *place(compiler *c, const xmlNode *n)
{
    return pm_arena_format(c->t->arena, "%s, line %ld", c->file, xmlGetLineNo(n)).ptr;
}

static void wrong(compiler *c, const char *where, const char *what, const char *about)
{
    if (c->status == PM_OK)
        c->status = pm_fail(c->err, PM_E_FORMAT, "template %s: %.200s: %.200s", where, about, what);
}

static const char *attribute_of(const xmlNode *n, const char *name)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children && a->children->content ? (const char *)a->children->content : "";
    return NULL;
}

/* ---- expressions ---- */

static bool is_child_name(const char *s)
{
    if (!((*s >= 'a' && *s <= 'z') || *s == '_'))
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_'))
            return false;
    return true;
}

/* "num(messages)" -> "messages" */
static const char *counted_child(compiler *c, const char *text)
{
    pm_span s;
    if (!pm_span_after(pm_span_of(text), PM_SPAN("num("), &s) || !pm_span_before(s, PM_SPAN(")"), &s))
        return NULL;
    const char *name = pm_arena_copy(c->t->arena, s).ptr;
    return is_child_name(name) ? name : NULL;
}

static pm_expression *expression(compiler *c, const char *text, const char *where)
{
    pm_expression *e = pm_arena_zalloc(c->t->arena, sizeof *e);
    c->t->xpath_error[0] = '\0';
    e->text = keep(c, text);
    e->where = where;
    e->child = is_child_name(e->text) ? e->text : counted_child(c, e->text);
    e->number = e->child != NULL && e->child != e->text;
    e->compiled = xmlXPathCtxtCompile(c->t->xpath, PM_XML(text));
    e->next = c->t->expressions;
    c->t->expressions = e;
    if (e->compiled == NULL)
        wrong(c, where, c->t->xpath_error[0] ? c->t->xpath_error : "is no XPath expression", text);
    return e;
}

/* "severity.{severity}" -> its pieces. */
static pm_part *parts(compiler *c, pm_span text, const char *where)
{
    pm_part *first = NULL, **end = &first;
    while (text.len) {
        pm_part *p = *end = pm_arena_zalloc(c->t->arena, sizeof *p);
        end = &p->next;
        pm_span inside;
        if (text.ptr[0] != '{') {
            size_t n = pm_span_find_char(text, '{');
            p->literal = pm_arena_copy(c->t->arena, pm_span_first(text, n));
            text = n == PM_NPOS ? (pm_span){ 0 } : pm_span_skip(text, n);
        } else if (pm_span_split(pm_span_skip(text, 1), PM_SPAN("}"), &inside, &text)) {
            p->value = expression(c, pm_arena_copy(c->t->arena, inside).ptr, where);
        } else {
            wrong(c, where, "a { has no }", pm_arena_copy(c->t->arena, text).ptr);
            break;
        }
    }
    return first;
}

static pm_part *message_id(compiler *c, const char *id, const char *where)
{
    bool found;
    pm_part *p = parts(c, pm_span_of(id), where);
    if (p == NULL || (p->next == NULL && p->value == NULL && (pm_template_message(c->t, p->literal, &found), !found)))
        wrong(c, where, "there is no such message in text.xml", id);
    return p;
}

/* ---- text ---- */

static bool is_blank(pm_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\n' && s.ptr[i] != '\t' && s.ptr[i] != '\r')
            return false;
    return true;
}

/* Indentation between elements is for the template's reader only. */
static pm_span squeezed(const compiler *c, pm_span s)
{
    if (c->pre || !is_blank(s))
        return s;
    return pm_span_find_char(s, '\n') != PM_NPOS ? PM_SPAN("\n") : PM_SPAN(" ");
}

static pm_node **add_text(compiler *c, const xmlNode *n, pm_node **end)
{
    pm_span s = pm_span_of((const char *)n->content);
    if (!c->message) {
        pm_node *x = *end = pm_arena_zalloc(c->t->arena, sizeof *x);
        *x = (pm_node){ .kind = PM_NODE_TEXT, .text = pm_arena_copy(c->t->arena, squeezed(c, s)) };
        return &x->next;
    }
    for (pm_part *p = parts(c, s, place(c, n)); p != NULL; p = p->next) {
        pm_node *x = *end = pm_arena_zalloc(c->t->arena, sizeof *x);
        *x = (pm_node){ .kind = p->value ? PM_NODE_VALUE : PM_NODE_TEXT, .text = p->literal, .value = p->value };
        end = &x->next;
    }
    return end;
}

/* ---- elements ---- */

static pm_node *compile_list(compiler *c, const xmlNode *first);
static pm_node *compile_element(compiler *c, const xmlNode *n);

/* Scripts and styles come from files of ours; handlers and style attributes would break the page's own policy. */
static bool is_forbidden(const char *attribute)
{
    return strncmp(attribute, "on", 2) == 0 || strcmp(attribute, "style") == 0 || strcmp(attribute, "srcdoc") == 0;
}

static void add_binding(compiler *c, pm_node *x, pm_binding **list, pm_bind_kind kind, const char *name, const char *value)
{
    const char *where = x->where;
    pm_binding *b = pm_arena_zalloc(c->t->arena, sizeof *b);
    b->kind = kind;
    b->name = keep(c, name);
    if (list == &x->attributes && is_forbidden(name))
        wrong(c, where, "the report's policy does not allow this attribute", name);
    if (kind == PM_BIND_LITERAL)
        b->literal = pm_arena_copy(c->t->arena, pm_span_of(value));
    else if (kind == PM_BIND_VALUE)
        b->value = expression(c, value, where);
    else
        b->id = message_id(c, value, where);
    while (*list != NULL)
        list = &(*list)->next;
    *list = b;
}

static const xmlNode *element_with_id(const xmlNode *n, const char *id)
{
    for (; n != NULL; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        const char *own = attribute_of(n, "id");
        const xmlNode *found = own && strcmp(own, id) == 0 ? n : element_with_id(n->children, id);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static const xmlNode *element_named(const xmlNode *n, const char *name)
{
    for (; n != NULL; n = n->next)
        if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0)
            return n;
    return NULL;
}

/* What "file" or "file#id" names: the body, or the element. */
static const xmlNode *target_of(compiler *c, const char *file, const char *id, const char *where, const char *what)
{
    xmlDoc *doc;
    pm_status st = pm_files_document(c->t->files, file, &doc, c->err);
    if (st != PM_OK) {
        c->status = c->status == PM_OK ? st : c->status;
        return NULL;
    }
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *n = id ? element_with_id(root, id) : root ? element_named(root->children, "body") : NULL;
    if (n == NULL)
        wrong(c, where, id ? "the file holds no such element" : "the file has no body", what);
    return n;
}

/* The id names the pattern, not its many copies. */
static void drop_id(pm_node *x)
{
    pm_binding **b = &x->attributes;
    while (*b != NULL && strcmp((*b)->name, "id") != 0)
        b = &(*b)->next;
    if (*b != NULL)
        *b = (*b)->next;
}

static pm_node *compile_fragment(compiler *c, const char *what, bool whole, const char *where)
{
    pm_span file, id = { 0 };
    for (pm_fragment *f = c->t->fragments; f != NULL; f = f->next)
        if (strcmp(f->key, what) == 0 && f->whole == whole) {
            if (f->compiling)
                wrong(c, where, "it includes itself", what);
            return f->nodes;
        }
    pm_fragment *f = pm_arena_zalloc(c->t->arena, sizeof *f);
    *f = (pm_fragment){ .key = keep(c, what), .whole = whole, .compiling = true, .next = c->t->fragments };
    c->t->fragments = f;
    if (!pm_span_split(pm_span_of(what), PM_SPAN("#"), &file, &id))
        file = pm_span_of(what);
    compiler inner = *c;
    inner.file = pm_arena_copy(c->t->arena, file).ptr;
    inner.message = inner.pre = false;
    const xmlNode *n = target_of(&inner, inner.file, id.len ? pm_arena_copy(c->t->arena, id).ptr : NULL, where, what);
    if (n != NULL)
        f->nodes = whole ? compile_element(&inner, n) : compile_list(&inner, n->children);
    if (whole && f->nodes != NULL)
        drop_id(f->nodes);
    c->status = inner.status;
    f->compiling = false;
    return f->nodes;
}

/* The style sheet and the script: taken as they are, and known by their hash. */
static pm_node *compile_raw(compiler *c, const char *file, const char *element, const char *where)
{
    pm_span text;
    unsigned char hash[PM_SHA256_SIZE];
    char base64[48];
    bool style = strcmp(element, "style") == 0;
    pm_status st = pm_files_text(c->t->files, file, &text, c->err);
    if (st != PM_OK) {
        c->status = c->status == PM_OK ? st : c->status;
        return NULL;
    }
    if (pm_span_has_nocase(text, PM_SPAN("</style")) || pm_span_has_nocase(text, PM_SPAN("</script")) ||
        pm_span_has(text, PM_SPAN("<!--")) || pm_span_find_char(text, '\r') != PM_NPOS)
        wrong(c, where, "holds </style, </script, <!-- or a carriage return, which would end or change it", file);
    pm_sha256_of(text, hash);
    pm_sha256_base64(hash, base64);
    snprintf(style ? c->t->style_hash : c->t->script_hash, sizeof c->t->style_hash, "'sha256-%s'", base64);
    pm_node *x = pm_arena_zalloc(c->t->arena, sizeof *x);
    *x = (pm_node){ .kind = PM_NODE_RAW, .text = text };
    return x;
}

static void compile_attribute(compiler *c, pm_node *x, const xmlNode *n, const xmlAttr *a)
{
    const char *name = (const char *)a->name, *value = a->children && a->children->content ? (const char *)a->children->content : "";
    char other[128];
    if (strncmp(name, "pm-", 3) != 0) {
        snprintf(other, sizeof other, "pm-attr-%.100s", name);
        bool replaced = attribute_of(n, other) != NULL;
        snprintf(other, sizeof other, "pm-msg-%.100s", name);
        if (!replaced && attribute_of(n, other) == NULL)
            add_binding(c, x, &x->attributes, PM_BIND_LITERAL, name, value);
    } else if (strncmp(name, "pm-attr-", 8) == 0) {
        add_binding(c, x, &x->attributes, PM_BIND_VALUE, name + 8, value);
    } else if (strncmp(name, "pm-msg-", 7) == 0) {
        add_binding(c, x, &x->attributes, PM_BIND_MESSAGE, name + 7, value);
    } else if (strncmp(name, "pm-let-", 7) == 0) {
        add_binding(c, x, &x->variables, PM_BIND_VALUE, name + 7, value);
    } else if (strcmp(name, "pm-each") == 0) {
        x->each = expression(c, value, x->where);
    } else if (strcmp(name, "pm-if") == 0) {
        x->condition = expression(c, value, x->where);
    } else if (strcmp(name, "pm-text") == 0) {
        x->value = expression(c, value, x->where);
    } else if (strcmp(name, "pm-msg") == 0) {
        x->message = message_id(c, value, x->where);
    } else if (strcmp(name, "pm-copy") == 0) {
        x->copy = expression(c, value, x->where);
    } else if (strcmp(name, "pm-bare") == 0) {
        x->bare = true;
    } else if (strcmp(name, "pm-include") != 0 && strcmp(name, "pm-use") != 0) {
        wrong(c, x->where, "is no attribute of templates", name);
    }
}

static pm_node *compile_element(compiler *c, const xmlNode *n)
{
    pm_node *x = pm_arena_zalloc(c->t->arena, sizeof *x);
    const char *include = attribute_of(n, "pm-include"), *use = attribute_of(n, "pm-use");
    x->kind = PM_NODE_ELEMENT;
    x->name = keep(c, (const char *)n->name);
    x->where = place(c, n);
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        compile_attribute(c, x, n, a);
    bool raw = strcmp(x->name, "style") == 0 || strcmp(x->name, "script") == 0;
    if (raw && (include == NULL || x->value || x->message || x->copy))
        wrong(c, x->where, "takes its content from a file only: pm-include", x->name);
    else if (raw)
        x->content = compile_raw(c, include, x->name, x->where);
    else if (use != NULL) {
        x->bare = true;
        x->content = compile_fragment(c, use, true, x->where);
    } else if (include != NULL) {
        x->content = compile_fragment(c, include, false, x->where);
    } else if (!x->value && !x->message && !x->copy) {
        compiler inner = *c;
        inner.pre = c->pre || strcmp(x->name, "pre") == 0;
        x->content = compile_list(&inner, n->children);
        c->status = inner.status;
    }
    return x;
}

static pm_node *compile_list(compiler *c, const xmlNode *first)
{
    pm_node *list = NULL, **end = &list;
    for (const xmlNode *n = first; n != NULL && c->status == PM_OK; n = n->next) {
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
            end = add_text(c, n, end);
        } else if (n->type == XML_ELEMENT_NODE) {
            *end = compile_element(c, n);
            end = &(*end)->next;
        } else if (n->type == XML_ENTITY_REF_NODE) {
            wrong(c, place(c, n), "entities are not known here; write the character", (const char *)n->name);
        }
    }
    return list;
}

/* ---- messages ---- */

const pm_node *pm_template_message(const pm_template *t, pm_span id, bool *found)
{
    uint32_t known = pm_intern_count(t->ids);
    pm_id i = pm_intern_add(t->ids, id);
    *found = i < known && i < t->n_messages && t->messages[i] != NULL;
    return *found ? t->messages[i] : NULL;
}

/* Ids first: a message may name another one. */
static void name_messages(compiler *c, const xmlNode *root)
{
    pm_node nothing = { .kind = PM_NODE_TEXT };
    size_t cap = 0;
    for (const xmlNode *n = root->children; n != NULL; n = n->next) {
        const char *id = n->type == XML_ELEMENT_NODE ? attribute_of(n, "id") : NULL;
        if (id == NULL || strcmp((const char *)n->name, "msg") != 0)
            continue;
        pm_id i = pm_intern_add(c->t->ids, pm_span_of(id));
        if (i < c->t->n_messages) {
            wrong(c, place(c, n), "this id stands twice", id);
            return;
        }
        c->t->messages = pm_array_grow(c->t->messages, &cap, i + 1, sizeof *c->t->messages);
        while (c->t->n_messages <= i)
            c->t->messages[c->t->n_messages++] = NULL;
        c->t->messages[i] = pm_arena_zalloc(c->t->arena, sizeof nothing);
        *c->t->messages[i] = nothing;
    }
}

static void compile_messages(compiler *c, const xmlNode *root)
{
    name_messages(c, root);
    for (const xmlNode *n = root->children; n != NULL && c->status == PM_OK; n = n->next) {
        const char *id = n->type == XML_ELEMENT_NODE ? attribute_of(n, "id") : NULL;
        if (id == NULL || strcmp((const char *)n->name, "msg") != 0)
            continue;
        const xmlNode *text = element_named(n->children, c->t->lang);
        if (text == NULL)
            wrong(c, place(c, n), "has no text in this language", id);
        else
            c->t->messages[pm_intern_add(c->t->ids, pm_span_of(id))]->next = compile_list(c, text->children);
    }
}

/* ---- the whole ---- */

/* libxml2 tells a code; its sentences go to its own standard error only. */
static const char *said_of(int code)
{
    switch (code - XML_XPATH_EXPRESSION_OK + XPATH_EXPRESSION_OK) {
    case XPATH_UNFINISHED_LITERAL_ERROR: return "a quoted text has no end";
    case XPATH_UNDEF_VARIABLE_ERROR: return "there is no such variable";
    case XPATH_INVALID_PREDICATE_ERROR: return "what stands in [ ] is no condition";
    case XPATH_UNCLOSED_ERROR: return "a ( or [ is not closed";
    case XPATH_UNKNOWN_FUNC_ERROR: return "there is no such function";
    case XPATH_INVALID_TYPE: return "a value is of the wrong kind";
    case XPATH_INVALID_ARITY: return "a function has too few or too many arguments";
    default: return "is no XPath expression";
    }
}

#if LIBXML_VERSION >= 21200
static void on_xpath_error(void *user, const xmlError *e)
#else
static void on_xpath_error(void *user, xmlError *e)
#endif
{
    pm_template *t = user;
    if (t->xpath_error[0] == '\0') /* the first one is the cause of the others */
        snprintf(t->xpath_error, sizeof t->xpath_error, "%s", said_of(e ? e->code : 0));
}

/* A few complaints go to standard error past the context's own handler; the sentence is ours to write. */
static void say_nothing(void *ctx, const char *fmt, ...)
{
    (void)ctx;
    (void)fmt;
}

static pm_status compile_all(pm_template *t, const char *page, pm_error *err)
{
    compiler c = { .t = t, .file = "text.xml", .message = true, .err = err };
    xmlDoc *doc;
    c.status = pm_files_document(t->files, c.file, &doc, err);
    if (c.status == PM_OK)
        compile_messages(&c, xmlDocGetRootElement(doc));
    if (c.status == PM_OK)
        c.status = pm_files_document(t->files, page, &doc, err);
    c.file = page;
    c.message = false;
    if (c.status == PM_OK)
        t->page = compile_element(&c, xmlDocGetRootElement(doc));
    return c.status;
}

pm_status pm_template_open(pm_template **out, const char *dir, const char *page, const char *lang, pm_error *err)
{
    pm_template *t = pm_zalloc(sizeof *t);
    t->arena = pm_arena_new();
    t->files = pm_files_open(dir);
    t->ids = pm_intern_new();
    t->xpath = xmlXPathNewContext(NULL);
    t->xpath->error = on_xpath_error;
    t->xpath->userData = t;
    xmlSetGenericErrorFunc(NULL, say_nothing);
    snprintf(t->lang, sizeof t->lang, "%.7s", lang);
    xmlXPathContextSetCache(t->xpath, 1, -1, 0);
    pm_functions_register(t->xpath);
    pm_status st = compile_all(t, page, err);
    if (st == PM_OK) {
        *out = t;
    } else {
        pm_template_free(t);
        *out = NULL;
    }
    return st;
}

void pm_template_free(pm_template *t)
{
    if (t == NULL)
        return;
    for (pm_expression *e = t->expressions; e != NULL; e = e->next)
        xmlXPathFreeCompExpr(e->compiled);
    xmlXPathFreeContext(t->xpath);
    free(t->messages);
    pm_intern_free(t->ids);
    pm_files_close(t->files);
    pm_arena_free(t->arena);
    free(t);
}
