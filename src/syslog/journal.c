/* journal: systemd.journal-fields(7); "Journal Export Formats" and src/shared/logs-show.c of systemd. */
#include "postmortem/syslog/journal.h"

#include "postmortem/syslog/json.h"

/* The fields that are looked at. */
typedef enum {
    F_REALTIME, F_SOURCE_REALTIME, F_HOST, F_IDENTIFIER, F_PID, F_CLAIMED_PID, F_MESSAGE, F_COMMAND, F_EXECUTABLE, F_UID,
    F_COUNT, F_NONE = F_COUNT,
} field;

static const pm_span names[F_COUNT] = {
    [F_REALTIME] = PM_SPAN_INIT("__REALTIME_TIMESTAMP"), [F_SOURCE_REALTIME] = PM_SPAN_INIT("_SOURCE_REALTIME_TIMESTAMP"),
    [F_HOST] = PM_SPAN_INIT("_HOSTNAME"),                [F_IDENTIFIER] = PM_SPAN_INIT("SYSLOG_IDENTIFIER"),
    [F_PID] = PM_SPAN_INIT("_PID"),                      [F_CLAIMED_PID] = PM_SPAN_INIT("SYSLOG_PID"),
    [F_MESSAGE] = PM_SPAN_INIT("MESSAGE"),               [F_COMMAND] = PM_SPAN_INIT("_COMM"),
    [F_EXECUTABLE] = PM_SPAN_INIT("_EXE"),               [F_UID] = PM_SPAN_INIT("_UID"),
};

typedef struct {
    bool has[F_COUNT];
    pm_span value[F_COUNT];
} fields;

static field field_of(pm_span name)
{
    field f = 0;
    while (f < F_COUNT && !pm_span_eq(names[f], name))
        f++;
    return f;
}

/* The first of a name counts. */
static void set(fields *x, field f, pm_span value)
{
    if (f == F_NONE || x->has[f])
        return;
    x->has[f] = true;
    x->value[f] = value;
}

/* Microseconds since 1970. */
static bool moment(const fields *x, field f, pm_record *r)
{
    uint64_t us;
    if (!x->has[f] || !pm_span_to_u64(x->value[f], &us) || us == 0 || us / 1000000 > UINT32_MAX)
        return false;
    r->time = (int64_t)(us / 1000000);
    r->micro = (uint32_t)(us % 1000000);
    return true;
}

static bool small_number(const fields *x, field f, uint32_t *out)
{
    uint64_t n;
    if (!x->has[f] || !pm_span_to_u64(x->value[f], &n) || n > UINT32_MAX)
        return false;
    *out = (uint32_t)n;
    return true;
}

static bool fill(const fields *x, pm_span line, pm_journal_entry *out)
{
    pm_record *r = &out->record;
    *out = (pm_journal_entry){ .record = { .times = 1, .form = PM_STAMP_EPOCH, .line = line }, .has_message = x->has[F_MESSAGE] };
    if (!moment(x, F_SOURCE_REALTIME, r) && !moment(x, F_REALTIME, r))
        return false;
    r->host = x->value[F_HOST];
    r->tag = x->has[F_IDENTIFIER] ? x->value[F_IDENTIFIER] : x->value[F_COMMAND];
    r->has_pid = small_number(x, F_PID, &r->pid) || small_number(x, F_CLAIMED_PID, &r->pid);
    r->message = x->value[F_MESSAGE];
    out->writer.command = x->value[F_COMMAND];
    out->writer.executable = x->value[F_EXECUTABLE];
    out->writer.has_uid = small_number(x, F_UID, &out->writer.uid);
    if (out->writer.has_uid || out->writer.command.len || out->writer.executable.len)
        r->writer = &out->writer;
    pm_record_unfold(r);
    return true;
}

bool pm_journal_read_json(pm_span line, char *room, pm_journal_entry *out)
{
    pm_span rest, key;
    pm_json_value v;
    fields x = { .has = { false } };
    size_t used = 0;
    if (!pm_json_begin(line, &rest))
        return false;
    while (pm_json_next(&rest, &key, &v)) {
        field f = field_of(key);
        if (f == F_NONE)
            continue;
        if (v.kind == PM_JSON_OTHER && pm_span_eq(v.raw, PM_SPAN("null"))) /* 4096 bytes or more, without --all */
            v.raw.len = 0;
        pm_span text = pm_json_text(v, room + used);
        used += text.len;
        set(&x, f, text);
    }
    return pm_json_ended(rest) && x.has[F_REALTIME] && fill(&x, pm_span_make(room, used), out);
}

/* ---- the export format ---- */

bool pm_journal_begins(pm_span line)
{
    return pm_span_starts(line, PM_SPAN("__CURSOR="));
}

bool pm_journal_is_field(pm_span line, bool *binary)
{
    enum { NAME_LENGTH_MAX = 64 };
    size_t n = 0;
    while (n < line.len && n <= NAME_LENGTH_MAX &&
           ((line.ptr[n] >= 'A' && line.ptr[n] <= 'Z') || line.ptr[n] == '_' || (line.ptr[n] >= '0' && line.ptr[n] <= '9')))
        n++;
    *binary = n == line.len;
    return n > 0 && n <= NAME_LENGTH_MAX && (*binary || line.ptr[n] == '=');
}

uint64_t pm_journal_length(const char bytes[PM_JOURNAL_LENGTH])
{
    uint64_t v = 0;
    for (size_t i = PM_JOURNAL_LENGTH; i-- > 0;)
        v = v << 8 | (unsigned char)bytes[i];
    return v;
}

bool pm_journal_next(pm_span *rest, pm_span *name, pm_span *value)
{
    bool binary;
    pm_span s = *rest, line = pm_span_take(&s, PM_SPAN("\n"));
    if (!pm_journal_is_field(line, &binary))
        return false;
    *name = line;
    if (!binary) {
        pm_span_split(line, PM_SPAN("="), name, value);
        pm_span_before(*value, PM_SPAN("\r"), value); /* a file that came by Windows */
        *rest = s;
        return true;
    }
    if (s.len < PM_JOURNAL_LENGTH)
        return false;
    uint64_t length = pm_journal_length(s.ptr);
    s = pm_span_skip(s, PM_JOURNAL_LENGTH);
    if (length > s.len)
        return false;
    *value = pm_span_first(s, (size_t)length);
    s = pm_span_skip(s, (size_t)length);
    *rest = pm_span_skip(s, 1);
    return true;
}

bool pm_journal_read_export(pm_span entry, pm_journal_entry *out)
{
    fields x = { .has = { false } };
    pm_span rest = entry, name, value;
    while (rest.len && pm_journal_next(&rest, &name, &value))
        set(&x, field_of(name), value);
    return rest.len == 0 && x.has[F_REALTIME] && fill(&x, entry, out);
}
