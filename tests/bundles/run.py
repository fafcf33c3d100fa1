"""Bundles as people pack them: run.py POSTMORTEM [NAME…]

Each row of rows.py is a small bundle made by stock tools, and what must come out of it, written by hand.  Prints the table, and
every mismatch.

The little log, so that every expected number can be counted by hand:

  A part is ten lines, 2 h 24 min apart: part p begins at 04:00 of 29 December 2025 plus p days, and ends at 01:36 of the next day;
  it is rotated at 03:10, which is what its name and its mtime say.  There are seven parts, 0 to 6; part 2 holds the New Year.
  Lines 1 to 8 of a part are mail, line 9 is known and not used ("-- MARK --"), line 10 is of a program that nobody knows:
  10 lines = 8 typed + 1 known_unused + 1 not_understood.
  A message has seven lines (connect, client, message-id, queue active, sent, removed, disconnect), so that the seven parts hold
  8 messages, one of them across each rotation: all are whole only when the parts follow each other in the right order.
  The mail lines of part p are the 8p + 1st to the 8p + 8th; message k (from 0) is opened by the 7k + 2nd, queued by the 7k + 4th,
  sent by the 7k + 5th.  A message counts for its account when its opening and its queueing are there, and is accepted when it is sent.
"""
import concurrent.futures
import datetime
import glob
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import rows

JST = datetime.timezone(datetime.timedelta(hours=9))
START = datetime.datetime(2025, 12, 29, 4, tzinfo=JST)
PARTS, LINES, MAIL = 7, 10, 8
STEP = datetime.timedelta(minutes=144)
LEDGER = ("lines", "typed", "known_unused", "not_understood", "duplicate", "out_of_range", "undecodable")

MESSAGE = (
    "postfix/smtpd[{pid}]: connect from mail.example.org[192.0.2.7]",
    "postfix/smtpd[{pid}]: {id}: client=mail.example.org[192.0.2.7], sasl_method=PLAIN, sasl_username=ann",
    "postfix/cleanup[99]: {id}: message-id=<{id}@mail.example.org>",
    "postfix/qmgr[90]: {id}: from=<ann@example.org>, size=700, nrcpt=1 (queue active)",
    "postfix/smtp[98]: {id}: to=<bob@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
    "postfix/qmgr[90]: {id}: removed",
    "postfix/smtpd[{pid}]: disconnect from mail.example.org[192.0.2.7] ehlo=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=6",
)


def moment(part, line):
    return START + datetime.timedelta(days=part) + line * STEP


STYLES = {
    "rfc3164": lambda t, n: f"{t:%b} {t.day:2} {t:%H:%M:%S}",
    "padded": lambda t, n: f"{t:%b %d %H:%M:%S}",
    "rfc3339": lambda t, n: f"{t:%Y-%m-%dT%H:%M:%S}.123456+09:00",
    "seconds": lambda t, n: f"{t:%Y-%m-%dT%H:%M:%S}+09:00",
    "blank": lambda t, n: f"{t:%Y-%m-%d %H:%M:%S}",
    "year": lambda t, n: f"{t:%Y} {t:%b} {t.day:2} {t:%H:%M:%S}",
    "mixed": lambda t, n: STYLES["rfc3339" if n % 2 else "rfc3164"](t, n),
}


def text_of(part, line, host):
    if line == 8:
        return "rsyslogd: -- MARK --"
    if line == 9:
        return f"frobnicate[7]: line 10 of part {part}"
    k = part * MAIL + line
    number = k // len(MESSAGE)
    return MESSAGE[k % len(MESSAGE)].format(pid=1000 + number, id=f"{'AB' if host == 'mx2' else ''}1E240C0A{number:02X}")


def write_parts(folder):
    """folder/STYLE/PART, and folder/mx2/PART for a second host"""
    for style in (*STYLES, "mx2"):
        (folder / style).mkdir()
        for part in range(PARTS):
            stamp, host = STYLES["rfc3164" if style == "mx2" else style], "mx2" if style == "mx2" else "mx1"
            file = folder / style / str(part)
            file.write_text("".join(f"{stamp(moment(part, i), i)} {host} {text_of(part, i, host)}\n" for i in range(LINES)))
            rotated = START + datetime.timedelta(days=part, hours=23, minutes=10)
            os.utime(file, (rotated.timestamp(), rotated.timestamp()))


PRELUDE = r"""
set -eu
# part N FILE [STYLE]: copies a part, with its mtime
part() { mkdir -p "$(dirname "$2")"; cp -p "$PARTS/${3:-rfc3164}/$1" "$2"; }
# rotated by number: NAME.6 is part 0 … NAME.1 is part 5, NAME is part 6
numbered() { for p in 0 1 2 3 4 5; do part $p "$1.$((6 - p))" "${2:-rfc3164}"; done; part 6 "$1" "${2:-rfc3164}"; }
# rotated by date: NAME-20251230 is part 0 … NAME-20260104 is part 5, NAME is part 6; dated NAME SEPARATOR [STYLE]
DATES=(20251230 20251231 20260101 20260102 20260103 20260104)
dated() { for p in 0 1 2 3 4 5; do part $p "$1$2${DATES[p]}" "${3:-rfc3164}"; done; part 6 "$1" "${3:-rfc3164}"; }
# cut_to FILE BYTES: leaves so many bytes; poke FILE AT VALUE: sets one byte (AT from the end when negative)
cut_to() { truncate -s "$2" "$1"; }
poke() { python3 -c 'import sys; p, at, v = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]); b = bytearray(open(p, "rb").read()); b[at] = v; open(p, "wb").write(b)' "$@"; }
# zip_names CHARSET FOLDER: all maillogs in e.zip, their names as bytes of that charset, and not said to be UTF-8
zip_names() { python3 -c '
import sys, zipfile, glob
class Named(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode(sys.argv[1]), 0
with zipfile.ZipFile("e.zip", "w") as z:
    for n in sorted(glob.glob("maillog.*"), reverse=True) + ["maillog"]:
        with open(n, "rb") as f:
            z.writestr(Named.from_file(n, sys.argv[2] + "/" + n), f.read())' "$@"; }
# where TEXT stands in FILE
find_at() { grep -obUa -m1 -- "$2" "$1" | head -1 | cut -d: -f1; }
"""


def expected_ledger(parts, overrides):
    lines = sum(n for _, n in parts)
    ledger = {"lines": lines, "typed": sum(min(n, MAIL) for _, n in parts), "known_unused": sum(n >= 9 for _, n in parts),
              "not_understood": sum(n >= 10 for _, n in parts), "duplicate": 0, "out_of_range": 0, "undecodable": 0}
    ledger.update(overrides)
    return ledger


def parse_member(line):
    """'path  parts state key=value …' -> what is expected of it; parts: 3, 0-6, 3:4 (the first four lines of part 3)"""
    path, rest = re.fullmatch(r"(\S.*?)  +(.*)", line.strip()).groups()
    want = {"path": path, "state": "read", "damage": None, "parts": [], "ledger": {}, "container": False, "undated": False}
    for word in rest.split():
        if m := re.fullmatch(r"(\d)-(\d)", word):
            want["parts"] += [(p, LINES) for p in range(int(m[1]), int(m[2]) + 1)]
        elif m := re.fullmatch(r"(\d)(?::(\d+))?", word):
            want["parts"].append((int(m[1]), int(m[2] or LINES)))
        elif m := re.fullmatch(r"(\w+)=(\d+)", word):
            want["ledger"][m[1]] = int(m[2])
        elif word in ("container", "undated"):
            want[word] = True
        else:
            want["state"], _, damage = word.partition(":")
            want["damage"] = damage or None
    if want["state"] == "duplicate":
        n = sum(n for _, n in want["parts"])
        want["ledger"] = {"typed": 0, "known_unused": 0, "not_understood": 0, "duplicate": n, **want["ledger"]}
    return want


def compare_member(want, got, wrong):
    name = want["path"]

    def same(what, expected, seen):
        if expected != seen:
            wrong.append(f"{name}: {what}: expected {expected}, got {seen}")

    same("state", want["state"], got["state"])
    same("damage", want["damage"], got.get("damage"))
    same("container", want["container"], got["kind"] == "container")
    if not want["parts"] and not want["ledger"]:
        return
    ledger = got.get("ledger", {})
    for key, n in expected_ledger(want["parts"], want["ledger"]).items():
        same(key, n, ledger.get(key))
    if want["parts"]:
        first, last = min(moment(p, 0) for p, _ in want["parts"]), max(moment(p, n - 1) for p, n in want["parts"])
        same("first line", first.isoformat(), got.get("first"))
        same("last line", last.isoformat(), got.get("last"))
        if "year" in got:
            same("year", "not determinable" if want["undated"] else first.year, got["year"].get("value", "not determinable"))


def count_lines(folder):
    """sha256 -> lines of each plain file, as wc counts them, one more where the last is not ended"""
    lines = {}
    for file in folder.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        content = file.read_bytes()
        wc = int(subprocess.run(["wc", "-l", file], capture_output=True, text=True, check=True).stdout.split()[0])
        lines[hashlib.sha256(content).hexdigest()] = wc + (len(content) > 0 and not content.endswith((b"\n", b"\n\0")))  # the second in UTF-16
    return lines


def check_sums(case, files, wrong):
    """The ledger adds up for each member and in total, and agrees with wc where the member's content is a file that went in."""
    total = dict.fromkeys(LEDGER, 0)
    for e in case["evidence"]:
        if "ledger" not in e:
            continue
        l = e["ledger"]
        if l["lines"] != sum(l[k] for k in LEDGER[1:]):
            wrong.append(f"{e['path']}: the ledger does not add up: {l}")
        if e["lines"] != l["lines"]:
            wrong.append(f"{e['path']}: lines {e['lines']}, in the ledger {l['lines']}")
        wc = files.get(e.get("content_sha256"))
        if wc is not None and wc != l["lines"]:
            wrong.append(f"{e['path']}: wc counts {wc} lines, the ledger {l['lines']}")
        if wc is None and e["state"] in ("read", "duplicate"):
            wrong.append(f"{e['path']}: its content is none of the files that were packed")
        for k in LEDGER:
            total[k] += l[k]
    if total != case["ledger"]:
        wrong.append(f"the members' ledgers sum up to {total}, the case's is {case['ledger']}")


def compare(row, case, report, files):
    wrong = []
    members = [parse_member(line) for line in row.members.strip().splitlines()]
    got = {e["path"]: e for e in case["evidence"]}
    expected, seen = [m["path"] for m in members], [e["path"] for e in case["evidence"]]
    if expected != seen:
        wrong.append(f"members: expected {expected}, got {seen}")
    for want in members:
        if want["path"] in got:
            compare_member(want, got[want["path"]], wrong)
    check_sums(case, files, wrong)
    total = "{} = {} + {} + {} + {} + {} + {}".format(*(case["ledger"][k] for k in LEDGER))
    if total != row.total:
        wrong.append(f"ledger: expected {row.total}, got {total}")
    senders = [s for h in case["hosts"] for s in h["sasl"]]
    mail = f"{sum(s['messages'] for s in senders)} queued, {sum(s['final']['accepted'] for s in senders)} accepted"
    if mail != row.mail:
        wrong.append(f"mail: expected {row.mail}, got {mail}")
    missing = [c["detail"] for c in case["coverage"] if c["basis"] == "rotation"]
    if missing != list(row.missing):
        wrong.append(f"missing files: expected {list(row.missing)}, got {missing}")
    whole = not row.missing and all(e["state"] != "damaged" for e in case["evidence"])
    if ('"at_least"' in json.dumps(case)) == whole:
        wrong.append("figures are lower bounds, and nothing is missing" if whole else "no figure is said to be a lower bound")
    if ("≥" in report or 'class="least"' in report) == whole:
        wrong.append("the report says \"at least\"" if whole else "the report does not say \"at least\"")
    if any(h["suspicious_lines"] for h in case["hosts"]):
        wrong.append("lines are called suspicious")
    return wrong


def try_row(row, postmortem, parts, lines_of_parts, folder):
    absent = [tool for tool in row.needs.split() if shutil.which(tool) is None]
    if absent:
        return "skipped", [f"no {', '.join(absent)} here"]
    folder.mkdir()
    env = {"PATH": os.environ["PATH"], "PARTS": str(parts), "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "HOME": str(folder)}
    made = subprocess.run(["bash", "-c", PRELUDE + row.make], cwd=folder, env=env, capture_output=True, text=True)
    if made.returncode:
        return "not made", [made.stderr.strip()]
    files = lines_of_parts | count_lines(folder)
    inputs = [i for pattern in row.inputs.split() for i in sorted(glob.glob(pattern, root_dir=folder))]
    run = subprocess.run([postmortem, "--quiet", "--tz", "Asia/Tokyo", "--generated-at", "2026-03-01T00:00:00+09:00", "-o", "report.html", "--json",
                          "case.json", *row.options.split(), *inputs], cwd=folder, env=env, capture_output=True, text=True)
    if run.returncode != row.exit:
        return "wrong", [f"exit: expected {row.exit}, got {run.returncode} {run.stderr.strip()}"]
    if run.returncode == 1:
        return "right", []
    wrong = compare(row, json.loads((folder / "case.json").read_text()), (folder / "report.html").read_text(), files)
    return ("wrong" if wrong else "right"), wrong


def main():
    postmortem, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    chosen = [r for r in rows.ROWS if not names or r.name in names]
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        write_parts(root)
        lines = count_lines(root)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            done = list(pool.map(lambda r: try_row(r, postmortem, root, lines, root / r.name), chosen))
    failed = 0
    for row, (verdict, notes) in zip(chosen, done):
        print(f"{verdict:9} {row.name:28} {row.total:36} {row.mail:22} {row.what}")
        if notes:
            print(*(f"            {n}" for n in notes), sep="\n")
        failed += verdict not in ("right", "skipped")
    print(f"{len(chosen)} bundles, {sum(v == 'right' for v, _ in done)} right, {sum(v == 'skipped' for v, _ in done)} skipped, {failed} wrong")
    return failed > 0


sys.exit(main())
