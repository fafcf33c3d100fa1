/* Shapes: OpenDKIM opendkim.c, OpenDMARC, amavis' templates, postgrey, policyd-spf, ClamAV clamfi.c. */
#include "check_event.h"

static const event_row rows[] = {
    { "opendkim", "1E240C0A14: DKIM-Signature field added (s=2026, d=example.org)", .verdict = PM_KNOWN },
    { "opendkim", "OpenDKIM Filter v2.11.0 starting (args: -x /etc/opendkim.conf)", .verdict = PM_KNOWN },
    { "opendmarc", "4SVLCh0sf8z5wKp: example.org pass", .verdict = PM_KNOWN },
    { "opendmarc", "ignoring connection from localhost", .verdict = PM_KNOWN },
    { "amavis", "(00812-01) Passed CLEAN {RelayedInbound}, [192.0.2.7]:4711 <a@example.org> -> <b@example.net>, Hits: -, 90 ms", .verdict = PM_KNOWN },
    { "postgrey", "action=greylist, reason=new, client_name=unknown, client_address=192.0.2.7, sender=a@example.org, recipient=b@example.net",
      .verdict = PM_KNOWN },
    { "policyd-spf", "Pass; identity=mailfrom; client-ip=192.0.2.7; helo=x; envelope-from=a@example.org; receiver=b@example.net ", .verdict = PM_KNOWN },
    { "clamav-milter", "Message from <a@example.org> to <b@example.net> infected by Eicar", .verdict = PM_KNOWN },
    { "milter-greylist", "1E240C0A14: addr unknown[192.0.2.7] from <a@example.org> to <b@example.net>: autowhitelisted for more 24:00:00",
      .verdict = PM_KNOWN },
    { "opendkim", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
