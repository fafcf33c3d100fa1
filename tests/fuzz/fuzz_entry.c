/* entry: the lines of a log -> entries that several of them make, or that lie inside one -> records -> events. */
#include "fuzz_event.h"

#include "entry.h"

static pm_zone *zone;

static void read_text(pm_clock *clock, const pm_wrapped *w)
{
    pm_record rec;
    if (!pm_record_read(clock, w->text, &rec)) {
        if (!w->has_time)
            return;
        pm_record_read_text(w->text, w->time, w->micro, &rec);
    }
    fuzz_must(fuzz_inside(rec.host, w->text) && fuzz_inside(rec.tag, w->text) && fuzz_inside(rec.message, w->text), "the record lies in the text");
    fuzz_event(&rec);
}

static void read_journal(const pm_journal_entry *e)
{
    const pm_record *r = &e->record;
    fuzz_must(fuzz_inside(r->host, r->line) && fuzz_inside(r->tag, r->line) && fuzz_inside(r->message, r->line), "the record lies in what was decoded");
    fuzz_must(r->times > 0 && r->micro < 1000000, "counts and fractions are sane");
    fuzz_must(r->writer == NULL || r->writer == &e->writer, "the writer is the entry's");
    (void)pm_program_may_be(pm_program_find(r->tag), &e->writer);
    fuzz_event(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pm_clock clock;
    pm_error err;
    pm_span log = pm_span_make((const char *)data, size);
    uint64_t lines = 0, told = 0;
    if (zone == NULL && pm_zone_open(&zone, "Europe/Berlin", &err) != PM_OK)
        abort();
    pm_clock_init(&clock, zone, 2026);
    pm_entries *entries = pm_entries_new();
    while (log.len) {
        pm_entry e;
        pm_span line = pm_span_take(&log, PM_SPAN("\n"));
        pm_cite cite = { .line = ++lines, .offset = (uint64_t)(line.ptr - (const char *)data), .length = (uint32_t)line.len,
                         .text = pm_span_first(line, PM_LINE_MAX + 1) };
        pm_entries_line(entries, &cite, &e);
        told += e.broken + (e.kind != PM_ENTRY_MORE ? e.lines : 0);
        fuzz_must(e.cite.offset + e.cite.length <= size && e.cite.text.len <= e.cite.length, "an entry lies in the log");
        fuzz_must(e.kind != PM_ENTRY_JOURNAL || memcmp(data + e.cite.offset, e.cite.text.ptr, e.cite.text.len) == 0, "its text is what stands there");
        if (e.kind == PM_ENTRY_TEXT)
            read_text(&clock, &e.wrapped);
        else if (e.kind == PM_ENTRY_JOURNAL)
            read_journal(&e.journal);
    }
    told += pm_entries_end(entries);
    fuzz_must(told == lines, "every line is accounted for");
    pm_entries_free(entries);
    return 0;
}
