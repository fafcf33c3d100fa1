/*
 * cleanup: Message-IDs, header_checks and body_checks, milter decisions.
 * Sources: src/cleanup/cleanup_message.c, cleanup_milter.c, cleanup_api.c.
 */
#include "parser.h"

/* Behind " from ": "mx[192.0.2.7]; from=<…> to=<…> proto=… helo=<…>: words", "local; from=<…>" */
static bool read_origin(pm_span s, pm_event *out)
{
    pm_span after;
    if (pm_span_after(s, PM_SPAN("local;"), &after) || pm_span_after(s, PM_SPAN("unknown;"), &after))
        out->client_name = pm_span_first(s, pm_span_find_char(s, ';'));
    else if (after = s, !pm_take_peer(&after, &out->client_name, &out->client, NULL) || !pm_span_after(after, PM_SPAN(";"), &after))
        return false;
    pm_span_after(after, PM_SPAN(" "), &after);
    return after.len == 0 || pm_starts(after, ": ") || pm_read_tail_here(after, true, out);
}

static bool lies_in(const char *p, pm_span s)
{
    return s.len && p >= s.ptr && p < s.ptr + s.len;
}

/*
 * "header Subject: hi from evil[198.51.100.66]; … from mx[192.0.2.7]; from=<…> to=<…> proto=… helo=<…>: words"
 * The header is the sender's text and may hold a complete fake, so the last origin counts; unless it stands
 * in an address that the origin before it gives: then the quoting decides, and the line is contested.
 */
static bool read_check(pm_span s, pm_event *out)
{
    enum { MOST = 400 }; /* as many as fit into the 2000 bytes that Postfix writes */
    static const char *const parts[] = { "header ", "body ", "content ", NULL };
    pm_span head = s, rest;
    const char *last = NULL; /* the origin that counts so far */
    bool found = false;
    for (const char *const *p = parts; *p != NULL; p++)
        if (pm_span_after(s, pm_span_of(*p), &head))
            out->stage = pm_span_first(s, strlen(*p) - 1);
    if (!out->stage.len)
        return false;
    pm_event best = *out;
    for (int n = 0; n < MOST && pm_span_split_last(head, PM_SPAN(" from "), &head, &rest); n++) {
        pm_event reading = *out;
        const char *origin = head.ptr + head.len + sizeof " from " - 1;
        if (!read_origin(pm_span_make(origin, (size_t)(s.ptr + s.len - origin)), &reading))
            continue;
        reading.contested = found;
        reading.text = head;
        if (!found || lies_in(last, reading.sender) || lies_in(last, reading.recipient)) {
            best = reading;
            last = origin;
        }
        found = true;
    }
    *out = best;
    out->kind = PM_EV_HEADER_CHECK;
    return found;
}

static bool is_action(pm_span word)
{
    static const char *const actions[] = { "reject", "warning", "info", "filter", "hold", "discard", "redirect", "prepend",
                                           "replace", "strip", "bcc", "delay", NULL };
    for (const char *const *a = actions; *a != NULL; a++)
        if (pm_span_eq(word, pm_span_of(*a)))
            return true;
    return false;
}

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = rec->message, rest, action;
    if (pm_starts(s, "warning: file system clock is ")) {
        out->kind = PM_EV_CLOCK_STEP;
        out->text = s;
        return PM_PARSED;
    }
    if (!pm_take_queue_id(&s, &out->qid))
        return PM_NOT_UNDERSTOOD;
    if (pm_span_after(s, PM_SPAN("message-id="), &out->text)) { /* opaque: all of it is the sender's */
        out->kind = PM_EV_MESSAGE_ID;
        return PM_PARSED;
    }
    if (pm_starts(s, "resent-message-id="))
        return PM_KNOWN;
    if (pm_starts(s, "to=<"))
        return pm_read_delivery(s, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    if (pm_starts(s, "removed (")) {
        out->kind = PM_EV_REMOVED;
        return PM_PARSED;
    }
    if (!pm_span_split(s, PM_SPAN(": "), &action, &rest))
        return PM_NOT_UNDERSTOOD;
    out->action = action;
    if (is_action(action)) {
        if (read_check(rest, out))
            return PM_PARSED;
        return pm_starts(rest, "mime-error ") ? PM_KNOWN : PM_NOT_UNDERSTOOD;
    }
    if (pm_starts(action, "milter-header-") || pm_starts(action, "milter-body-"))
        return PM_KNOWN;
    if (pm_starts(action, "milter-"))
        return pm_read_policy(rest, out) ? PM_PARSED : PM_NOT_UNDERSTOOD;
    return PM_NOT_UNDERSTOOD;
}

static const char *const known[] = {
    "warning: unix_trigger_event", "warning: milter", "warning: connect to Milter", "warning: premature end-of-input",
    "warning: dict_", "table ", "warning: ", "fatal: ", "error: ", "panic: ", NULL,
};

const pm_parser pm_parser_cleanup = {
    .programs = "cleanup",
    .postfix = true,
    .pid_always = true,
    .family = PM_FAMILY_MAIL,
    .summary = "Message-IDs, header and body checks, milter decisions",
    .sample = "1E240C0A14: message-id=<20260104.1067@mail.example.org>",
    .parse = parse,
    .known = known,
};
