#include "postmortem/syslog/record.h"

#include "stamp.h"

/* "<mail.info>", "<2.6>": FreeBSD's syslogd -v, where it comes before the time */
static bool skip_facility(pm_span *line)
{
    enum { LONGEST = 20 };
    size_t dot = 0, i = 1;
    for (; i < line->len && i < LONGEST && line->ptr[i] != '>'; i++) {
        char c = line->ptr[i];
        if (c == '.' && dot == 0 && i > 1)
            dot = i;
        else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    if (dot == 0 || i == dot + 1 || i == line->len || line->ptr[i] != '>')
        return false;
    *line = pm_span_skip(*line, i + 1);
    return true;
}

/* "<22>" or "<22>1 ": RFC 3164 section 4.1.1, RFC 5424 section 6.2.1 */
static bool skip_pri(pm_span *line, bool *rfc5424)
{
    uint64_t pri, version;
    pm_span rest = *line;
    *rfc5424 = false;
    if (skip_facility(line))
        return true;
    if (!pm_span_after(rest, PM_SPAN("<"), &rest) || !pm_span_number(rest, &pri, &rest) || pri > 191 ||
        !pm_span_after(rest, PM_SPAN(">"), &rest))
        return false;
    *line = rest;
    if (pm_span_number(rest, &version, &rest) && version == 1 && pm_span_after(rest, PM_SPAN(" "), &rest)) {
        *rfc5424 = true;
        *line = rest;
    }
    return true;
}

bool pm_stamp_read(pm_span line, pm_stamp *out)
{
    bool rfc5424;
    uint32_t micro;
    pm_span rest;
    if (line.len && line.ptr[0] == '<')
        skip_pri(&line, &rfc5424);
    return pm_stamp_parse(line, out, &micro, &rest);
}

static pm_span skip_blanks(pm_span s)
{
    while (s.len && s.ptr[0] == ' ')
        s = pm_span_skip(s, 1);
    return s;
}

/*
 * s stands behind the host: "postfix/smtpd[714]: text", "sudo:  bob : …", "dovecot: imap-login: …".
 * A tag ends at '[' or ':' and holds no blank; false when there is none, then all is message.
 */
static inline bool read_tag(pm_span s, pm_record *r)
{
    static const bool ends[256] = { ['['] = true, [':'] = true, [' '] = true };
    size_t i = 0;
    while (i < s.len && !ends[(unsigned char)s.ptr[i]])
        i++;
    if (i == 0 || i == s.len || s.ptr[i] == ' ')
        return false;
    r->tag = pm_span_first(s, i);
    pm_span rest = pm_span_skip(s, i);
    for (int n = 0; rest.len && rest.ptr[0] == '['; n++) {
        uint64_t pid;
        pm_span after;
        if (!pm_span_number(pm_span_skip(rest, 1), &pid, &after) || !after.len || after.ptr[0] != ']' || pid > UINT32_MAX)
            return false;
        r->has_pid = true;
        r->doubled_pid = n > 0;
        r->pid = (uint32_t)pid;
        rest = pm_span_skip(after, 1);
    }
    if (rest.len > 2 && rest.ptr[0] == ' ' && rest.ptr[1] == '<') /* macOS: "sshd[7] <Notice>: text" */
        pm_span_split(rest, PM_SPAN(">"), &(pm_span){ 0 }, &rest);
    if (!rest.len || rest.ptr[0] != ':')
        return false;
    rest = pm_span_skip(rest, 1);
    r->message = rest.len && rest.ptr[0] == ' ' ? pm_span_skip(rest, 1) : rest;
    return true;
}

/* "message repeated N times: [ text]" (rsyslog), "last message repeated N times" (BSD, sysklogd) */
void pm_record_unfold(pm_record *r)
{
    pm_span s = skip_blanks(r->message), rest, inner;
    uint64_t n;
    if (pm_span_after(s, PM_SPAN("message repeated "), &rest) && pm_span_number(rest, &n, &rest) &&
        pm_span_after(rest, PM_SPAN(" times: ["), &inner) && n > 0 && n < UINT32_MAX) {
        pm_span_before(inner, PM_SPAN("]"), &inner); /* absent where rsyslog cut the text at 800 bytes */
        r->message = inner.len && inner.ptr[0] == ' ' ? pm_span_skip(inner, 1) : inner;
        r->times = (uint32_t)n;
        return;
    }
    if (pm_span_after(s, PM_SPAN("--- "), &rest))
        s = rest;
    if (pm_span_after(s, PM_SPAN("last message repeated "), &rest) && pm_span_number(rest, &n, &rest) &&
        pm_span_starts(rest, PM_SPAN(" time")) && n > 0 && n < UINT32_MAX) {
        r->repeats_previous = true;
        r->times = (uint32_t)n;
        r->message = (pm_span){ s.ptr, 0 };
    }
}

/* RFC 5424 behind the time: HOST APP PROCID MSGID SD [BOM]MSG */
static bool read_5424(pm_span s, pm_record *r)
{
    s = skip_blanks(s);
    pm_span host = pm_span_take(&s, PM_SPAN(" ")), app = pm_span_take(&s, PM_SPAN(" "));
    pm_span pid = pm_span_take(&s, PM_SPAN(" "));
    (void)pm_span_take(&s, PM_SPAN(" "));
    uint64_t n;
    if (!app.len)
        return false;
    r->host = pm_span_eq(host, PM_SPAN("-")) ? (pm_span){ 0 } : host;
    r->tag = pm_span_eq(app, PM_SPAN("-")) ? (pm_span){ 0 } : app;
    r->has_pid = pm_span_to_u64(pid, &n) && n <= UINT32_MAX;
    r->pid = r->has_pid ? (uint32_t)n : 0;
    if (s.len && s.ptr[0] == '[') { /* structured data: skip to the ']' that is followed by blank or end */
        bool quoted = false;
        size_t i = 0;
        for (; i < s.len; i++) {
            if (s.ptr[i] == '\\' && quoted)
                i++;
            else if (s.ptr[i] == '"')
                quoted = !quoted;
            else if (s.ptr[i] == ']' && !quoted && (i + 1 == s.len || s.ptr[i + 1] == ' '))
                break;
        }
        s = pm_span_skip(s, i + 1);
    } else {
        pm_span_after(s, PM_SPAN("-"), &s);
    }
    s = skip_blanks(s);
    pm_span_after(s, PM_SPAN("\xef\xbb\xbf"), &s);
    r->message = s;
    return true;
}

/* "[ID 197553 mail.info] " (Solaris) */
static void skip_solaris_id(pm_record *r)
{
    pm_span rest;
    if (pm_span_starts(r->message, PM_SPAN("[ID ")) && pm_span_split(r->message, PM_SPAN("] "), &(pm_span){ 0 }, &rest))
        r->message = rest;
}

static inline void read_tagged(pm_span s, pm_record *r)
{
    if (read_tag(s, r))
        return;
    r->tag = (pm_span){ 0 };
    r->has_pid = r->doubled_pid = false;
    r->message = s;
}

void pm_record_read_text(pm_span text, int64_t time, uint32_t micro, pm_record *r)
{
    bool rfc5424;
    *r = (pm_record){ .times = 1, .form = PM_STAMP_EPOCH, .time = time, .micro = micro, .line = text };
    if (text.len && text.ptr[0] == '<')
        skip_pri(&text, &rfc5424);
    read_tagged(text, r);
    pm_record_unfold(r);
}

bool pm_record_read(pm_clock *clock, pm_span line, pm_record *r)
{
    bool rfc5424 = false;
    pm_span s;
    *r = (pm_record){ .times = 1, .line = line };
    if (line.len && line.ptr[0] == '<')
        skip_pri(&line, &rfc5424);
    if (!pm_clock_read(clock, line, r, &s))
        return false;
    if (rfc5424) {
        if (!read_5424(s, r))
            return false;
        pm_record_unfold(r);
        return true;
    }
    pm_span after;
    if (pm_span_after(s, PM_SPAN(":"), &after)) { /* "Mar 11 09:39:39: --- last message repeated 5 times ---" */
        r->message = skip_blanks(after);
        pm_record_unfold(r);
        return true;
    }
    if (!s.len || s.ptr[0] != ' ')
        return false;
    s = pm_span_skip(s, 1);
    if (s.len && s.ptr[0] == '<' && pm_span_split(s, PM_SPAN("> "), &(pm_span){ 0 }, &after)) /* FreeBSD -v */
        s = after;
    /* the host, unless this token is already a tag; its field may be empty: "Nov  4 09:05:01  sshd[9]: x" */
    s = skip_blanks(s);
    size_t end = pm_span_find_char(s, ' ');
    pm_span token = pm_span_first(s, end);
    if (token.len && token.ptr[token.len - 1] != ':') {
        r->host = token;
        s = end == PM_NPOS ? pm_span_skip(s, s.len) : pm_span_skip(s, end + 1);
    }
    read_tagged(s, r);
    if (r->message.len && r->message.ptr[0] == '[')
        skip_solaris_id(r);
    if (r->message.len > 10 && (r->message.ptr[0] == 'm' || r->message.ptr[0] == 'l' || r->message.ptr[0] == ' ' || r->message.ptr[0] == '-'))
        pm_record_unfold(r);
    return true;
}
