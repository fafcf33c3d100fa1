/* Sources of the shapes: Postfix src/smtpd/smtpd.c, smtpd_check.c, smtpd_sasl_glue.c, smtpd_proxy.c, 2.3 to 3.11. */
#include "check_event.h"

#define SMTPD "postfix/smtpd"

static const event_row rows[] = {
    /* ---- sessions ---- */
    { SMTPD, "connect from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECT, .client_name = "unknown", .client = "192.0.2.7" },
    { SMTPD, "connect from mail.example.org[192.0.2.7]:52614", PM_PARSED, PM_EV_CONNECT, .client_name = "mail.example.org",
      .client = "192.0.2.7" },
    { "postfix/submission/smtpd", "connect from unknown[2001:db8::7]", PM_PARSED, PM_EV_CONNECT, .client_name = "unknown",
      .client = "2001:db8::7" },
    { SMTPD, "disconnect from unknown[192.0.2.7]", PM_PARSED, PM_EV_DISCONNECT, .client_name = "unknown", .client = "192.0.2.7" },
    { SMTPD, "disconnect from unknown[192.0.2.7] ehlo=1 auth=0/3 commands=1/4", PM_PARSED, PM_EV_DISCONNECT, .client_name = "unknown",
      .client = "192.0.2.7", .text = "ehlo=1 auth=0/3 commands=1/4" },
    { SMTPD, "disconnect from unknown[192.0.2.7] helo=1 mail=1 rcpt=1 data=1 commands=4 notes=bare_lf", PM_PARSED, PM_EV_DISCONNECT,
      .client_name = "unknown", .client = "192.0.2.7", .text = "helo=1 mail=1 rcpt=1 data=1 commands=4 notes=bare_lf" },
    { SMTPD, "lost connection after AUTH from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST, .client_name = "unknown",
      .client = "192.0.2.7", .stage = "AUTH" },
    { SMTPD, "lost connection after DATA (3007 bytes) from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST,
      .client_name = "unknown", .client = "192.0.2.7", .stage = "DATA" },
    { SMTPD, "timeout after END-OF-MESSAGE from mail.example.org[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST,
      .client_name = "mail.example.org", .client = "192.0.2.7", .stage = "END-OF-MESSAGE" },
    { SMTPD, "too many errors after RCPT from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST, .client_name = "unknown",
      .client = "192.0.2.7", .stage = "RCPT" },
    /* with an id since 3.10 */
    { SMTPD, "NOQUEUE: lost connection after CONNECT from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST, .client_name = "unknown",
      .client = "192.0.2.7", .stage = "CONNECT" },
    { SMTPD, "4SVLCh0sf8z5wKp: timeout after BDAT (100 bytes) from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECTION_LOST,
      .qid = "4SVLCh0sf8z5wKp", .client_name = "unknown", .client = "192.0.2.7", .stage = "BDAT" },

    /* ---- submissions ---- */
    { SMTPD, "1E240C0A14: client=mail.example.org[192.0.2.7]", PM_PARSED, PM_EV_CLIENT, .qid = "1E240C0A14",
      .client_name = "mail.example.org", .client = "192.0.2.7" },
    { SMTPD, "NOQUEUE: client=unknown[192.0.2.7]:52614", PM_PARSED, PM_EV_CLIENT, .client_name = "unknown", .client = "192.0.2.7" },
    { SMTPD, "4SVLCh0sf8z5wKp: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann@example.org", PM_PARSED, PM_EV_CLIENT,
      .qid = "4SVLCh0sf8z5wKp", .client_name = "unknown", .client = "192.0.2.7", .method = "PLAIN", .user = "ann@example.org" },
    /* the sender that AUTH= claims is not an identity */
    { SMTPD, "1E240C0A14: client=unknown[192.0.2.7], sasl_method=LOGIN, sasl_username=ann, sasl_sender=ceo+40example.com", PM_PARSED,
      PM_EV_CLIENT, .qid = "1E240C0A14", .client_name = "unknown", .client = "192.0.2.7", .method = "LOGIN", .user = "ann" },
    { SMTPD, "1E240C0A14: client=unknown[192.0.2.7], sasl_sender=ceo+40example.com", PM_PARSED, PM_EV_CLIENT, .qid = "1E240C0A14",
      .client_name = "unknown", .client = "192.0.2.7" },
    { SMTPD, "1E240C0A14: client=localhost[127.0.0.1], orig_queue_id=4SVLCh0sf8z5wKp, orig_client=mail.example.org[192.0.2.7]", PM_PARSED,
      PM_EV_CLIENT, .qid = "1E240C0A14", .client_name = "localhost", .client = "127.0.0.1", .parent_qid = "4SVLCh0sf8z5wKp" },
    { SMTPD, "1E240C0A14: client=localhost[127.0.0.1], sasl_method=PLAIN, sasl_username=a b, c, orig_queue_id=2F351C0A15", PM_PARSED,
      PM_EV_CLIENT, .qid = "1E240C0A14", .client_name = "localhost", .client = "127.0.0.1", .method = "PLAIN", .user = "a b, c",
      .parent_qid = "2F351C0A15" },
    { SMTPD, "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as 1E240C0A14; from=<ann@example.org> to=<bob@example.net> proto=ESMTP "
             "helo=<x> sasl_username=<ann>", PM_PARSED, PM_EV_PROXY_ACCEPT, .child_qid = "1E240C0A14", .sender = "ann@example.org",
      .recipient = "bob@example.net", .helo = "x", .user = "ann" },
    { SMTPD, "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>", .verdict = PM_KNOWN },
    { SMTPD, "proxy-reject: END-OF-MESSAGE: 554 5.7.1 spam; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>", .verdict = PM_KNOWN },

    /* ---- failed logins ---- */
    { SMTPD, "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6", PM_PARSED, PM_EV_AUTH_FAILED,
      .client_name = "unknown", .client = "192.0.2.7", .method = "LOGIN", .text = "UGFzc3dvcmQ6" },
    { SMTPD, "warning: mail.example.org[2001:db8::7]: SASL PLAIN authentication failed: authentication failure", PM_PARSED,
      PM_EV_AUTH_FAILED, .client_name = "mail.example.org", .client = "2001:db8::7", .method = "PLAIN", .text = "authentication failure" },
    { SMTPD, "warning: unknown[192.0.2.7]: SASL PLAIN authentication failed:", PM_PARSED, PM_EV_AUTH_FAILED, .client_name = "unknown",
      .client = "192.0.2.7", .method = "PLAIN" },
    { SMTPD, "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=bob@example.com",
      PM_PARSED, PM_EV_AUTH_FAILED, .client_name = "unknown", .client = "192.0.2.7", .method = "LOGIN", .text = "authentication failure",
      .user = "bob@example.com" },
    { SMTPD, "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: , sasl_username=bob", PM_PARSED, PM_EV_AUTH_FAILED,
      .client_name = "unknown", .client = "192.0.2.7", .method = "LOGIN", .user = "bob" },
    { SMTPD, "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=(unavailable)",
      PM_PARSED, PM_EV_AUTH_FAILED, .client_name = "unknown", .client = "192.0.2.7", .method = "LOGIN", .text = "(reason unavailable)" },
    /* the client's line, quoted behind another warning, is not a failed login */
    { SMTPD, "warning: non-SMTP command from unknown[192.0.2.7]: X: SASL LOGIN authentication failed: x, sasl_username=ceo", .verdict = PM_KNOWN },
    { SMTPD, "warning: Illegal address syntax from unknown[192.0.2.7] in MAIL command: <x]: SASL LOGIN authentication failed: y", .verdict = PM_KNOWN },
    { SMTPD, "warning: unknown[192.0.2.7]: SASL PLAIN authentication aborted", .verdict = PM_KNOWN },
    { SMTPD, "warning: SASL authentication failure: Password verification failed", .verdict = PM_KNOWN },
    { SMTPD, "warning: SASL: Connect to Dovecot auth socket 'private/auth' failed: No such file or directory", .verdict = PM_KNOWN },

    /* ---- policy ---- */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a@example.net>: Relay access denied; from=<b@example.org> "
             "to=<a@example.net> proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT",
      .client_name = "unknown", .client = "192.0.2.7", .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 <a@example.net>: Relay access denied",
      .sender = "b@example.org", .recipient = "a@example.net", .helo = "x" },
    { SMTPD, "4SVLCh0sf8z5wKp: reject: END-OF-MESSAGE from mail.example.org[192.0.2.7]:4711: 550 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: "
             "Access denied; from=<> to=<a@example.net> proto=ESMTP helo=<mail.example.org>", PM_PARSED, PM_EV_REJECT,
      .qid = "4SVLCh0sf8z5wKp", .action = "reject", .stage = "END-OF-MESSAGE", .client_name = "mail.example.org", .client = "192.0.2.7",
      .code = "550", .dsn = "5.7.1", .text = "550 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: Access denied", .recipient = "a@example.net",
      .helo = "mail.example.org" },
    /* a blocklist's own words hold semicolons */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using "
             "bl.example.net; listed; see https://example.net/?ip=192.0.2.7; from=<b@example.org> to=<a@example.net> proto=SMTP helo=<y>",
      PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client_name = "unknown", .client = "192.0.2.7", .code = "554",
      .dsn = "5.7.1", .text = "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example.net; listed; see "
                              "https://example.net/?ip=192.0.2.7",
      .sender = "b@example.org", .recipient = "a@example.net", .helo = "y" },
    { SMTPD, "NOQUEUE: reject_warning: CONNECT from unknown[192.0.2.7]: 554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied; "
             "proto=SMTP", PM_PARSED, PM_EV_REJECT, .action = "reject_warning", .stage = "CONNECT", .client_name = "unknown",
      .client = "192.0.2.7", .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied" },
    { SMTPD, "NOQUEUE: reject: VRFY from unknown[192.0.2.7]: 550 5.1.1 <root>: Recipient address rejected: User unknown; to=<root> proto=SMTP "
             "helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "VRFY", .client_name = "unknown", .client = "192.0.2.7",
      .code = "550", .dsn = "5.1.1", .text = "550 5.1.1 <root>: Recipient address rejected: User unknown", .recipient = "root", .helo = "x" },
    { SMTPD, "NOQUEUE: reject: CONNECT from unknown[192.0.2.7]: 421 4.3.0 mx1.example.org Server local data error", PM_PARSED, PM_EV_REJECT,
      .action = "reject", .stage = "CONNECT", .client_name = "unknown", .client = "192.0.2.7", .code = "421", .dsn = "4.3.0",
      .text = "421 4.3.0 mx1.example.org Server local data error" },
    /* sasl fields without brackets, since 3.10 */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 550 5.1.1 <a@example.net>: User unknown; from=<b@example.org> to=<a@example.net> "
             "proto=ESMTP helo=<x> sasl_method=PLAIN sasl_username=ann b sasl_sender=c+40d", PM_PARSED, PM_EV_REJECT, .action = "reject",
      .stage = "RCPT", .client_name = "unknown", .client = "192.0.2.7", .code = "550", .dsn = "5.1.1",
      .text = "550 5.1.1 <a@example.net>: User unknown", .sender = "b@example.org", .recipient = "a@example.net", .helo = "x",
      .method = "PLAIN", .user = "ann b" },
    { SMTPD, "4SVLCh0sf8z5wKp: milter-reject: END-OF-MESSAGE from unknown[192.0.2.7]: 5.7.1 virus; from=<b@example.org> to=<a@example.net> "
             "proto=ESMTP helo=<x> sasl_username=<ann>", PM_PARSED, PM_EV_REJECT, .qid = "4SVLCh0sf8z5wKp", .action = "milter-reject",
      .stage = "END-OF-MESSAGE", .client_name = "unknown", .client = "192.0.2.7", .dsn = "5.7.1", .text = "5.7.1 virus", .sender = "b@example.org",
      .recipient = "a@example.net", .helo = "x", .user = "ann" },
    { SMTPD, "NOQUEUE: discard: RCPT from unknown[192.0.2.7]: <a@example.net>: Recipient address triggers DISCARD action; from=<b@example.org> "
             "to=<a@example.net> proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "discard", .stage = "RCPT", .client_name = "unknown",
      .client = "192.0.2.7", .text = "<a@example.net>: Recipient address triggers DISCARD action", .sender = "b@example.org",
      .recipient = "a@example.net", .helo = "x" },
    { SMTPD, "NOQUEUE: permit: RCPT from unknown[192.0.2.7]: action=permit_sasl_authenticated for Recipient address=a@example.net; "
             "from=<b@example.org> to=<a@example.net> proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "permit", .stage = "RCPT",
      .client_name = "unknown", .client = "192.0.2.7", .text = "action=permit_sasl_authenticated for Recipient address=a@example.net",
      .sender = "b@example.org", .recipient = "a@example.net", .helo = "x" },
    /* quoted local parts, 3.5+ */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 no; from=<\"a> to=<ceo\"@example.org> to=<\"b \\\"> c\"@example.net> "
             "proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client_name = "unknown",
      .client = "192.0.2.7", .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 no", .sender = "\"a> to=<ceo\"@example.org",
      .recipient = "\"b \\\"> c\"@example.net", .helo = "x" },
    /* the reply repeats the recipient as the client typed it: two tails can be read, by 3.5 or by what was before it */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a; from=<ceo@example.com> to=<b>: no; from=<c@example.org> "
             "to=<a@example.net> proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client_name = "unknown",
      .client = "192.0.2.7", .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 <a; from=<ceo@example.com> to=<b>: no",
      .sender = "c@example.org", .recipient = "a@example.net", .helo = "x", .contested = true },
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a; from=<ceo@example.com> to=<b: no; from=<c@example.org> to=<d@example.net> "
             "proto=ESMTP helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client_name = "unknown", .client = "192.0.2.7",
      .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 <a; from=<ceo@example.com> to=<b: no", .sender = "c@example.org",
      .recipient = "d@example.net", .helo = "x", .contested = true }, /* from the other place to= would come twice */
    /* cut at 2000 bytes: no tail, no guess */
    { SMTPD, "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 no; from=<b@example.org> to=<a@exam", PM_PARSED, PM_EV_REJECT,
      .action = "reject", .stage = "RCPT", .client_name = "unknown", .client = "192.0.2.7", .code = "554", .dsn = "5.7.1",
      .text = "554 5.7.1 no; from=<b@example.org> to=<a@exam" },

    /* ---- recognised ---- */
    { SMTPD, "Anonymous TLS connection established from unknown[192.0.2.7]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)", .verdict = PM_KNOWN },
    { SMTPD, "setting up TLS connection from unknown[192.0.2.7]", .verdict = PM_KNOWN },
    { SMTPD, "SSL_accept error from unknown[192.0.2.7]: lost connection", .verdict = PM_KNOWN },
    { SMTPD, "improper command pipelining after EHLO from unknown[192.0.2.7]: MAIL FROM:<>\\r\\n", .verdict = PM_KNOWN },
    { SMTPD, "warning: hostname mail.example.org does not resolve to address 192.0.2.7", .verdict = PM_KNOWN },
    { SMTPD, "warning: 192.0.2.7: hostname mail.example.org verification failed: Name or service not known", .verdict = PM_KNOWN },
    { SMTPD, "warning: 192.0.2.7: address not listed for hostname mail.example.org", .verdict = PM_KNOWN },
    { SMTPD, "warning: 2001:db8::7: address not listed for hostname mail.example.org", .verdict = PM_KNOWN },
    { SMTPD, "warning: mail.example.org[192.0.2.7]: request longer than 2048: AUTH PLAIN AAAA...", .verdict = PM_KNOWN },
    { SMTPD, "warning: Connection concurrency limit exceeded: 51 from unknown[192.0.2.7] for service smtp", .verdict = PM_KNOWN },
    { SMTPD, "warning: Refusing STARTTLS request from unknown[192.0.2.7] for service smtp", .verdict = PM_KNOWN },
    { SMTPD, "warning: reject: ETRN x... from unknown[192.0.2.7]", .verdict = PM_KNOWN },
    { SMTPD, "warning: TLS library problem: error:0A000126:SSL routines::unexpected eof while reading:rec_layer_s3.c:309:", .verdict = PM_KNOWN },
    { SMTPD, "NOQUEUE: abort: TLS from unknown[192.0.2.7]: No client certificate presented", .verdict = PM_KNOWN },
    { SMTPD, "unknown[192.0.2.7]: replacing command \"A\" with \"B\"", .verdict = PM_KNOWN },
    { SMTPD, "mail.example.org[192.0.2.7]: subject_CN=x, issuer=y, fingerprint=00:11, pkey_fingerprint=22:33", .verdict = PM_KNOWN },
    { SMTPD, "1E240C0A14: reply filter in: 550 5.7.1 x", .verdict = PM_KNOWN },
    { SMTPD, "table hash:/etc/postfix/access(0,lock|fold_fix) has changed -- restarting", .verdict = PM_KNOWN },
    { SMTPD, "using backwards-compatible default setting smtputf8_enable=no", .verdict = PM_KNOWN },
    { SMTPD, "fatal: no SASL authentication mechanisms", .verdict = PM_KNOWN },
    /* traces hold credentials: known, so that none is sampled */
    { SMTPD, "< unknown[192.0.2.7]: AUTH PLAIN AGFubgBzZWNyZXQ=", .verdict = PM_KNOWN },
    { SMTPD, "> unknown[192.0.2.7]: 235 2.7.0 Authentication successful", .verdict = PM_KNOWN },
    { SMTPD, "something new", .verdict = PM_NOT_UNDERSTOOD },
    { SMTPD, "1E240C0A14: something: new", .verdict = PM_NOT_UNDERSTOOD },
    { SMTPD, "", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
