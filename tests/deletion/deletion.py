#!/usr/bin/env python3
"""
deletion: how many lines can be taken out of a log unnoticed?

  deletion.py POSTMORTEM SHARED [TRIALS] [SEED]

The complete logs of the lab (akebono-clean-nested.tar) are read whole: nothing may be missing in them.  Then, in each
trial, one random line of each kind is taken out, and the logs are read again.  A line is noticed when a missing partner
is listed that the whole log does not have: unexplained, of the same queue id or process, and with bounds that hold the
line's time; or, of a start of master, when its restart is listed as unseen.  Prints a table by kind; exits 0 when there is no false alarm and the kinds below are noticed.
"""
import collections
import datetime
import gzip
import io
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile

SKIPPED = 77
ZONE = "Asia/Tokyo"

# A line's kind: program, beginning of its text, name; the first that fits.
KINDS = [
    (r"smtpd", r"connect from", "smtpd: connect from"),
    (r"smtpd", r"disconnect from", "smtpd: disconnect from"),
    (r"smtpd", r"\w+: client=.*sasl_username", "smtpd: client= with an account"),
    (r"smtpd", r"\w+: client=", "smtpd: client= without"),
    (r"smtpd", r"warning: \S+: SASL \S+ authentication failed", "smtpd: SASL authentication failed"),
    (r"smtpd", r"\w+: reject: RCPT", "smtpd: reject: RCPT"),
    (r"smtpd", r"\w+: reject: ", "smtpd: reject: of another stage"),
    (r"smtpd", r"\w+ TLS connection established", "smtpd: TLS connection established"),
    (r"smtpd", r"lost connection|timeout after", "smtpd: lost connection, timeout"),
    (r"smtpd", r"SSL_accept error|warning: TLS library", "smtpd: TLS errors"),
    (r"smtpd", r"", "smtpd: other"),
    (r"cleanup", r"\w+: message-id=", "cleanup: message-id="),
    (r"cleanup", r"\w+: (warning|info|reject|hold|discard): (header|body)", "cleanup: header and body checks"),
    (r"cleanup", r"warning: unix_trigger_event", "cleanup: unix_trigger_event"),
    (r"cleanup", r"", "cleanup: other"),
    (r"pickup", r"\w+: uid=", "pickup: uid="),
    (r"qmgr", r"\w+: from=.*queue active", "qmgr: queue active"),
    (r"qmgr", r"\w+: removed", "qmgr: removed"),
    (r"qmgr", r"\w+: from=.*status=expired", "qmgr: status=expired"),
    (r"qmgr", r"", "qmgr: other"),
    (r"smtp|error|local|virtual|lmtp|pipe|discard", r"\w+: to=.*status=sent", "delivery: status=sent"),
    (r"smtp|error|local|virtual|lmtp|pipe|discard", r"\w+: to=.*status=deferred", "delivery: status=deferred"),
    (r"smtp|error|local|virtual|lmtp|pipe|discard", r"\w+: to=.*status=bounced", "delivery: status=bounced"),
    (r"smtp", r"", "smtp: other"),
    (r"bounce", r"\w+: sender non-delivery", "bounce: non-delivery notification"),
    (r"bounce", r"\w+: sender delay", "bounce: delay notification"),
    (r"postsuper", r"\w+: removed", "postsuper: removed"),
    (r"postsuper", r"Deleted: ", "postsuper: Deleted: N messages"),
    (r"master", r"daemon started", "master: daemon started"),
    (r"master", r"", "master: other"),
    (r"anvil", r"", "anvil: statistics"),
    (r"scache", r"", "scache: statistics"),
    (r"dovecot", r"imap-login: Login", "dovecot: imap-login: Login"),
    (r"dovecot", r"imap", "dovecot: imap, other"),
    (r"dovecot", r"auth", "dovecot: auth"),
    (r"sshd", r"Accepted ", "sshd: Accepted"),
    (r"sshd", r"Failed ", "sshd: Failed"),
    (r"sshd", r"pam_unix\(sshd:session\): session opened", "sshd: session opened"),
    (r"sshd", r"pam_unix\(sshd:session\): session closed", "sshd: session closed"),
    (r"sshd", r"", "sshd: other"),
    (r"sudo", r"pam_unix\(sudo:session\)", "sudo: session opened, closed"),
    (r"sudo", r"", "sudo: command"),
    (r"su", r"", "su"),
    (r"auth", r"", "auth (pam of dovecot)"),
    (r"useradd|usermod|groupadd|passwd|chpasswd|userdel", r"", "account tools"),
    (r".*", r"", "other programs"),
]

# What must be noticed, and how often at least, in per cent.
REQUIRED = {
    "smtpd: connect from": 95, "smtpd: disconnect from": 90, "smtpd: client= with an account": 90, "smtpd: client= without": 95,
    "smtpd: SASL authentication failed": 95, "smtpd: reject: RCPT": 90, "smtpd: TLS connection established": 95,
    "cleanup: message-id=": 95, "pickup: uid=": 95, "qmgr: queue active": 90, "qmgr: removed": 90, "qmgr: status=expired": 95,
    "delivery: status=sent": 95, "delivery: status=deferred": 75, "delivery: status=bounced": 95,
    "bounce: non-delivery notification": 90, "bounce: delay notification": 90, "postsuper: removed": 95,
    "smtpd: lost connection, timeout": 95, "sshd: Accepted": 95, "sshd: session opened": 95,
}

# Read in a second case of each trial: their partners are other kinds' lines, of which there are few.
APART = {"postsuper: Deleted: N messages", "sshd: session opened", "sudo: session opened, closed", "qmgr: status=expired"}

LINE = re.compile(r"^(\w{3}) +(\d+) (\d\d:\d\d:\d\d) (\S+) ([^:\[ ]+)(?:\[(\d+)\])?: +(.*)$")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Line:
    def __init__(self, file, number, text):
        self.file, self.number = file, number
        m = LINE.match(text.decode("utf-8", "replace"))
        self.kind = None
        if not m:
            return
        month = MONTHS.index(m[1]) + 1
        self.time = datetime.datetime.fromisoformat("%d-%02d-%02dT%s+09:00" % (2025 if month == 12 else 2026, month, int(m[2]), m[3]))
        self.pid = int(m[6]) if m[6] else None
        self.ids = set(re.findall(r"\b[0-9A-F]{8,14}\b", m[7]))
        program = m[5].rsplit("/", 1)[-1]
        self.kind = next(name for p, t, name in KINDS if re.fullmatch(p, program) and re.match(t, m[7]))


def unpack(data, name, mtime, files):
    """The members of the bundle, those of the archive inside it, too: name -> (lines, mtime)."""
    if name.endswith((".tar", ".tar.gz")):
        for member in tarfile.open(fileobj=io.BytesIO(data)):
            if member.isfile():
                unpack(tarfile.open(fileobj=io.BytesIO(data)).extractfile(member.name).read(), os.path.basename(member.name), member.mtime, files)
        return
    for ending, reader in ((".gz", gzip.decompress), (".xz", lzma.decompress)):
        if name.endswith(ending):
            name, data = name[:-len(ending)], reader(data)
    files[name] = (data.split(b"\n")[:-1], mtime)


def write(folder, files, without):
    for name, (lines, mtime) in files.items():
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(b"".join(line + b"\n" for i, line in enumerate(lines) if (name, i) not in without))
        os.utime(path, (mtime, mtime))


def read(postmortem, folder):
    case = os.path.join(folder, "..", "case.json")
    done = subprocess.run([postmortem, "--quiet", "--tz", ZONE, "--generated-at", "2026-02-01T00:00:00Z", "--json", case,
                           "-o", os.path.join(folder, "..", "report.html"), folder], stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("postmortem: exit code %d\n%s" % (done.returncode, done.stderr.decode()))
    with open(case) as f:
        return json.load(f)


def alarms(case):
    return [m for m in case["missing_partners"] if m["cause"] == "unexplained"]


def place(m):
    return m["test"], m.get("from"), m["to"], m.get("queue_id"), m.get("pid")


def is_noticed(line, items):
    for m in items:
        if m.get("queue_id") not in line.ids and (line.pid is None or line.pid != m.get("pid")):
            continue
        start = datetime.datetime.fromisoformat(m["from"]) if "from" in m else line.time
        if start <= line.time <= datetime.datetime.fromisoformat(m["to"]):
            return True
    return False


def restarts(case):
    return [r for h in case["hosts"] for r in h["restarts"] if r["kind"] == "unseen-restart"]


def is_unseen_restart(line, items):
    return line.kind.startswith("master: daemon started") and any(
        datetime.datetime.fromisoformat(r["after"]) <= line.time <= datetime.datetime.fromisoformat(r["before"]) for r in items)


def suspicious(case):
    return sum(len(h["suspicious_lines"]) for h in case["hosts"])


def main():
    postmortem, shared = sys.argv[1], sys.argv[2]
    trials = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    bundle = os.path.join(shared, "lab", "akebono", "akebono-clean-nested.tar")
    if not os.path.exists(bundle):
        print("skipped: there is no %s" % bundle)
        return SKIPPED
    files, by_kind, missed = {}, collections.defaultdict(list), collections.defaultdict(list)
    with open(bundle, "rb") as f:
        unpack(f.read(), "bundle.tar", 0, files)
    for name, (lines, _) in sorted(files.items()):
        for i, text in enumerate(lines):
            line = Line(name, i, text)
            if line.kind is not None:
                by_kind[line.kind].append(line)
    dice, noticed, tried, extra, doubted = random.Random(seed), collections.Counter(), collections.Counter(), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "logs")
        os.mkdir(folder)
        write(folder, files, set())
        whole = read(postmortem, folder)
        false_alarms = alarms(whole)
        known = {place(m) for m in false_alarms}
        for _ in range(trials):
            for apart in (False, True):
                chosen = [dice.choice(by_kind[kind]) for kind in sorted(by_kind) if (kind in APART) == apart]
                write(folder, files, {(line.file, line.number) for line in chosen})
                case = read(postmortem, folder)
                items = [m for m in alarms(case) if place(m) not in known]
                extra += sum(not any(is_noticed(line, [m]) for line in chosen) for m in items)
                doubted += suspicious(case) - suspicious(whole)
                for line in chosen:
                    tried[line.kind] += 1
                    if is_noticed(line, items) or is_unseen_restart(line, restarts(case)):
                        noticed[line.kind] += 1
                    else:
                        missed[line.kind].append("%s:%d" % (line.file, line.number + 1))
    print("%-45s %6s %6s %8s %5s" % ("kind of line", "lines", "trials", "noticed", ""))
    bad = []
    for kind in sorted(tried, key=lambda k: (-noticed[k] / tried[k], k)):
        share = 100 * noticed[kind] / tried[kind]
        print("%-45s %6d %6d %8d %4.0f%%  %s" % (kind, len(by_kind[kind]), tried[kind], noticed[kind], share,
                                             " ".join(missed[kind][:4]) if share and share < 100 else ""))
        if kind in REQUIRED and share < REQUIRED[kind]:
            bad.append("%s: %.0f %% noticed, %d %% are required" % (kind, share, REQUIRED[kind]))
    lines = sum(len(v) for v in by_kind.values())
    weighted = sum(len(by_kind[k]) * noticed[k] / tried[k] for k in tried) / lines
    print("all kinds alike: %d of %d noticed (%.1f %%); weighted by how many lines are of a kind: %.1f %%" % (
        sum(noticed.values()), sum(tried.values()), 100 * sum(noticed.values()) / sum(tried.values()), 100 * weighted))
    print("false alarms on the untouched logs: %d; unexplained items in the trials that are no line taken out: %d" % (len(false_alarms), extra))
    print("lines that count as suspicious only because one before them was taken out: %d" % doubted)
    for m in false_alarms:
        bad.append("false alarm: %s" % json.dumps(m))
    print("\n".join(bad))
    return 1 if bad else 0


sys.exit(main())
