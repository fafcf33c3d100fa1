#!/usr/bin/env python3
"""The same log in every form gives the same case: forms.py POSTMORTEM LAW BUNDLE

Writes a part of the sample's maillog as each writer would have written it, and compares the cases: hosts and findings, but not where
each line lies.  Those forms that take several lines, or hold a line inside, are also cut at random (LAW).
"""
import datetime
import io
import json
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

MEMBER, FIRST, LINES = "maillog-20260105", 2000, 5000
ZONE = datetime.timezone(datetime.timedelta(hours=9))
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LINE = re.compile(rb"(\w{3}) ([ \d]\d) ([\d:]{8}) (\S+) ([^\[: ]+)(?:\[(\d+)\])?: (.*)")


class Line:
    def __init__(self, raw, second):
        month, day, clock, self.host, self.tag, self.pid, self.message = LINE.fullmatch(raw).groups()
        self.time = datetime.datetime.strptime(f"2026 {month.decode()} {day.decode()} {clock.decode()}", "%Y %b %d %H:%M:%S").replace(tzinfo=ZONE)
        self.microseconds = int(self.time.timestamp()) * 1000000 + second
        self.rest = self.host + b" " + self.said()

    def said(self, between=b""):
        return self.tag + (b"[" + self.pid + b"]" if self.pid else b"") + b": " + between + self.message

    def local(self, form):
        return self.time.strftime(form).encode()

    def utc(self, digits=9):
        return (self.time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "123456789"[:digits] + "Z").encode()

    def fields(self):
        pid = [(b"_PID", self.pid), (b"SYSLOG_PID", self.pid)] if self.pid else []
        return [(b"__CURSOR", b"s=1;i=%x" % self.microseconds), (b"__REALTIME_TIMESTAMP", b"%d" % (self.microseconds + 1500000)), (b"_TRANSPORT", b"syslog"),
                (b"_HOSTNAME", self.host), (b"SYSLOG_IDENTIFIER", self.tag), (b"MESSAGE", self.message), (b"_UID", b"0"),
                (b"_COMM", self.tag.split(b"/")[-1][:15]), (b"_SOURCE_REALTIME_TIMESTAMP", b"%d" % self.microseconds)] + pid


def month(names, encoding):
    return lambda l: (names[l.time.month - 1] + l.time.strftime(" %d %H:%M:%S ")).encode(encoding) + l.rest + b"\n"


def export(binary):
    def write(l):
        out = b""
        for name, value in l.fields():
            out += name + b"\n" + struct.pack("<Q", len(value)) + value + b"\n" if binary and name == b"MESSAGE" else name + b"=" + value + b"\n"
        return out + b"\n"
    return write


def as_json(as_bytes):
    def write(l):
        value = {k.decode(): list(v) if as_bytes and k == b"MESSAGE" else v.decode("latin-1") for k, v in l.fields()}
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"
    return write


def plain(l):
    return l.local("%b %e %H:%M:%S ") + l.rest


def in_parts(l, wrap):
    """Every seventh line is broken off in its midst."""
    text = plain(l)
    half = len(text) // 2
    return wrap(text, True) if l.microseconds % 7 else wrap(text[:half], False) + wrap(text[half:], True)


def cri(l):
    return in_parts(l, lambda text, last: l.utc() + b" stdout " + (b"F " if last else b"P ") + text + b"\n")


def json_file(l):
    return in_parts(l, lambda text, last: json.dumps({"log": text.decode("latin-1") + "\n" * last, "stream": "stdout", "time": l.utc().decode()},
                                                     separators=(",", ":")).encode() + b"\n")


NUMBERED = [f"{i:2}月" for i in range(1, 13)]
FRENCH = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()
SPANISH = "ene feb mar abr may jun jul ago sep oct nov dic".split()
ENDS = {  # one line for each of the log's
    "RFC 3164": lambda l: plain(l) + b"\n",
    "day with a zero": lambda l: l.local("%b %d %H:%M:%S ") + l.rest + b"\n",
    "with a fraction": lambda l: l.local("%b %d %H:%M:%S.123456 ") + l.rest + b"\n",
    "<pri>": lambda l: b"<22>" + plain(l) + b"\n",
    "year first": lambda l: l.local("%Y %b %d %H:%M:%S.123 ") + l.rest + b"\n",
    "RFC 3339": lambda l: l.local("%Y-%m-%dT%H:%M:%S+09:00 ") + l.rest + b"\n",
    "RFC 3339, fraction, UTC": lambda l: l.utc(3) + b" " + l.rest + b"\n",
    "short-iso": lambda l: l.local("%Y-%m-%dT%H:%M:%S+0900 ") + l.rest + b"\n",
    "RFC 5424": lambda l: b"<22>1 " + l.local("%Y-%m-%dT%H:%M:%S.5+09:00 ") + l.host + b" " + l.tag + b" " + (l.pid or b"-") + b" - [x@1 y=\"\\\"]\"] " + l.message + b"\n",
    "dated": lambda l: l.local("%Y-%m-%d %H:%M:%S ") + l.rest + b"\n",
    "dated, comma": lambda l: l.local("%Y-%m-%d %H:%M:%S,123 +0900 ") + l.rest + b"\n",
    "short-full": lambda l: l.local("%a %Y-%m-%d %H:%M:%S JST ") + l.rest + b"\n",
    "short-unix": lambda l: b"%d.%06d " % divmod(l.microseconds, 1000000) + l.rest + b"\n",
    "Japanese": month(NUMBERED, "utf-8"),
    "Japanese, Shift_JIS": month(NUMBERED, "shift_jis"),
    "Japanese, EUC-JP": month(NUMBERED, "euc_jp"),
    "French": month(FRENCH, "utf-8"),
    "French, ISO 8859-1": month(FRENCH, "latin-1"),
    "Spanish": month(SPANISH, "utf-8"),
    "FreeBSD": lambda l: l.local("%b %e %H:%M:%S <mail.info> ") + l.rest + b"\n",
    "FreeBSD, before": lambda l: b"<2.6>" + plain(l) + b"\n",
    "Solaris": lambda l: l.local("%b %e %H:%M:%S ") + l.host + b" " + l.said(b"[ID 197553 mail.info] ") + b"\n",
    "CR LF": lambda l: plain(l) + b"\r\n",
    "docker logs -t": lambda l: l.utc() + b" " + plain(l) + b"\n",
    "compose": lambda l: b"mail-1  | " + plain(l) + b"\n",
    "JSON": as_json(False),
    "JSON, bytes": as_json(True),
}
ODD = {"CRI": cri, "json-file": json_file, "export": export(False), "export, binary": export(True), "JSON, cut": as_json(False)}


def case_of(postmortem, folder, text):
    (folder / "maillog").write_bytes(text)
    if subprocess.run([postmortem, "--tz", "Asia/Tokyo", "--year", "2026", "--generated-at", "2026-11-24T00:00:00Z", "-q", "-o", "/dev/null", "--json",
                       folder / "case.json", folder / "maillog"]).returncode:
        return "no case"
    case = json.loads((folder / "case.json").read_text())

    def strip(x):
        if isinstance(x, dict):
            return {k: strip(v) for k, v in x.items() if k not in ("origins", "sample")}
        return [strip(v) for v in x] if isinstance(x, list) else x

    ledger = case["ledger"]
    if ledger["lines"] != text.count(b"\n") or ledger["undecodable"] or ledger["lines"] != sum(v for k, v in ledger.items() if k != "lines"):
        return f"the ledger is not right: {ledger}"
    for host in case["hosts"]:  # told from the tag on, except in Docker's JSON
        for line in host["suspicious_lines"]:
            line["text"] = line["text"][line["text"].find("postfix/"):]
    return [ledger["typed"], ledger["not_understood"], strip(case["hosts"]), strip(case["findings"])]


def main():
    postmortem, law, bundle = sys.argv[1:]
    with tarfile.open(bundle) as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("/" + MEMBER))
        raw = tar.extractfile(member).read().split(b"\n")[FIRST:FIRST + LINES]
    lines = [Line(x, i) for i, x in enumerate(raw)]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        want = case_of(postmortem, folder, b"".join(x + b"\n" for x in raw))
        for form, write in {**ENDS, **ODD}.items():
            got = case_of(postmortem, folder, b"".join(write(l) for l in lines))
            if got != want:
                print(f"{form}: {got if isinstance(got, str) else 'another case'}")
                failed += 1
            if form in ODD:
                (folder / "case.json").unlink(missing_ok=True)
                failed += subprocess.run([law, folder]).returncode != 0
    print(f"{len(ENDS) + len(ODD)} forms, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
