/* Sources of the shapes: Cyrus SASL saslauthd/saslauthd-main.c (do_auth), saslauthd/utils.c. */
#include "check_event.h"

#define S "saslauthd"

static const event_row rows[] = {
    { S, "do_auth         : auth failure: [user=bob] [service=smtp] [realm=example.com] [mech=pam] [reason=PAM auth error]", PM_PARSED,
      PM_EV_BACKEND_FAILED, .user = "bob", .service = "smtp", .method = "pam", .text = "PAM auth error" },
    { S, "do_auth         : auth failure: [user=bob] [service=imap] [realm=] [remote=192.0.2.7] [mech=shadow] [reason=Unknown]", PM_PARSED,
      PM_EV_BACKEND_FAILED, .user = "bob", .service = "imap", .method = "shadow", .client = "192.0.2.7", .text = "Unknown" },
    { S, ":auth failure: [user=bob] [service=smtp] [realm=] [mech=shadow] [reason=Unknown]", PM_PARSED, PM_EV_BACKEND_FAILED, .user = "bob",
      .service = "smtp", .method = "shadow", .text = "Unknown" },
    /* the name is the client's */
    { S, "do_auth         : auth failure: [user=x] [service=imap] [realm=] [mech=pam] [reason=y] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error]",
      PM_PARSED, PM_EV_BACKEND_FAILED, .user = "x] [service=imap] [realm=] [mech=pam] [reason=y", .service = "smtp", .method = "pam",
      .text = "PAM auth error" },
    { S, "pam_unix(smtp:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=  user=bob", PM_PARSED, PM_EV_PAM_FAILED,
      .service = "smtp", .user = "bob", .number = 1 },
    { S, "DEBUG: auth_pam: pam_authenticate failed: Authentication failure", .verdict = PM_KNOWN },
    { S, "detach_tty      : master pid is: 411", .verdict = PM_KNOWN },
    { S, "ipc_init        : listening on socket: /run/saslauthd/mux", .verdict = PM_KNOWN },
    { S, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
