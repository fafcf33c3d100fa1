/* collection: a UAC collection or a sosreport is known by the files that only these have, and told with what they say. */
#include "collection.h"

#include "postmortem/base/memory.h"

/* What stands behind a word in a line of its own, or to the end of the text: "… INF Hostname: mx1\n" -> "mx1" */
static pm_span value_of(pm_span text, pm_span word)
{
    pm_span head, rest;
    if (!pm_span_split(text, word, &head, &rest))
        return (pm_span){ 0 };
    pm_span value = pm_span_take(&rest, PM_SPAN("\n"));
    pm_span_before(value, PM_SPAN("\r"), &value);
    return pm_span_trim(value);
}

static pm_span first_line(pm_span text)
{
    return pm_span_trim(pm_span_take(&text, PM_SPAN("\n")));
}

/* "version": "4.8.2" in sos_reports/manifest.json, whose first fields are sos' own */
static pm_span quoted_value(pm_span json, pm_span key)
{
    pm_span head, rest, value;
    if (!pm_span_split(json, key, &head, &rest) || !pm_span_split(rest, PM_SPAN("\""), &head, &rest) || !pm_span_split(rest, PM_SPAN("\""), &value, &rest))
        return (pm_span){ 0 };
    return value;
}

/* A file of the same container, by its name from the collection's own folder on; NULL: it has none. */
static const pm_piece *beside(const pm_case *c, const pm_piece *p, pm_span folder, const char *name)
{
    for (size_t i = 0; i < c->n_pieces; i++) {
        pm_span rest;
        const pm_piece *q = c->pieces[i];
        if (q->parent == p->parent && pm_span_after(q->name, folder, &rest) && pm_span_eq(rest, pm_span_of(name)))
            return q;
    }
    return NULL;
}

/* UAC's log beside its output: "uac-mx1-linux-20260104090000.tar.gz" and ".log"; it has the host, too. */
static void read_acquisition(const pm_case *c, pm_collection *x)
{
    if (x->evidence == NULL)
        return;
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_piece *q = c->pieces[i];
        pm_span file = value_of(q->kept, PM_SPAN("\nFile: "));
        if (!pm_span_starts(q->kept, PM_SPAN("Created by UAC (")) || !file.len || !pm_span_ends(x->evidence->name, file))
            continue;
        x->acquisition_log = q;
        x->host = x->host.len ? x->host : value_of(q->kept, PM_SPAN("\nHostname: "));
        x->started = value_of(q->kept, PM_SPAN("\nAcquisition Started: "));
        x->ended = value_of(q->kept, PM_SPAN("\nAcquisition Finished: "));
        return;
    }
}

static void add(pm_case *c, pm_collection x)
{
    c->collections = pm_array_grow(c->collections, &c->cap_collections, c->n_collections + 1, sizeof *c->collections);
    c->collections[c->n_collections++] = x;
}

/* "2026-01-04 09:00:00 +0900 INF Unix-like Artifacts Collector 3.1.0" */
static void add_uac(pm_case *c, pm_piece *p, pm_span folder)
{
    pm_span version = value_of(p->kept, PM_SPAN("Unix-like Artifacts Collector "));
    if (version.len == 0)
        return;
    pm_collection x = { .kind = "uac", .evidence = p->parent, .folder = folder, .says = p, .version = version,
                        .host = value_of(p->kept, PM_SPAN(" Hostname: ")) };
    p->speaks = PM_SPEAKS_OF_COLLECTION;
    read_acquisition(c, &x);
    add(c, x);
}

/* version.txt: "sos report: 4.8.2" */
static void add_sos(pm_case *c, pm_piece *p, pm_span folder, pm_span version)
{
    const pm_piece *manifest = beside(c, p, folder, "sos_reports/manifest.json");
    const pm_piece *host = beside(c, p, folder, "sos_commands/host/hostname");
    if (host == NULL || host->kept.len == 0)
        host = beside(c, p, folder, "hostname");
    pm_collection x = { .kind = "sosreport", .evidence = p->parent, .folder = folder, .says = p, .version = version };
    p->speaks = PM_SPEAKS_OF_COLLECTION;
    if (host != NULL)
        x.host = first_line(host->kept);
    if (manifest != NULL) {
        x.started = quoted_value(manifest->kept, PM_SPAN("\"start_time\":"));
        x.ended = quoted_value(manifest->kept, PM_SPAN("\"end_time\":"));
    }
    add(c, x);
}

void pm_collections_find(pm_case *c)
{
    for (size_t i = 0; i < c->n_pieces; i++) {
        pm_piece *p = c->pieces[i];
        size_t slash = pm_span_find_last_char(p->name, '/');
        pm_span folder = pm_span_first(p->name, slash == PM_NPOS ? 0 : slash + 1), name = pm_span_skip(p->name, folder.len), version;
        if (p->kept.len == 0)
            continue;
        if (pm_span_eq(name, PM_SPAN("uac.log")))
            add_uac(c, p, folder);
        else if (pm_span_eq(name, PM_SPAN("version.txt")) &&
                 (pm_span_after(p->kept, PM_SPAN("sos report: "), &version) || pm_span_after(p->kept, PM_SPAN("sosreport: "), &version)))
            add_sos(c, p, folder, first_line(version));
    }
}
