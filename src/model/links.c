/*
 * links: what belongs together in different parts of the tree, noted beside each other, so that the
 * templates need not search the whole case for every row of a table.
 */
#include "tree.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

typedef struct {
    const pm_model_input *in;
    xmlNode **findings; /* the items of the tree's list, which may be cut */
    size_t n;
} links;

static bool is_item(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, "i") == 0;
}

static xmlNode *child(xmlNode *n, const char *name)
{
    for (n = n ? n->children : NULL; n != NULL; n = n->next)
        if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0)
            return n;
    return NULL;
}

static void gather(links *l, xmlNode *list)
{
    size_t cap = 0;
    for (xmlNode *n = list ? list->children : NULL; n != NULL; n = n->next)
        if (is_item(n)) {
            l->findings = pm_array_grow(l->findings, &cap, l->n + 1, sizeof *l->findings);
            l->findings[l->n++] = n;
        }
}

/* <member>: it is part of a case and told there. */
static void mark_members(const links *l)
{
    size_t n = pm_findings_count(l->in->findings);
    bool *member = pm_zalloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        const pm_finding *f = pm_findings_at(l->in->findings, i);
        for (size_t k = 0; k < f->n_members && strncmp(f->detector->id, "PM-CASE-", 8) == 0; k++)
            member[pm_tree_number(l->in, f->members[k]) - 1] = true;
    }
    for (size_t i = 0; i < l->n; i++)
        if (member[i])
            pm_tree_add_text(l->findings[i], "member", PM_SPAN("true"));
    free(member);
}

/* <file><e>, <name>: of a finding about a piece of evidence. */
static void mark_files(const links *l)
{
    const pm_case *c = l->in->c;
    pm_map index = { 0 };
    for (size_t i = c->n_pieces; i-- > 0;)
        *pm_map_slot_of(&index, pm_hash(c->pieces[i]->path)) = (uint32_t)i;
    for (size_t i = 0; i < l->n; i++) {
        const pm_finding *f = pm_findings_at(l->in->findings, i);
        uint32_t k = f->subject == PM_SUBJECT_EVIDENCE ? pm_map_get(&index, pm_hash(f->subject_value)) : PM_MAP_NONE;
        if (k == PM_MAP_NONE || !pm_span_eq(c->pieces[k]->path, f->subject_value))
            continue;
        char id[16];
        xmlNode *file = pm_tree_add(l->findings[i], "file");
        pm_case_piece_id(c, c->pieces[k], id);
        pm_tree_add_text(file, "e", pm_span_of(id));
        pm_tree_add_text(file, "name", pm_tree_last_name(c->pieces[k]->path));
    }
    pm_map_free(&index);
}

/* <facts>: the numbers of the timeline's events that belong to the finding. */
static void mark_facts(const links *l, xmlNode *timeline)
{
    size_t number = 0;
    for (xmlNode *n = timeline ? timeline->children : NULL; n != NULL; n = n->next) {
        xmlNode *belongs = child(n, "belongs");
        number += is_item(n);
        for (const xmlNode *b = belongs ? belongs->children : NULL; b != NULL; b = b->next) {
            uint64_t k;
            if (!pm_span_to_u64(pm_tree_text_of(b), &k) || k == 0 || k > l->n)
                continue;
            xmlNode *facts = child(l->findings[k - 1], "facts");
            pm_tree_add_number(facts ? facts : pm_tree_add(l->findings[k - 1], "facts"), "i", number);
        }
    }
}

static uint64_t subject_hash(pm_span host, const char *kind, pm_span value)
{
    return pm_hash(host) ^ pm_hash(pm_span_of(kind)) * 31 ^ pm_hash(value) * 1021;
}

/* <flagged>: the number of the severest finding about a sender, in the lists of senders. */
static void mark_senders(const links *l, xmlNode *hosts)
{
    static const struct {
        const char *list, *key, *kind;
    } lists[] = { { "sasl", "user", "account" }, { "uid", "uid", "uid" }, { "client", "ip", "ip" } };
    pm_map index = { 0 };
    for (size_t i = l->n; i-- > 0;) { /* backwards: the severest one stays */
        const pm_finding *f = pm_findings_at(l->in->findings, i);
        if (f->severity >= PM_SEVERITY_HIGH)
            *pm_map_slot_of(&index, subject_hash(pm_case_text(l->in->c, f->host), pm_subject_name(f->subject), f->subject_value)) =
                (uint32_t)(i + 1);
    }
    for (xmlNode *h = hosts ? hosts->children : NULL; h != NULL; h = h->next)
        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
            xmlNode *list = child(h, lists[k].list);
            pm_span host = pm_tree_text_of(pm_tree_child(h, "name"));
            for (xmlNode *n = list ? list->children : NULL; n != NULL; n = n->next) {
                pm_span value = is_item(n) ? pm_tree_text_of(pm_tree_child(n, lists[k].key)) : (pm_span){ 0 };
                uint32_t number = pm_map_get(&index, subject_hash(host, lists[k].kind, value));
                if (value.len && number != PM_MAP_NONE)
                    pm_tree_add_number(n, "flagged", number);
            }
        }
    pm_map_free(&index);
}

void pm_tree_links(const pm_model_input *in, xmlNode *root)
{
    links l = { .in = in };
    gather(&l, child(root, "findings"));
    mark_members(&l);
    mark_files(&l);
    mark_facts(&l, child(root, "timeline"));
    mark_senders(&l, child(root, "hosts"));
    free(l.findings);
}
