/* line: a log as it lies on disk -> records -> events. */
#include "fuzz_event.h"

static pm_zone *zone;

static void read_line(pm_clock *clock, pm_span line)
{
    pm_record rec;
    pm_stamp stamp;
    bool stamped = pm_stamp_read(line, &stamp);
    if (!pm_record_read(clock, line, &rec))
        return;
    fuzz_must(stamped && rec.form == stamp.form && rec.form != PM_STAMP_NONE, "a record begins with the stamp that is there");
    fuzz_must(fuzz_inside(rec.host, line) && fuzz_inside(rec.tag, line) && fuzz_inside(rec.message, line), "the record lies in the line");
    fuzz_must(rec.times > 0 && rec.micro < 1000000, "counts and fractions are sane");
    fuzz_must(!rec.repeats_previous || rec.message.len == 0, "a repeat of the previous line has no text of its own");
    fuzz_event(&rec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pm_clock clock;
    pm_error err;
    pm_span log = pm_span_make((const char *)data, size);
    if (zone == NULL && pm_zone_open(&zone, "Europe/Berlin", &err) != PM_OK)
        abort();
    pm_clock_init(&clock, zone, 2026);
    while (log.len)
        read_line(&clock, pm_span_take(&log, PM_SPAN("\n")));
    return 0;
}
