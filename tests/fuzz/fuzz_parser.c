/* parser: "postfix/smtpd\nconnect from …": a tag and a message -> that program's parser. */
#include "fuzz_event.h"

#include "parser.h"

/* The shared pieces, on whatever the message holds. */
static void read_pieces(pm_span s)
{
    pm_event ev = { 0 };
    pm_span rest = s, a = { 0 }, b = { 0 }, c = { 0 };
    int64_t t;
    if (pm_queue_id_time(s, &t))
        fuzz_must(s.len >= 12, "a long id has its parts");
    if (pm_take_queue_id(&rest, &a))
        fuzz_must(fuzz_inside(a, s) && fuzz_inside(rest, s) && rest.len < s.len, "an id and what follows it");
    rest = s;
    if (pm_take_peer(&rest, &a, &b, &c))
        fuzz_must(fuzz_inside(a, s) && fuzz_inside(b, s) && fuzz_inside(c, s) && fuzz_inside(rest, s), "a peer lies in the text");
    rest = s;
    if (pm_take_bracketed(&rest, &a))
        fuzz_must(a.len + rest.len + 2 == s.len, "brackets take nothing away");
    if (pm_reply_queued_as(s, &a))
        fuzz_must(pm_queue_id_valid(a), "the next hop's id is one");
    if (pm_read_tail(s, &a, &ev) != PM_TAIL_NONE)
        fuzz_must(fuzz_inside(a, s) && fuzz_inside(ev.sender, s) && fuzz_inside(ev.recipient, s), "a tail lies in the text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pm_span message = pm_span_make((const char *)data, size);
    pm_record rec = { .times = 1, .tag = pm_span_take(&message, PM_SPAN("\n")), .message = message };
    fuzz_event(&rec);
    read_pieces(message);
    return 0;
}
