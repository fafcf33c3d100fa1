/* Sources of the shapes: Postfix src/master/master.c, master_sig.c, master_spawn.c, master_avail.c. */
#include "check_event.h"

#define MASTER "postfix/master"

static const event_row rows[] = {
    { MASTER, "daemon started -- version 3.7.11, configuration /etc/postfix", PM_PARSED, PM_EV_MASTER_START, .text = "3.7.11",
      .code = "/etc/postfix" },
    { "postfix-out/master", "daemon started -- version 3.10.1, configuration /etc/postfix-out", PM_PARSED, PM_EV_MASTER_START, .text = "3.10.1",
      .code = "/etc/postfix-out" },
    { MASTER, "reload -- version 3.7.11, configuration /etc/postfix", PM_PARSED, PM_EV_MASTER_RELOAD, .text = "3.7.11", .code = "/etc/postfix" },
    { MASTER, "reload configuration /etc/postfix", PM_PARSED, PM_EV_MASTER_RELOAD, .code = "/etc/postfix" },
    { MASTER, "terminating on signal 15", PM_PARSED, PM_EV_MASTER_STOP, .number = 15 },
    { MASTER, "master exit time has arrived", .verdict = PM_PARSED, .kind = PM_EV_MASTER_STOP },
    { MASTER, "warning: process /usr/lib/postfix/sbin/smtpd pid 812 exit status 1", PM_PARSED, PM_EV_MASTER_TROUBLE,
      .text = "/usr/lib/postfix/sbin/smtpd pid 812 exit status 1" },
    { MASTER, "warning: process /usr/lib/postfix/sbin/smtpd pid 812 killed by signal 11", PM_PARSED, PM_EV_MASTER_TROUBLE,
      .text = "/usr/lib/postfix/sbin/smtpd pid 812 killed by signal 11" },
    { MASTER, "warning: /usr/lib/postfix/sbin/smtpd: bad command startup -- throttling", PM_PARSED, PM_EV_MASTER_TROUBLE,
      .text = "warning: /usr/lib/postfix/sbin/smtpd: bad command startup -- throttling" },
    { MASTER, "warning: service \"smtp\" (25) has reached its process limit \"100\": new clients may experience noticeable delays", PM_PARSED,
      PM_EV_MASTER_TROUBLE,
      .text = "warning: service \"smtp\" (25) has reached its process limit \"100\": new clients may experience noticeable delays" },
    { MASTER, "fatal: bind 0.0.0.0 port 25: Address already in use", PM_PARSED, PM_EV_MASTER_TROUBLE,
      .text = "bind 0.0.0.0 port 25: Address already in use" },
    { MASTER, "warning: to change inet_interfaces, stop and start Postfix", .verdict = PM_KNOWN },
    { MASTER, "using backwards-compatible default setting append_dot_mydomain=yes", .verdict = PM_KNOWN },
    { MASTER, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
