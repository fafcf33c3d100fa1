#!/usr/bin/env python3
"""Files of the reference logs that tell the same story must give the same case.

usage: compare.py POSTMORTEM CORPORA NAME     NAME: one of the functions below that take (run, corpora)
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77


class Run:
    """Runs the program in a folder of its own."""

    def __init__(self, program, scratch):
        self.program, self.scratch, self.n = program, scratch, 0

    def case(self, *inputs, codes=(0,)):
        self.n += 1
        out = os.path.join(self.scratch, f"case-{self.n}.json")
        done = subprocess.run([self.program, "--quiet", "--generated-at", "2026-11-24T00:00:00Z", "--tz", "+00:00", "--json", out,
                               "-o", os.path.join(self.scratch, "report.html"), *inputs], capture_output=True, text=True)
        if done.returncode not in codes:
            sys.exit(f"{inputs}: exit {done.returncode}, {done.stderr.strip()}")
        with open(out, encoding="utf-8") as f:
            return json.load(f)

    def file(self, name, content):
        path = os.path.join(self.scratch, name)
        with open(path, "wb") as f:
            f.write(content)
        return path


# ---- what may differ between two ways to pack one file ----

def logs_of(case):
    return [e for e in case["evidence"] if e["state"] == "read" and "lines" in e]


def without_packing(case):
    """The case, but for what names the file and its packing: which number, path, time and hash it has as supplied."""
    case = json.loads(json.dumps(case))
    numbers = {e["id"]: f"log {i}" for i, e in enumerate(logs_of(case))}
    del case["options"], case["ledger"] # the sum over the logs, whose own ledgers stay, and what lies beside them
    case["evidence"] = logs_of(case)
    for e in case["evidence"]:
        for field in ("id", "path", "parent", "mtime", "gzip_time", "bytes", "sha256", "year"):
            e.pop(field, None)

    def rename(node):
        if isinstance(node, dict):
            if node.get("e") in numbers:
                node["e"] = numbers[node["e"]]
            for value in node.values():
                rename(value)
        elif isinstance(node, list):
            for value in node:
                rename(value)

    rename(case)
    return case


def differences(a, b, where="case"):
    if type(a) is not type(b):
        return [f"{where}: {a!r} / {b!r}"]
    if isinstance(a, dict):
        return [d for key in sorted(a.keys() | b.keys()) for d in differences(a.get(key), b.get(key), f"{where}.{key}")]
    if isinstance(a, list) and len(a) == len(b):
        return [d for i, (x, y) in enumerate(zip(a, b)) for d in differences(x, y, f"{where}[{i}]")]
    return [] if a == b else [f"{where}: {a!r} / {b!r}"]


def must_agree(first, others):
    failed = False
    for name, case in others.items():
        wrong = differences(first, case)
        print(f"{name}: {len(wrong)} differences")
        for d in wrong[:10]:
            print("   ", d[:300])
        failed = failed or bool(wrong)
    return failed


# ---- plaso: one syslog of 2012, compressed and in containers ----

def plaso(run, corpora):
    """Where the packing holds a time the year follows from it; with the year stated all six are one case.

    The zip holds a wtmp as well; the plain file beside them is another edition of that log.
    """
    folder = os.path.join(corpora, "log2timeline+plaso/test_data")
    dated, undated = ["syslog.gz", "syslog.tar", "syslog.tgz", "syslog.zip"], ["syslog.bz2", "syslog.xz"]
    failed = False
    for name in dated:
        first = logs_of(run.case(os.path.join(folder, name)))[0]["first"]
        print(f"{name}: begins {first}")
        failed = failed or not first.startswith("2011-11-18")
    cases = {name: without_packing(run.case("--year", "2012", os.path.join(folder, name))) for name in dated + undated}
    lines = cases["syslog.gz"]["evidence"][0]["lines"]
    print("lines:", lines)
    return must_agree(cases["syslog.gz"], cases) or lines != 15 or failed


# ---- pixelpark: 69,861 lines in three compressions; the reports agree too ----

def pixelpark(run, corpora):
    folder = os.path.join(corpora, "pixelpark+postfix-logsums/test")
    cases, texts = {}, {}
    for ending in ("gz", "bz2", "xz"):
        cases[ending] = run.case(os.path.join(folder, f"mail.log.{ending}"))
        supplied = cases[ending]["evidence"][0]
        with open(os.path.join(run.scratch, "report.html"), encoding="utf-8") as f:
            text = re.sub(r"mail\.log\.(gz|bz2|xz)", "mail.log", f.read().replace(supplied["sha256"], "SHA"))
            texts[ending] = re.sub(r"PM-[0-9A-F]{12}\b", "PM-ID", text)
    print("lines:", cases["gz"]["ledger"]["lines"])
    failed = cases["gz"]["ledger"]["lines"] != 69861
    return must_agree(without_packing(cases["gz"]), {e: without_packing(cases[e]) for e in ("bz2", "xz")}) or \
        report_lines_that_differ(texts) or failed


def report_lines_that_differ(texts):
    """The lines of the reports in which more than the file's own size, time and command line differ."""
    about_the_file = re.compile(r"mail\.log(!| |<|\"|&)|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d,\d{3} bytes|sha256|zcat|bzcat|xzcat|gzip|bzip2|xz ")
    failed = False
    for ending in ("bz2", "xz"):
        a, b = texts["gz"].split("\n"), texts[ending].split("\n")
        wrong = [(x, y) for x, y in zip(a, b) if x != y and not about_the_file.search(x)]
        print(f"report of .{ending}: {len(a)} / {len(b)} lines, {len(wrong)} differ")
        for x, y in wrong[:5]:
            print("   ", x.strip()[:200], "/", y.strip()[:200])
        failed = failed or bool(wrong) or len(a) != len(b)
    return failed


# ---- youyo, pflogsumm-go: the same lines under two kinds of stamp ----

STAMP = re.compile(rb"^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) ", re.M)
TIMES = {"time", "sample", "first", "last", "from", "to", "after", "before", "hour", "origins", "year", "offset", "sha256", "content_sha256",
         "bytes", "content_bytes", "mtime", "options", "path", "tool"}


def without_times(node):
    if isinstance(node, dict):
        return {k: without_times(v) for k, v in node.items() if k not in TIMES or (k == "bytes" and "messages" in node)}
    return [without_times(v) for v in node] if isinstance(node, list) else node


def youyo(run, corpora):
    folder = os.path.join(corpora, "youyo+postfix-log-parser/test")
    paths = [os.path.join(folder, n) for n in ("test.log", "test-iso8601.log")]
    texts = []
    for path in paths:
        with open(path, "rb") as f:
            texts.append(STAMP.sub(b"", f.read()))
    print("lines:", texts[0].count(b"\n"), "the same but for their stamps:", texts[0] == texts[1])
    cases = [without_times(run.case(p)) for p in paths]
    return must_agree(cases[0], {"test-iso8601.log": cases[1]})


def pflogsumm_go(run, corpora):
    """Its two files hold different messages: each is read again under the other kind of stamp, the same seconds, the year stated."""
    folder = os.path.join(corpora, "vignemail1+pflogsumm-go/testdata")
    failed = False
    for name in ("rfc3339.log", "sample.log"):
        with open(os.path.join(folder, name), "rb") as f:
            text = f.read()
        other = re.sub(rb"^2024-03-(\d\d)T([\d:]{8})\S+ ", rb"Mar \1 \2 ", text, flags=re.M) if name == "rfc3339.log" else \
            re.sub(rb"^Mar (\d\d) ([\d:]{8}) ", rb"2024-03-\1T\2+00:00 ", text, flags=re.M)
        assert other != text
        print(f"{name}: lines {text.count(bytes([10]))}")
        failed |= must_agree(without_times(run.case("--year", "2024", run.file("as-it-is.log", text))),
                             {f"{name} restamped": without_times(run.case("--year", "2024", run.file("restamped.log", other)))})
    return failed


# ---- infohtreasure: two overlapping dumps ----

def infohtreasure(run, corpora):
    folder = os.path.join(corpora, "infohtreasure+Postfix-Maillog-Dump")
    counts = []
    for name in ("maillog", "mailog2"):
        with open(os.path.join(folder, name), "rb") as f:
            counts.append(collections.Counter(f.read().removesuffix(b"\n").split(b"\n")))
    shared = counts[0].keys() & counts[1].keys()
    stamped = [line for line in shared if STAMP.match(line)]
    twice = sum(min(c[line] for c in counts) for line in stamped)
    ledger = run.case(os.path.join(folder, "maillog"), os.path.join(folder, "mailog2"))["ledger"]
    lines = sum(c.total() for c in counts)
    print(f"lines {lines}, shared distinct {len(shared)}, {len(stamped)} of them stamped; held by both, so counted once: {twice}")
    print("ledger:", ledger)
    return len(shared) != 2183 or ledger["lines"] != lines or ledger["duplicate"] != twice


def main():
    program, corpora, name = sys.argv[1:4]
    if not os.path.isdir(corpora):
        print("skipped: the reference logs are not here")
        sys.exit(SKIP)
    scratch = tempfile.mkdtemp()
    try:
        failed = globals()[name](Run(os.path.abspath(program), scratch), os.path.abspath(corpora))
    finally:
        shutil.rmtree(scratch)
    sys.exit(1 if failed else 0)


main()
