/* Sources of the shapes: Postfix src/{trivial-rewrite,scache,tlsmgr,verify,proxymap,sendmail,postdrop,postqueue,local}. */
#include "check_event.h"

static const event_row rows[] = {
    { "postfix/verify", "1E240C0A14: to=<bob@example.net>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=5.1.1, status=undeliverable (unknown)",
      PM_PARSED, PM_EV_DELIVERY, .qid = "1E240C0A14", .recipient = "bob@example.net", .dsn = "5.1.1", .code = "undeliverable",
      .status = PM_DELIVERY_PROBE, .text = "unknown" },
    { "postfix/trivial-rewrite", "warning: do not list domain example.org in BOTH mydestination and virtual_alias_domains", .verdict = PM_KNOWN },
    { "postfix/scache", "statistics: domain lookup hits=0 miss=4 success=0%", .verdict = PM_KNOWN },
    { "postfix/tlsmgr", "open smtpd TLS cache btree:/var/lib/postfix/smtpd_scache", .verdict = PM_KNOWN },
    { "postfix/proxymap", "warning: request for unapproved table: \"hash:/etc/shadow\"", .verdict = PM_KNOWN },
    { "postfix/sendmail", "fatal: www-data(33): No recipient addresses found in message header", .verdict = PM_KNOWN },
    { "postfix/postdrop", "warning: uid=33: File too large", .verdict = PM_KNOWN },
    { "postfix/postqueue", "fatal: User www-data(33) is not allowed to view the mail queue", .verdict = PM_KNOWN },
    { "postfix/postfix", "starting the Postfix mail system", .verdict = PM_KNOWN },
    { "postfix/verify", "cache btree:/var/lib/postfix/verify_cache full cleanup: retained=1 dropped=0 entries", .verdict = PM_KNOWN },
    { "postfix/scache", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
