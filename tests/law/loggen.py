"""Generated logs of which every number is known: loggen.py POSTMORTEM LOGGEN [loggen options].

Reads the truth that the generator wrote beside the logs and compares it with case.json, number by number.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

postmortem, loggen, options = sys.argv[1], sys.argv[2], sys.argv[3:]
if loggen == "absent":
    print("skipped: the generator of logs (../shared/loggen.c) is absent")
    sys.exit(77)
wrong = []


def same(what, expected, got):
    if expected != got:
        wrong.append(f"{what}: expected {expected}, got {got}")


LINE = re.compile(r"postfix/\S+\[\d+\]: (\w+): (?:client=\S+, .*sasl_username=(\S+)|uid=(\d+)|to=<(.*?)>.* status=(sent|bounced)|(removed)$)")


def repeats(logs):
    """Per sender and status: deliveries that a later one to the same recipient of the same message replaced.

    The generator draws the recipients of a message by lot and may draw one twice; its truth counts delivery lines,
    the case counts recipients by their last status (cleanup drops such doubles, so real logs hardly have them).
    """
    senders, last, again = {}, collections.defaultdict(dict), collections.Counter()
    for file in sorted(logs.glob("maillog-*")) + [logs / "maillog"]:
        for line in file.open():
            m = LINE.search(line)
            if m is None:
                continue
            queue_id, user, uid, recipient, status, removed = m.groups()
            if user or uid:
                senders[queue_id] = user or uid
            elif removed:
                senders.pop(queue_id, None)
                last.pop(queue_id, None)
            else:
                if recipient in last[queue_id]:
                    again[senders.get(queue_id), last[queue_id][recipient]] += 1
                last[queue_id][recipient] = status
    return again


def completed(sender):
    final = sender["final"]
    return {"sent": final["accepted"] + final["local"], "bounced": final["bounced"], "expired": final["expired"]}


def compare(truth, again, case):
    (host,) = case["hosts"]
    for key, name in (("sasl_users", "sasl"), ("uids", "uid")):
        field = "user" if name == "sasl" else "uid"
        expected = {str(who): t for who, t in truth[key].items() if t["messages"]}
        got = {str(s[field]): s for s in host[name] if s["messages"]}
        same(f"{name}: who", sorted(expected), sorted(got))
        for who in expected.keys() & got.keys():
            for number in ("messages", "recipients", "bytes"):
                same(f"{who} {number}", expected[who][number], got[who][number])
            for number, n in completed(got[who]).items():
                same(f"{who} {number}", expected[who][number] - again[who, number], n)
    kinds = truth["lines_by_kind"]
    attempts = host["deliveries"]["attempts"]
    for status in ("sent", "deferred", "bounced"):
        same(f"delivery lines {status}", kinds[f"delivery_{status}"], attempts.get(status, 0))
    inbound = host["inbound_messages"] + sum(c["messages"] for c in host["client"])
    same("messages of other hosts", truth["origins"]["inbound"]["messages"], inbound)
    notices = [o for o in host["other"] if o["kind"] == "bounce"]
    for number in ("messages", "recipients", "bytes"):
        same(f"notices {number}", truth["origins"]["bounce"][number], sum(o[number] for o in notices))
    same("SASL failures", truth["sasl_failures_by_ip"], {r["ip"]: r["count"] for r in host["auth_failures"]["by_ip"]})
    same("ssh failures", truth["sshd_failures_by_ip"], {r["ip"]: r["count"] for r in host["ssh"]["failed_by_ip"]})
    starts = [r["time"] for r in host["restarts"] if r["kind"] == "start"]
    same("starts", [r["started"].replace("Z", "+00:00") for r in truth["restarts"]], starts)
    same("crashes and unseen restarts", 0, sum(r["kind"] in ("crash", "unseen") for r in host["restarts"]))
    same("forged lines", [], host["suspicious_lines"])
    same("lines", truth["maillog"]["lines"] + truth["secure"]["lines"], case["ledger"]["lines"])
    same("lines without a time", 0, case["ledger"]["undecodable"])
    accused = {f["subject"]["value"] for f in case["findings"] if f["id"] == "PM-CASE-01"}
    same("accounts said to be taken over", {truth["compromised"]["user"]} if "compromised" in truth else set(), accused)


with tempfile.TemporaryDirectory() as tmp:
    logs, case = pathlib.Path(tmp, "logs"), pathlib.Path(tmp, "case.json")
    subprocess.run([loggen, "--out", logs, *options], check=True, stdout=subprocess.DEVNULL)
    truth = json.loads((logs / "truth.json").read_text())
    (logs / "truth.json").unlink()
    subprocess.run([postmortem, "-q", "--tz", "UTC", "-o", pathlib.Path(tmp, "report.html"), "--json", case, logs], check=True)
    compare(truth, repeats(logs), json.loads(case.read_text()))

print("\n".join(wrong[:40]) or "every number met")
sys.exit(1 if wrong else 0)
