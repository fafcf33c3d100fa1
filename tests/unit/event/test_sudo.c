/* Sources of the shapes: sudo lib/eventlog/eventlog.c, plugins/sudoers/logging.c, 1.8.6 to 1.9.17. */
#include "check_event.h"

#define S "sudo"

static const event_row rows[] = {
    { S, "     bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id", PM_PARSED, PM_EV_SUDO, .user = "bob", .tty = "pts/0",
      .directory = "/home/bob", .runas = "root", .command = "/usr/bin/id" },
    { S, "     bob : PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id -u", PM_PARSED, PM_EV_SUDO, .user = "bob", .directory = "/home/bob",
      .runas = "root", .command = "/usr/bin/id -u" },
    { S, "averylongname : HOST=mx1 ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=list", PM_PARSED, PM_EV_SUDO, .user = "averylongname", .tty = "pts/0",
      .directory = "/", .runas = "root", .command = "list" },
    { S, "     bob : TTY=pts/0 ; CHROOT=/srv ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id", PM_PARSED, PM_EV_SUDO, .user = "bob",
      .tty = "pts/0", .directory = "/home/bob", .runas = "root", .command = "/usr/bin/id" },
    { S, "     bob : TTY=pts/0 ; PWD=/home/bob ; USER=www-data ; GROUP=mail ; TSID=00000A ; ENV=A=b ; COMMAND=/usr/bin/id", PM_PARSED, PM_EV_SUDO,
      .user = "bob", .tty = "pts/0", .directory = "/home/bob", .runas = "www-data", .command = "/usr/bin/id" },
    /* refusals */
    { S, "     bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh", PM_PARSED, PM_EV_SUDO, .user = "bob",
      .tty = "pts/0", .directory = "/home/bob", .runas = "root", .command = "/bin/sh", .text = "user NOT in sudoers" },
    { S, "     bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh", PM_PARSED, PM_EV_SUDO,
      .user = "bob", .tty = "pts/0", .directory = "/home/bob", .runas = "root", .command = "/bin/sh", .text = "3 incorrect password attempts" },
    { S, "     bob : command not allowed ; PWD=/ ; USER=root ; COMMAND=/bin/sh", PM_PARSED, PM_EV_SUDO, .user = "bob", .directory = "/",
      .runas = "root", .command = "/bin/sh", .text = "command not allowed" },
    { S, " mallory : unknown user nobodyx ; PWD=/tmp ; USER=nobodyx ; ", PM_PARSED, PM_EV_SUDO, .user = "mallory", .directory = "/tmp",
      .runas = "nobodyx", .text = "unknown user nobodyx" },
    { S, "     bob : unable to resolve host mx1: Name or service not known", .verdict = PM_KNOWN },
    { S, "     bob : (command continued) tail of a long command", PM_PARSED, PM_EV_SUDO, .user = "bob", .command = "tail of a long command",
      .text = "(command continued)" },
    /* the directory fakes an earlier USER, or the arguments a later one: no reading is preferred */
    { S, " mallory : PWD=/tmp/x ; USER=bin ; COMMAND=/bin/true ; USER=root ; COMMAND=/bin/echo 'a b' c\\'d n#012l", PM_PARSED, PM_EV_SUDO,
      .user = "mallory", .directory = "/tmp/x", .runas = "bin", .command = "/bin/true ; USER=root ; COMMAND=/bin/echo 'a b' c\\'d n#012l",
      .contested = true },
    { S, " mallory : PWD=/tmp ; USER=bin ; COMMAND=/bin/echo ; USER=root ; COMMAND=/bin/sh", PM_PARSED, PM_EV_SUDO, .user = "mallory",
      .directory = "/tmp", .runas = "bin", .command = "/bin/echo ; USER=root ; COMMAND=/bin/sh", .contested = true },
    /* an environment that fakes the command */
    { S, " mallory : PWD=/tmp ; USER=root ; ENV=A=x ; COMMAND=/bin/true ; COMMAND=/bin/sh", PM_PARSED, PM_EV_SUDO, .user = "mallory",
      .directory = "/tmp", .runas = "root", .command = "/bin/true ; COMMAND=/bin/sh", .contested = true },
    { S, "pam_unix(sudo:auth): authentication failure; logname=bob uid=1000 euid=0 tty=/dev/pts/0 ruser=bob rhost=  user=bob", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "sudo", .user = "bob", .by = "bob", .number = 1 },
    { S, "something new", .verdict = PM_NOT_UNDERSTOOD },
    { S, "     bob : something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
