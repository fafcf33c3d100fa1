/*
 * reply: what other servers' answers mean, by the rows of templates/rules/replies.rules.
 * First matching row wins.  One set per thread.
 */
#ifndef PM_ANALYSIS_REPLY_H
#define PM_ANALYSIS_REPLY_H

#include "postmortem/base/rules.h"

typedef struct pm_replies pm_replies;

typedef enum {
    PM_REPLY_BLOCKLIST,
    PM_REPLY_RATE,
    PM_REPLY_POLICY,
    PM_REPLY_REPUTATION,
    PM_REPLY_AUTH,
    PM_REPLY_UNKNOWN_USER, /* the recipient does not exist: no word about us */
    PM_REPLY_KIND_COUNT
} pm_reply_kind;

typedef struct {
    pm_span id, operator_name, sample;
    pm_reply_kind kind;
} pm_reply_rule;

pm_status pm_replies_new(pm_replies **out, const char *file, pm_span rules, pm_error *err);
void pm_replies_free(pm_replies *r);
size_t pm_replies_count(const pm_replies *r);
const pm_reply_rule *pm_replies_rule(const pm_replies *r, size_t i);
/* Are these another server's words, not Postfix's own ("connect to mx.example.net[192.0.2.1]:25: Connection timed out")?
 * smtp_session_helo(), smtp_proto.c: "host NAME[ADDR] said: …", "… refused to talk to me: …". */
bool pm_reply_is_remote(pm_span text);
/* The row that a reply matches, PM_NPOS when none; *listed: the address of ours that it names, if it does
 * (until the next call). */
size_t pm_replies_match(pm_replies *r, pm_span reply, pm_span *listed);

#endif
