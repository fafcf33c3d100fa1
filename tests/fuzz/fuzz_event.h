/* fuzz_event: what must hold for every event, whatever the line. */
#ifndef PM_TESTS_FUZZ_EVENT_H
#define PM_TESTS_FUZZ_EVENT_H

#include "fuzz.h"

#include "postmortem/event/event.h"

#define FUZZ_TEXTS(X)                                                                                                    \
    X(qid) X(parent_qid) X(child_qid) X(client_name) X(client) X(user) X(runas) X(by) X(sender) X(recipient)              \
    X(original_recipient) X(helo) X(relay_name) X(relay) X(relay_port) X(method) X(service) X(stage) X(action) X(code)    \
    X(dsn) X(tty) X(directory) X(command) X(text)

static inline void fuzz_event(const pm_record *rec)
{
    pm_event ev, again;
    const pm_program *program = pm_program_find(rec->tag);
    pm_verdict v = pm_event_read(program, rec, &ev);
    fuzz_must(v == PM_PARSED || v == PM_KNOWN || v == PM_NOT_UNDERSTOOD, "a verdict is one of three");
    if (v != PM_PARSED)
        return;
    fuzz_must(ev.kind > PM_EV_NONE && ev.kind < PM_EV_COUNT, "a typed event has a kind");
    fuzz_must(pm_event_read(program, rec, &again) == v && again.kind == ev.kind, "parsing remembers nothing");
#define X(field)                                                                                       \
    fuzz_must(fuzz_stays(ev.field, rec->message), #field " ends with the line");                        \
    fuzz_touch(ev.field);                                                                              \
    fuzz_must(pm_span_eq(ev.field, again.field), #field " is read the same again");
    FUZZ_TEXTS(X)
#undef X
}

#endif
