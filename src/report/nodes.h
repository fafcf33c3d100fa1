/* nodes: a template in its compiled form, shared by compile.c, render.c and functions.c. */
#ifndef PM_REPORT_NODES_H
#define PM_REPORT_NODES_H

#include "files.h"
#include "template.h"

#include "postmortem/base/intern.h"

#include <libxml/xpath.h>

/* Text as libxml2 takes it; its own BAD_CAST drops a const. */
#define PM_XML(s) ((const xmlChar *)(s))

typedef struct pm_expression pm_expression;
struct pm_expression {
    xmlXPathCompExpr *compiled;
    const char *child;        /* "name" or "num(name)": the child is found, and its text taken, without XPath */
    bool number;              /* the latter */
    const char *text, *where; /* for sentences about it: pm-text="…", "summary.html, line 12" */
    pm_expression *next;      /* of all: they are freed together */
};

/* A piece of an id: literal, or a value. */
typedef struct pm_part pm_part;
struct pm_part {
    pm_span literal;
    pm_expression *value;
    pm_part *next;
};

typedef enum { PM_BIND_LITERAL, PM_BIND_VALUE, PM_BIND_MESSAGE } pm_bind_kind;

/* An attribute of the result, or a variable. */
typedef struct pm_binding pm_binding;
struct pm_binding {
    pm_bind_kind kind;
    const char *name;
    pm_span literal;
    pm_expression *value;
    pm_part *id;
    pm_binding *next;
};

typedef enum { PM_NODE_ELEMENT, PM_NODE_TEXT, PM_NODE_RAW, PM_NODE_VALUE } pm_node_kind;

typedef struct pm_node pm_node;
struct pm_node {
    pm_node_kind kind;
    bool bare;
    const char *name, *where;
    pm_span text;             /* TEXT, RAW */
    pm_expression *value;     /* VALUE; of an element: pm-text */
    pm_expression *each, *condition, *copy;
    pm_part *message;
    pm_binding *variables, *attributes;
    pm_node *content, *next;
};

/* A file, or an element of it, that is compiled once and used in many places. */
typedef struct pm_fragment pm_fragment;
struct pm_fragment {
    const char *key;          /* "parts.html#time", and whether it is the element or its content */
    bool whole;
    bool compiling;           /* it is being compiled: whoever asks for it now includes itself */
    pm_node *nodes;
    pm_fragment *next;
};

struct pm_template {
    pm_arena *arena;
    pm_files *files;
    xmlXPathContext *xpath;
    char lang[8];
    pm_node *page;
    pm_expression *expressions;
    pm_fragment *fragments;
    pm_intern *ids;           /* of the messages */
    pm_node **messages;       /* by id */
    uint32_t n_messages;
    char style_hash[64], script_hash[64]; /* "'sha256-…'" */
    char xpath_error[200];    /* the last thing that XPath complained about */
    struct pm_rendering *rendering; /* while one is under way */
};

/* The content of a message; NULL with *found false when there is none. */
const pm_node *pm_template_message(const pm_template *t, pm_span id, bool *found);

/* ---- while rendering ---- */

enum { PM_VARIABLES_MAX = 64 };

typedef struct pm_rendering {
    pm_template *t;
    pm_html *html;
    pm_status status;
    pm_error *err;
    xmlNode *node;            /* the current one */
    int position, size;       /* its place in the innermost pm-each */
    struct {
        const char *name;
        xmlXPathObject *value;
    } variables[PM_VARIABLES_MAX];
    size_t n_variables;
    unsigned depth;           /* of messages inside messages */
} pm_rendering;

/* The message as plain text, at a node; the caller frees the buffer. */
void pm_rendering_message(pm_rendering *r, pm_span id, xmlNode *at, pm_buffer *out);

/* 1234567 -> "1,234,567" in buf; s itself when it is no whole number. */
pm_span pm_functions_number(pm_span s, char buf[40]);

/* Registers the functions of functions.c; xpath->userData is the pm_template. */
void pm_functions_register(xmlXPathContext *xpath);

#endif
