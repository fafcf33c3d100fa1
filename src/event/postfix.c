/*
 * postfix: pieces that several Postfix daemons' lines share.
 * Sources: src/global/log_adhoc.c, info_log_addr_form.c, mail_queue.h, safe_ultostr.c; smtpd/smtpd_check.c.
 */
#include "parser.h"

bool pm_take_peer(pm_span *s, pm_span *name, pm_span *address, pm_span *port)
{
    size_t open = pm_span_find_char(*s, '[');
    if (open == PM_NPOS || open == 0)
        return false;
    pm_span inside = pm_span_skip(*s, open + 1);
    size_t close = pm_span_find_char(inside, ']');
    if (close == PM_NPOS)
        return false;
    *name = pm_span_first(*s, open);
    *address = pm_span_first(inside, close);
    pm_span rest = pm_span_skip(inside, close + 1);
    pm_span after;
    uint64_t n;
    if (port != NULL)
        *port = (pm_span){ rest.ptr, 0 };
    if (rest.len > 1 && rest.ptr[0] == ':' && pm_span_number(pm_span_skip(rest, 1), &n, &after) && n <= 65535) {
        if (port != NULL)
            *port = pm_span_make(rest.ptr + 1, (size_t)(after.ptr - rest.ptr) - 1);
        rest = after;
    }
    *s = rest;
    return true;
}

bool pm_take_bracketed(pm_span *s, pm_span *out)
{
    if (s->len < 2 || s->ptr[0] != '<')
        return false;
    size_t end = pm_span_find_char(*s, '>');
    if (end == PM_NPOS)
        return false;
    if (memchr(s->ptr, '"', end) == NULL) { /* no quoting, as nearly always */
        *out = pm_span_make(s->ptr + 1, end - 1);
        *s = pm_span_skip(*s, end + 1);
        return true;
    }
    bool quoted = false;
    for (size_t i = 1; i < s->len; i++) {
        char c = s->ptr[i];
        if (c == '\\' && quoted) {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == '>' && !quoted) {
            *out = pm_span_make(s->ptr + 1, i - 1);
            *s = pm_span_skip(*s, i + 1);
            return true;
        }
    }
    return false;
}

/*
 * Short ids: hex, microseconds and inode.  Long ids: 52 letters and digits without vowels, >= 12.
 * Per byte: what it may be part of, and its digit of base 52 (mail_queue.h, safe_ultostr.c).
 */
enum { HEX = 1, BASE52 = 2, ALNUM = 4 };
#define DIGIT(v) { HEX | BASE52 | ALNUM, v }
#define HEXA(v) { HEX | BASE52 | ALNUM, v }
#define CONS(v) { BASE52 | ALNUM, v }
static const struct {
    uint8_t is, digit;
} letters[256] = {
    ['0'] = DIGIT(0), ['1'] = DIGIT(1), ['2'] = DIGIT(2), ['3'] = DIGIT(3), ['4'] = DIGIT(4), ['5'] = DIGIT(5), ['6'] = DIGIT(6),
    ['7'] = DIGIT(7), ['8'] = DIGIT(8), ['9'] = DIGIT(9), ['A'] = { HEX | ALNUM, 0 }, ['E'] = { HEX | ALNUM, 0 },
    ['B'] = HEXA(10), ['C'] = HEXA(11), ['D'] = HEXA(12), ['F'] = HEXA(13), ['G'] = CONS(14), ['H'] = CONS(15), ['J'] = CONS(16),
    ['K'] = CONS(17), ['L'] = CONS(18), ['M'] = CONS(19), ['N'] = CONS(20), ['P'] = CONS(21), ['Q'] = CONS(22), ['R'] = CONS(23),
    ['S'] = CONS(24), ['T'] = CONS(25), ['V'] = CONS(26), ['W'] = CONS(27), ['X'] = CONS(28), ['Y'] = CONS(29), ['Z'] = CONS(30),
    ['b'] = CONS(31), ['c'] = CONS(32), ['d'] = CONS(33), ['f'] = CONS(34), ['g'] = CONS(35), ['h'] = CONS(36), ['j'] = CONS(37),
    ['k'] = CONS(38), ['l'] = CONS(39), ['m'] = CONS(40), ['n'] = CONS(41), ['p'] = CONS(42), ['q'] = CONS(43), ['r'] = CONS(44),
    ['s'] = CONS(45), ['t'] = CONS(46), ['v'] = CONS(47), ['w'] = CONS(48), ['x'] = CONS(49), ['y'] = CONS(50), ['z'] = CONS(51),
    ['I'] = { ALNUM, 0 }, ['O'] = { ALNUM, 0 }, ['U'] = { ALNUM, 0 }, ['a'] = { ALNUM, 0 }, ['e'] = { ALNUM, 0 },
    ['i'] = { ALNUM, 0 }, ['o'] = { ALNUM, 0 }, ['u'] = { ALNUM, 0 },
};
#undef DIGIT
#undef HEXA
#undef CONS

/* How many letters and digits s begins with; *all: what each of them may be part of. */
static size_t id_length(pm_span s, size_t most, unsigned *all)
{
    size_t i = 0;
    *all = HEX | BASE52 | ALNUM;
    for (; i < s.len && i < most; i++) {
        unsigned is = letters[(unsigned char)s.ptr[i]].is;
        if (is == 0)
            break;
        *all &= is;
    }
    return i;
}

bool pm_queue_id_valid(pm_span s)
{
    unsigned all;
    int64_t t;
    if (s.len < 6 || s.len > 24 || id_length(s, s.len, &all) != s.len)
        return false;
    return all & HEX || pm_queue_id_time(s, &t);
}

bool pm_queue_id_time(pm_span qid, int64_t *seconds)
{
    /* <seconds, base 52, at least 6><microseconds, base 52, 4>z<inode, base 51>; the last z separates */
    size_t z = pm_span_find_last_char(qid, 'z');
    if (z == PM_NPOS || z < 10 || z + 1 >= qid.len || z > 15) /* 11 digits of seconds: the sun is gone by then */
        return false;
    int64_t sec = 0, usec = 0;
    for (size_t i = 0; i < qid.len; i++) {
        if (!(letters[(unsigned char)qid.ptr[i]].is & BASE52))
            return false;
        int digit = letters[(unsigned char)qid.ptr[i]].digit;
        if (i < z - 4)
            sec = sec * 52 + digit;
        else if (i < z)
            usec = usec * 52 + digit;
    }
    *seconds = sec;
    return usec < 1000000;
}

bool pm_take_queue_id(pm_span *s, pm_span *qid)
{
    unsigned all;
    int64_t t;
    size_t i = id_length(*s, 25, &all);
    if (i < 6 || i + 1 >= s->len || s->ptr[i] != ':' || s->ptr[i + 1] != ' ')
        return false;
    pm_span id = pm_span_first(*s, i);
    if (pm_span_eq(id, PM_SPAN("NOQUEUE")))
        id.len = 0;
    else if (i > 24 || !(all & HEX || pm_queue_id_time(id, &t)))
        return false;
    *qid = id;
    *s = pm_span_skip(*s, i + 2);
    return true;
}

bool pm_take_value(pm_span *s, pm_span key, pm_span *value)
{
    pm_span rest;
    if (!pm_span_after(*s, key, &rest))
        return false;
    *value = pm_span_take(&rest, PM_SPAN(", "));
    *s = rest;
    return true;
}

pm_severity pm_take_severity(pm_span *s)
{
    if (pm_span_after(*s, PM_SPAN("warning: "), s))
        return PM_SEVERITY_WARNING;
    if (pm_span_after(*s, PM_SPAN("error: "), s) || pm_span_after(*s, PM_SPAN("fatal: "), s) ||
        pm_span_after(*s, PM_SPAN("panic: "), s))
        return PM_SEVERITY_ERROR;
    return PM_SEVERITY_NONE;
}

static pm_delivery_status status_of(pm_span word)
{
    static const struct {
        pm_span word;
        pm_delivery_status status;
    } words[] = {
        { PM_SPAN_INIT("sent"), PM_DELIVERY_SENT },
        { PM_SPAN_INIT("deferred"), PM_DELIVERY_DEFERRED },
        { PM_SPAN_INIT("bounced"), PM_DELIVERY_BOUNCED },
        { PM_SPAN_INIT("SOFTBOUNCE"), PM_DELIVERY_SOFTBOUNCE },
        { PM_SPAN_INIT("deliverable"), PM_DELIVERY_PROBE },
        { PM_SPAN_INIT("undeliverable"), PM_DELIVERY_PROBE },
        { PM_SPAN_INIT("undeliverable-but-not-cached"), PM_DELIVERY_PROBE },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (pm_span_eq(word, words[i].word))
            return words[i].status;
    return PM_DELIVERY_OTHER;
}

static bool at_relay(pm_span s)
{
    return pm_span_starts(s, PM_SPAN(", relay=")) || pm_span_starts(s, PM_SPAN(", orig_to=<"));
}

/* "<…>, " in front of relay= or orig_to=, by its quoting; before 3.5 addresses stood unquoted. */
static bool take_recipient(pm_span *s, pm_span *out)
{
    pm_span rest = *s;
    if (pm_take_bracketed(&rest, out) && at_relay(rest)) {
        *s = pm_span_skip(rest, 2);
        return true;
    }
    if (!pm_span_starts(*s, PM_SPAN("<")))
        return false;
    for (size_t i = 1; i < s->len; i++)
        if (s->ptr[i] == '>' && at_relay(pm_span_skip(*s, i + 1))) {
            *out = pm_span_make(s->ptr + 1, i - 1);
            *s = pm_span_skip(*s, i + 3);
            return true;
        }
    return false;
}

/* relay=none | local | name[addr]:port | name[path] */
static void read_relay(pm_span relay, pm_event *out)
{
    pm_span rest = relay;
    if (pm_take_peer(&rest, &out->relay_name, &out->relay, &out->relay_port) && rest.len == 0)
        return;
    out->relay = out->relay_port = (pm_span){ 0 };
    out->relay_name = pm_span_eq(relay, PM_SPAN("none")) ? (pm_span){ 0 } : relay;
}

bool pm_read_delivery(pm_span s, pm_event *out)
{
    pm_span rest, relay, value, word;
    if (!pm_span_after(s, PM_SPAN("to="), &rest) || !take_recipient(&rest, &out->recipient))
        return false;
    if (pm_span_after(rest, PM_SPAN("orig_to="), &value)) {
        rest = value;
        if (!take_recipient(&rest, &out->original_recipient))
            return false;
    }
    /* quoted by 3.5 and later, the end of the address to what wrote before it */
    out->contested = pm_span_has(out->recipient, PM_SPAN(">, relay=")) || pm_span_has(out->original_recipient, PM_SPAN(">, relay="));
    if (!pm_take_value(&rest, PM_SPAN("relay="), &relay))
        return false;
    /* key=value pairs of our own Postfix up to the status; the rest is the other server's words */
    while (!pm_span_starts(rest, PM_SPAN("status="))) {
        if (pm_span_starts(rest, PM_SPAN("dsn=")))
            pm_take_value(&rest, PM_SPAN("dsn="), &out->dsn);
        else if (pm_span_take(&rest, PM_SPAN(", ")).len == 0 || rest.len == 0)
            return false;
    }
    rest = pm_span_skip(rest, sizeof "status=" - 1);
    if (pm_span_split(rest, PM_SPAN(" ("), &word, &out->text))
        pm_span_before(out->text, PM_SPAN(")"), &out->text);
    else
        word = rest;
    out->status = status_of(word);
    out->code = word;
    read_relay(relay, out);
    out->kind = PM_EV_DELIVERY;
    return true;
}

/* The fields of a tail in the order that smtpd writes them; sasl_method= came with 3.10 and has no brackets. */
static const char *const tail_fields[] = { "from=", "to=", "proto=", "helo=", "sasl_username=", "sasl_method=" };
enum { TAIL_FIELDS = sizeof tail_fields / sizeof *tail_fields };

static bool take_tail_value(pm_span *s, size_t field, pm_event *out)
{
    pm_span *const bracketed[TAIL_FIELDS] = { &out->sender, &out->recipient, NULL, &out->helo, &out->user, NULL };
    if (bracketed[field] != NULL)
        return pm_take_bracketed(s, bracketed[field]);
    size_t end = pm_span_find_char(*s, ' ');
    pm_span value = pm_span_first(*s, end);
    *s = pm_span_skip(*s, value.len);
    if (pm_span_eq(pm_span_of(tail_fields[field]), PM_SPAN("proto=")))
        return pm_span_find_char(value, '<') == PM_NPOS;
    out->method = value; /* "sasl_method=PLAIN sasl_username=ann b sasl_sender=c+40d": to the end of the line */
    if (pm_span_after(*s, PM_SPAN(" sasl_username="), s)) {
        out->user = pm_span_first(*s, pm_span_find_last(*s, PM_SPAN(" sasl_sender=")));
        *s = pm_span_skip(*s, s->len);
    }
    return true;
}

/* One reading of "from=<…> to=<…> proto=… helo=<…>…" that reaches the end of s, or ": words" of the admin. */
bool pm_read_tail_here(pm_span s, bool admin_text, pm_event *out)
{
    pm_span rest = s;
    for (size_t field = 0; rest.len; field++) {
        pm_span after;
        while (field < TAIL_FIELDS && !pm_span_after(rest, pm_span_of(tail_fields[field]), &after))
            field++;
        if (field == TAIL_FIELDS || !take_tail_value(&after, field, out))
            return false;
        rest = after;
        pm_span_after(rest, PM_SPAN(","), &rest); /* postscreen separates by commas */
        if (rest.len && !pm_span_after(rest, PM_SPAN(" "), &rest))
            return admin_text && pm_span_starts(rest, PM_SPAN(": "));
    }
    return s.len != 0;
}

/* The next place at or behind `from` where a tail may begin, or PM_NPOS. */
static size_t tail_start(pm_span s, size_t from)
{
    static const char *const starts[] = { "from=<", "to=<", "proto=", "helo=<" };
    for (size_t i = from; i + 8 < s.len; i++) {
        if (s.ptr[i] != ';' || s.ptr[i + 1] != ' ')
            continue;
        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
            if (pm_starts(pm_span_skip(s, i + 2), starts[k]))
                return i;
    }
    return PM_NPOS;
}

/*
 * An honest line has one place where the tail may begin.  More of them stand in the recipient, which the
 * reply repeats as the client typed it, or in a quoted address: which is the true one depends on the
 * Postfix that wrote it (quoted from 3.5 on), so the line is contested and the leftmost whole tail shown.
 */
pm_tail pm_read_tail(pm_span s, pm_span *head, pm_event *out)
{
    enum { MOST = 16 }; /* a line of nothing but beginnings must not cost its square */
    size_t places = 0;
    bool found = false;
    for (size_t at = tail_start(s, 0); at != PM_NPOS && places < MOST; at = tail_start(s, at + 1), places++) {
        pm_event reading = *out;
        if (found || !pm_read_tail_here(pm_span_skip(s, at + 2), false, &reading))
            continue;
        found = true;
        *out = reading;
        *head = pm_span_first(s, at);
    }
    return !found ? PM_TAIL_NONE : places == 1 ? PM_TAIL_CLEAN : PM_TAIL_CONTESTED;
}

/* "5.7.1 text": what a milter answers at the end of a message has no three digits before it. */
static bool enhanced_status(pm_span s, pm_span *out)
{
    uint64_t class, subject, detail;
    pm_span rest = s;
    if (!pm_span_number(rest, &class, &rest) || (class != 2 && class != 4 && class != 5) || !pm_span_after(rest, PM_SPAN("."), &rest) ||
        !pm_span_number(rest, &subject, &rest) || subject > 999 || !pm_span_after(rest, PM_SPAN("."), &rest) ||
        !pm_span_number(rest, &detail, &rest) || detail > 999 || (rest.len && rest.ptr[0] != ' '))
        return false;
    *out = pm_span_first(s, s.len - rest.len);
    return true;
}

void pm_read_reply(pm_span s, pm_event *out)
{
    uint64_t code;
    if (enhanced_status(s, &out->dsn))
        return;
    if (s.len >= 4 && s.ptr[0] >= '2' && s.ptr[0] <= '5' && s.ptr[3] == ' ' && pm_span_to_u64(pm_span_first(s, 3), &code)) {
        out->code = pm_span_first(s, 3);
        pm_span rest = pm_span_skip(s, 4);
        size_t n = pm_span_find_char(rest, ' ');
        if (n != PM_NPOS && n >= 5 && rest.ptr[1] == '.' && rest.ptr[0] >= '2' && rest.ptr[0] <= '5')
            out->dsn = pm_span_first(rest, n);
    }
}

bool pm_read_policy(pm_span s, pm_event *out)
{
    pm_span stage, rest;
    if (!pm_span_split(s, PM_SPAN(" from "), &stage, &rest) || stage.len > 24)
        return false;
    if (!pm_take_peer(&rest, &out->client_name, &out->client, NULL) || !pm_span_after(rest, PM_SPAN(": "), &rest))
        return false;
    out->stage = stage;
    pm_span text = rest;
    pm_tail tail = pm_read_tail(rest, &text, out);
    out->contested = tail == PM_TAIL_CONTESTED;
    out->text = text;
    pm_read_reply(text, out);
    out->kind = PM_EV_REJECT;
    return true;
}

bool pm_reply_queued_as(pm_span reply, pm_span *qid)
{
    pm_span rest;
    size_t at = pm_span_find_last(reply, PM_SPAN("queued as "));
    if (at == PM_NPOS)
        return false;
    rest = pm_span_skip(reply, at + sizeof "queued as " - 1);
    size_t n = 0;
    while (n < rest.len && ((rest.ptr[n] >= '0' && rest.ptr[n] <= '9') || (rest.ptr[n] >= 'A' && rest.ptr[n] <= 'Z') ||
                            (rest.ptr[n] >= 'a' && rest.ptr[n] <= 'z')))
        n++;
    *qid = pm_span_first(rest, n);
    return pm_queue_id_valid(*qid);
}
