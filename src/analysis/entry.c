#include "entry.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

/* Where an exported entry goes on. */
typedef enum {
    EXPORT_NONE,   /* none is open */
    EXPORT_FIELD,  /* with a field, or with the empty line that ends it */
    EXPORT_LENGTH, /* in the length of a value */
    EXPORT_VALUE,
} export_state;

typedef struct {
    export_state state;
    pm_buffer text;   /* as much of it as is kept */
    pm_cite cite;     /* of its first line */
    uint64_t length;  /* its true length, without the last newline */
    uint64_t lines;
    uint64_t missing; /* EXPORT_VALUE: bytes until the newline behind the value, with it */
    char size[PM_JOURNAL_LENGTH];
    size_t n_size;
} exported;

/* A text that a runtime broke off, as far as it has come. */
typedef struct {
    pm_buffer text;
    pm_buffer first; /* the line that it began with */
    pm_cite cite;
    pm_wrapped wrapped;
    uint64_t lines;  /* 0: none */
} broken_text;

struct pm_entries {
    char *room;      /* for what is decoded; made when it is needed */
    exported export;
    broken_text broken[PM_WRAP_STREAMS];
};

pm_entries *pm_entries_new(void)
{
    return pm_zalloc(sizeof(pm_entries));
}

void pm_entries_free(pm_entries *e)
{
    if (e == NULL)
        return;
    for (size_t i = 0; i < PM_WRAP_STREAMS; i++) {
        pm_buffer_free(&e->broken[i].text);
        pm_buffer_free(&e->broken[i].first);
    }
    pm_buffer_free(&e->export.text);
    free(e->room);
    free(e);
}

static void keep(pm_buffer *b, pm_span s)
{
    if (b->len <= PM_LINE_MAX)
        pm_buffer_add(b, pm_span_first(s, PM_LINE_MAX + 1 - b->len));
}

static bool is_overlong(const pm_cite *c)
{
    return c->length > PM_LINE_MAX;
}

/* ---- the journal's export format ---- */

static uint64_t give_up(exported *x)
{
    uint64_t lines = x->state == EXPORT_NONE ? 0 : x->lines;
    x->state = EXPORT_NONE;
    return lines;
}

static void begin_export(exported *x, const pm_cite *cite)
{
    pm_buffer_clear(&x->text);
    x->state = EXPORT_FIELD;
    x->cite = *cite;
    x->length = x->lines = 0;
}

static void end_export(exported *x, pm_entry *out)
{
    x->state = EXPORT_NONE;
    pm_span text = pm_buffer_span(&x->text);
    out->cite = x->cite;
    out->cite.length = (uint32_t)(x->length < UINT32_MAX ? x->length : UINT32_MAX);
    out->cite.text = pm_span_first(text, x->length);
    out->lines = x->lines;
    bool good = x->length <= PM_LINE_MAX && pm_journal_read_export(out->cite.text, &out->journal);
    out->kind = good ? PM_ENTRY_JOURNAL : PM_ENTRY_BAD;
}

/* Whatever the line holds belongs to the value.  false: the value ends in the midst of it. */
static bool take_value(exported *x, pm_span line, uint64_t bytes)
{
    enum { VALUE_MAX = 768 << 20 }; /* DATA_SIZE_MAX in journal-importer.h of systemd */
    while (x->state == EXPORT_LENGTH && bytes) {
        x->size[x->n_size++] = line.len ? line.ptr[0] : '\n';
        line = pm_span_skip(line, 1);
        bytes--;
        if (x->n_size == PM_JOURNAL_LENGTH) {
            x->state = EXPORT_VALUE;
            x->missing = pm_journal_length(x->size);
            if (x->missing > VALUE_MAX)
                return false;
            x->missing++;
        }
    }
    if (x->state != EXPORT_VALUE)
        return true;
    if (bytes > x->missing)
        return false;
    x->missing -= bytes;
    if (x->missing == 0)
        x->state = EXPORT_FIELD;
    return true;
}

/* false: the line can be none of the entry's. */
static bool take_export(exported *x, const pm_cite *cite, pm_entry *out)
{
    bool binary = false;
    uint64_t bytes = cite->length + 1ull; /* with its newline */
    pm_span line = cite->text, rest = line;
    pm_span_before(rest, PM_SPAN("\r"), &rest);
    bool field = x->state == EXPORT_FIELD;
    if (field && rest.len && (!pm_journal_is_field(rest, &binary) || (x->lines && pm_journal_begins(rest))))
        return false;
    if (!field && !take_value(x, line, bytes))
        return false;
    x->lines++;
    out->kind = PM_ENTRY_MORE;
    if (field && rest.len == 0) {
        end_export(x, out);
        return true;
    }
    if (x->lines > 1) {
        keep(&x->text, PM_SPAN("\n"));
        x->length++;
    }
    keep(&x->text, line);
    x->length += cite->length;
    if (field && binary) {
        x->state = EXPORT_LENGTH;
        x->n_size = 0;
    }
    return true;
}

/* ---- what a container's runtime broke off ---- */

static void add_part(broken_text *b, const pm_cite *cite, const pm_wrapped *w)
{
    if (b->lines++ == 0) {
        pm_buffer_clear(&b->text);
        pm_buffer_clear(&b->first);
        keep(&b->first, cite->text);
        b->cite = *cite;
        b->wrapped = *w;
        b->wrapped.container = (pm_span){ 0 };
    }
    keep(&b->text, w->text);
}

static void take_wrapped(pm_entries *e, const pm_cite *cite, const pm_wrapped *w, pm_entry *out)
{
    broken_text *b = &e->broken[w->stream];
    if (!w->broken_off && b->lines == 0) {
        out->kind = PM_ENTRY_TEXT;
        out->wrapped = *w;
        return;
    }
    add_part(b, cite, w);
    out->kind = PM_ENTRY_MORE;
    if (w->broken_off)
        return;
    out->kind = b->text.len <= PM_LINE_MAX ? PM_ENTRY_TEXT : PM_ENTRY_BAD;
    out->wrapped = b->wrapped;
    out->wrapped.text = pm_buffer_span(&b->text);
    out->cite = b->cite;
    out->cite.text = pm_buffer_span(&b->first);
    out->lines = b->lines;
    b->lines = 0;
}

/* ---- both ---- */

bool pm_entries_claim(const pm_entries *e, pm_span line)
{
    return e->export.state != EXPORT_NONE || (line.len && line.ptr[0] == '_' && pm_journal_begins(line));
}

/* "data: " and an RS stand before the objects of journalctl's json-sse and json-seq. */
static pm_span without_frame(pm_span line)
{
    pm_span_after(line, PM_SPAN("data: "), &line);
    pm_span_after(line, PM_SPAN("\x1e"), &line);
    pm_span_before(line, PM_SPAN("\r"), &line);
    return line;
}

void pm_entries_line(pm_entries *e, const pm_cite *cite, pm_entry *out)
{
    *out = (pm_entry){ .kind = PM_ENTRY_NONE, .cite = *cite, .lines = 1 };
    exported *x = &e->export;
    if (x->state != EXPORT_NONE && take_export(x, cite, out))
        return;
    out->broken = give_up(x);
    if (pm_journal_begins(cite->text)) {
        begin_export(x, cite);
        (void)take_export(x, cite, out);
        return;
    }
    pm_span line = without_frame(cite->text);
    pm_wrapped w;
    if (is_overlong(cite))
        return;
    if (e->room == NULL)
        e->room = pm_alloc(PM_LINE_MAX);
    if (pm_wrap_read(line, e->room, &w))
        take_wrapped(e, cite, &w, out);
    else if (pm_journal_read_json(line, e->room, &out->journal))
        out->kind = PM_ENTRY_JOURNAL;
}

uint64_t pm_entries_end(pm_entries *e)
{
    uint64_t lines = give_up(&e->export);
    for (size_t i = 0; i < PM_WRAP_STREAMS; i++) {
        lines += e->broken[i].lines;
        e->broken[i].lines = 0;
    }
    return lines;
}

/* ---- in words ---- */

static void say_record(pm_buffer *out, const pm_record *r)
{
    pm_buffer_add(out, r->tag);
    if (r->has_pid)
        pm_buffer_format(out, "[%u]", (unsigned)r->pid);
    pm_buffer_add(out, PM_SPAN(": "));
    pm_buffer_add(out, r->message);
}

void pm_entry_said(pm_buffer *out, pm_span cited, size_t tag_at)
{
    char room[PM_CITE_TEXT];
    pm_journal_entry e;
    pm_wrapped w;
    pm_span kept = pm_span_first(cited, PM_CITE_TEXT), object = without_frame(kept);
    bool json = object.len && object.ptr[0] == '{';
    if (pm_journal_begins(kept) ? pm_journal_read_export(kept, &e) : json && pm_journal_read_json(object, room, &e))
        say_record(out, &e.record);
    else if (json && pm_wrap_read(object, room, &w))
        pm_buffer_add(out, w.text);
    else
        pm_buffer_add(out, pm_span_skip(cited, tag_at));
}
