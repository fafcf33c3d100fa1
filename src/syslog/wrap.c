/*
 * wrap: kubernetes/design-proposals "CRI log format"; docker/cli and compose's log printer; moby's jsonfilelog.
 */
#include "postmortem/syslog/wrap.h"

#include "postmortem/syslog/json.h"
#include "stamp.h"

/* "2026-11-04T09:05:01.123456789Z": RFC 3339 with an offset; *rest follows it. */
static bool outer_time(pm_span s, pm_wrapped *out, pm_span *rest)
{
    pm_stamp stamp;
    if (s.len < 20 || s.ptr[10] != 'T' || !pm_stamp_parse(s, &stamp, &out->micro, rest) || stamp.form != PM_STAMP_RFC3339)
        return false;
    out->has_time = true;
    out->time = pm_civil_to_seconds(&stamp.civil) - stamp.offset;
    return true;
}

static bool stream_name(pm_span name, unsigned *out)
{
    *out = pm_span_eq(name, PM_SPAN("stderr"));
    return *out || pm_span_eq(name, PM_SPAN("stdout"));
}

/* "2026-11-04T09:05:01.1Z stdout P text"; what follows the tag's first letter is for later: "F:…" */
static bool cri(pm_span line, pm_wrapped *out)
{
    pm_span rest;
    if (!outer_time(line, out, &rest) || !pm_span_after(rest, PM_SPAN(" "), &rest) ||
        !stream_name(pm_span_take(&rest, PM_SPAN(" ")), &out->stream))
        return false;
    pm_span tag = pm_span_take(&rest, PM_SPAN(" "));
    tag = pm_span_take(&tag, PM_SPAN(":"));
    out->broken_off = pm_span_eq(tag, PM_SPAN("P"));
    out->text = rest;
    return out->broken_off || pm_span_eq(tag, PM_SPAN("F"));
}

/* "2026-11-04T00:05:01.123456789Z text": docker logs -t always writes nine digits. */
static bool docker_time(pm_span line, pm_wrapped *out)
{
    enum { LENGTH = 30 };
    pm_span rest;
    if (line.len <= LENGTH || line.ptr[LENGTH - 1] != 'Z' || line.ptr[19] != '.' || !outer_time(line, out, &rest) ||
        !pm_span_after(rest, PM_SPAN(" "), &out->text))
        return false;
    return out->text.ptr == line.ptr + LENGTH + 1;
}

/* Does a text say itself when it is from, or which program it is of?  Else "mx1 sshd[9]: …" may be all one line. */
static bool says_more(pm_span text)
{
    pm_stamp stamp;
    return pm_stamp_read(text, &stamp) || pm_span_ends(pm_span_first(text, pm_span_find_char(text, ' ')), PM_SPAN(":"));
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/* "mail-1  | text", with --timestamps "mail-1  | 2026-11-04T00:05:01.123456789Z text" */
static bool compose(pm_span line, pm_wrapped *out)
{
    size_t n = 0, bar;
    while (n < line.len && is_name(line.ptr[n]))
        n++;
    for (bar = n; bar < line.len && line.ptr[bar] == ' '; bar++)
        ;
    if (n == 0 || bar == n || bar == line.len || line.ptr[bar] != '|')
        return false;
    pm_span text = pm_span_skip(line, bar + 1);
    pm_span_after(text, PM_SPAN(" "), &text);
    if (!docker_time(text, out))
        *out = (pm_wrapped){ .text = text };
    out->container = pm_span_first(line, n);
    return true;
}

static bool json_file(pm_span line, char *room, pm_wrapped *out)
{
    pm_span rest, key, end;
    pm_json_value v;
    bool log = false;
    char time[64];
    if (!pm_span_starts(line, PM_SPAN("{\"log\":")) || !pm_json_begin(line, &rest))
        return false;
    while (pm_json_next(&rest, &key, &v)) {
        if (pm_span_eq(key, PM_SPAN("log")) && v.kind == PM_JSON_STRING && !log) {
            log = true;
            out->text = pm_json_text(v, room);
        } else if (pm_span_eq(key, PM_SPAN("stream"))) {
            (void)stream_name(v.raw, &out->stream);
        } else if (pm_span_eq(key, PM_SPAN("time")) && v.raw.len < sizeof time) {
            (void)outer_time(pm_json_text(v, time), out, &end);
        }
    }
    if (!log || !out->has_time || !pm_json_ended(rest))
        return false;
    out->broken_off = !pm_span_before(out->text, PM_SPAN("\n"), &out->text);
    pm_span_before(out->text, PM_SPAN("\r"), &out->text);
    return true;
}

bool pm_wrap_read(pm_span line, char *room, pm_wrapped *out)
{
    *out = (pm_wrapped){ .stream = 0 };
    if (!line.len)
        return false;
    if (line.ptr[0] == '{')
        return json_file(line, room, out);
    if (cri(line, out))
        return true;
    *out = (pm_wrapped){ .stream = 0 };
    if (docker_time(line, out))
        return says_more(out->text);
    *out = (pm_wrapped){ .stream = 0 };
    return compose(line, out);
}

bool pm_wrap_is_likely(const pm_record *rec)
{
    enum { LENGTH = 30 };
    if (rec->form != PM_STAMP_RFC3339)
        return false;
    return (rec->line.len > LENGTH && rec->line.ptr[LENGTH - 1] == 'Z') || pm_span_eq(rec->host, PM_SPAN("stdout")) ||
           pm_span_eq(rec->host, PM_SPAN("stderr"));
}
