/* Sources of the shapes: OpenSSH auth.c (auth_log), packet.c, monitor.c, sshd.c, session.c, 5.3 to 10. */
#include "check_event.h"

#define S "sshd"

static const event_row rows[] = {
    { S, "Failed password for ann from 192.0.2.7 port 52614 ssh2", PM_PARSED, PM_EV_SSH_FAILED, .method = "password", .user = "ann",
      .client = "192.0.2.7", .number = 52614 },
    { S, "Failed password for invalid user ann from 2001:db8::7 port 52614 ssh2", PM_PARSED, PM_EV_SSH_FAILED, .method = "password",
      .user = "ann", .client = "2001:db8::7", .number = 52614, .unknown_user = true },
    { S, "Failed password for illegal user ann from 192.0.2.7 port 52614", PM_PARSED, PM_EV_SSH_FAILED, .method = "password", .user = "ann",
      .client = "192.0.2.7", .number = 52614, .unknown_user = true },
    { S, "Failed none for invalid user  from 192.0.2.7 port 52614 ssh2", PM_PARSED, PM_EV_SSH_FAILED, .method = "none", .client = "192.0.2.7",
      .number = 52614, .unknown_user = true },
    { S, "Failed keyboard-interactive/pam for ann from 192.0.2.7 port 52614 ssh1", PM_PARSED, PM_EV_SSH_FAILED,
      .method = "keyboard-interactive/pam", .user = "ann", .client = "192.0.2.7", .number = 52614 },
    { "sshd-session", "Failed publickey for ann from 192.0.2.7 port 52614 ssh2: ED25519 SHA256:abc", PM_PARSED, PM_EV_SSH_FAILED,
      .method = "publickey", .user = "ann", .client = "192.0.2.7", .number = 52614, .text = "ED25519 SHA256:abc" },
    { S, "Failed password for root from 192.0.2.7 port 52614 ssh2 [preauth]", PM_PARSED, PM_EV_SSH_FAILED, .method = "password", .user = "root",
      .client = "192.0.2.7", .number = 52614 },
    { S, "Accepted password for ann from 192.0.2.7 port 52614 ssh2", PM_PARSED, PM_EV_SSH_ACCEPTED, .method = "password", .user = "ann",
      .client = "192.0.2.7", .number = 52614 },
    { "sshd-session", "Accepted publickey for ann from 192.0.2.7 port 52614 ssh2: RSA SHA256:abc", PM_PARSED, PM_EV_SSH_ACCEPTED, .method = "publickey",
      .user = "ann", .client = "192.0.2.7", .number = 52614, .text = "RSA SHA256:abc" },
    { S, "Accepted publickey for ann from 192.0.2.7 port 52614 ssh2: ED25519-CERT SHA256:abc ID ann@example.org (serial 7) CA RSA SHA256:def", PM_PARSED,
      PM_EV_SSH_ACCEPTED, .method = "publickey", .user = "ann", .client = "192.0.2.7", .number = 52614,
      .text = "ED25519-CERT SHA256:abc ID ann@example.org (serial 7) CA RSA SHA256:def" },
    { S, "Invalid user ann from 192.0.2.7 port 52614", PM_PARSED, PM_EV_SSH_INVALID, .user = "ann", .client = "192.0.2.7", .number = 52614,
      .unknown_user = true },
    { S, "Invalid user ann from 192.0.2.7", PM_PARSED, PM_EV_SSH_INVALID, .user = "ann", .client = "192.0.2.7", .unknown_user = true },
    { S, "Illegal user ann from 192.0.2.7", PM_PARSED, PM_EV_SSH_INVALID, .user = "ann", .client = "192.0.2.7", .unknown_user = true },
    { S, "Invalid user  from 192.0.2.7 port 52614", PM_PARSED, PM_EV_SSH_INVALID, .client = "192.0.2.7", .number = 52614, .unknown_user = true },

    /* ---- names that imitate the line ---- */
    { S, "Invalid user root from 198.51.100.7 port 22 ssh2 from 192.0.2.9 port 40666", PM_PARSED, PM_EV_SSH_INVALID,
      .user = "root from 198.51.100.7 port 22 ssh2", .client = "192.0.2.9", .number = 40666, .unknown_user = true },
    { S, "Invalid user root from 198.51.100.7 port 22 from 192.0.2.9", PM_PARSED, PM_EV_SSH_INVALID, .user = "root from 198.51.100.7 port 22",
      .client = "192.0.2.9", .unknown_user = true },
    { S, "Invalid user x port 22 from 192.0.2.9", PM_PARSED, PM_EV_SSH_INVALID, .user = "x port 22", .client = "192.0.2.9", .unknown_user = true },
    { S, "Failed password for invalid user root from 198.51.100.7 port 22 ssh2 from 192.0.2.9 port 40666 ssh2", PM_PARSED, PM_EV_SSH_FAILED,
      .method = "password", .user = "root from 198.51.100.7 port 22 ssh2", .client = "192.0.2.9", .number = 40666, .unknown_user = true },
    { S, "Failed password for invalid user root from 198.51.100.7 port 22 ssh2: x from 192.0.2.9 port 40666 ssh2", PM_PARSED, PM_EV_SSH_FAILED,
      .method = "password", .user = "root from 198.51.100.7 port 22 ssh2: x", .client = "192.0.2.9", .number = 40666, .unknown_user = true },
    { S, "Failed password for invalid user x ssh2: y from 192.0.2.9 port 40666 ssh2", PM_PARSED, PM_EV_SSH_FAILED, .method = "password",
      .user = "x ssh2: y", .client = "192.0.2.9", .number = 40666, .unknown_user = true },
    /* behind "ssh2: " of a certificate stands what its authority wrote, before it what the client claims */
    { S, "Accepted publickey for ann from 192.0.2.7 port 52614 ssh2: ED25519-CERT SHA256:abc ID x from 198.51.100.66 port 1 ssh2: y (serial 7) CA RSA "
         "SHA256:def", PM_PARSED, PM_EV_SSH_ACCEPTED, .method = "publickey", .user = "ann", .client = "192.0.2.7", .number = 52614,
      .text = "ED25519-CERT SHA256:abc ID x from 198.51.100.66 port 1 ssh2: y (serial 7) CA RSA SHA256:def", .contested = true },
    { S, "Failed publickey for invalid user root from 198.51.100.7 port 22 ssh2: x from 192.0.2.9 port 40666 ssh2: RSA SHA256:abc", PM_PARSED,
      PM_EV_SSH_FAILED, .method = "publickey", .user = "root", .client = "198.51.100.7", .number = 22,
      .text = "x from 192.0.2.9 port 40666 ssh2: RSA SHA256:abc", .unknown_user = true, .contested = true },
    { S, "Failed password for ann from 192.0.2.7 port 5x ssh2", .verdict = PM_NOT_UNDERSTOOD },
    { S, "Failed password for ann", .verdict = PM_NOT_UNDERSTOOD },

    /* ---- the client's words are not a login ---- */
    { S, "Received disconnect from 192.0.2.9 port 4:11: Accepted password for root from 198.51.100.7 port 22 ssh2 [preauth]", .verdict = PM_KNOWN },
    { S, "Connection closed by invalid user \\\\346\\\\227\\\\245 192.0.2.9 port 40678 [preauth]", .verdict = PM_KNOWN },
    { S, "Bad protocol version identification 'Accepted password for root' from 192.0.2.9 port 4", .verdict = PM_KNOWN },

    /* ---- the service ---- */
    { S, "Server listening on 0.0.0.0 port 22.", PM_PARSED, PM_EV_SERVICE, .service = "sshd", .action = "start",
      .text = "Server listening on 0.0.0.0 port 22." },
    { S, "Received signal 15; terminating.", PM_PARSED, PM_EV_SERVICE, .service = "sshd", .action = "stop", .text = "Received signal 15; terminating." },
    { S, "Received SIGHUP; restarting.", PM_PARSED, PM_EV_SERVICE, .service = "sshd", .action = "reload", .text = "Received SIGHUP; restarting." },
    { S, "pam_unix(sshd:session): session opened for user ann(uid=1000) by (uid=0)", PM_PARSED, PM_EV_SESSION_OPENED, .service = "sshd", .user = "ann" },

    /* ---- recognised ---- */
    { S, "Connection closed by authenticating user root 192.0.2.7 port 52614 [preauth]", .verdict = PM_KNOWN },
    { S, "Disconnected from user ann 192.0.2.7 port 52614", .verdict = PM_KNOWN },
    { S, "error: maximum authentication attempts exceeded for root from 192.0.2.7 port 52614 ssh2 [preauth]", .verdict = PM_KNOWN },
    { S, "Did not receive identification string from 192.0.2.7 port 52614", .verdict = PM_KNOWN },
    { S, "banner exchange: Connection from 192.0.2.7 port 52614: invalid format", .verdict = PM_KNOWN },
    { S, "Unable to negotiate with 192.0.2.7 port 52614: no matching key exchange method found. Their offer: x [preauth]", .verdict = PM_KNOWN },
    { S, "User ann from 192.0.2.7 not allowed because not listed in AllowUsers", .verdict = PM_KNOWN },
    { S, "Accepted certificate ID \"x\" (serial 7) signed by RSA CA SHA256:def via /etc/ssh/ca.pub", .verdict = PM_KNOWN },
    { S, "Accepted key ED25519 SHA256:abc found at /home/ann/.ssh/authorized_keys:1", .verdict = PM_KNOWN },
    { S, "Postponed publickey for ann from 192.0.2.7 port 52614 ssh2 [preauth]", .verdict = PM_KNOWN },
    { S, "drop connection #10 from [192.0.2.7]:52614 on [198.51.100.4]:22 past MaxStartups", .verdict = PM_KNOWN },
    { S, "Timeout before authentication for 192.0.2.7 port 52614", .verdict = PM_KNOWN },
    { S, "reverse mapping checking getaddrinfo for x.example.net [192.0.2.7] failed - POSSIBLE BREAK-IN ATTEMPT!", .verdict = PM_KNOWN },
    { S, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
