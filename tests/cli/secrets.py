"""No password of a log reaches an output: secrets.py POSTMORTEM

A hostile log with each way of writing a secret, in each kind of line that a report or a case.json can show. Each secret is
another text, so that the one that gets through is named. The hash beside a masked line is that of the line as it is."""
import base64, hashlib, html, json, os, re, subprocess, sys, tempfile

pm = os.path.realpath(sys.argv[1])
secrets = []


def secret(form="Zq{}xW7!"):
    secrets.append(form.format(f"{len(secrets):03d}k"))
    return secrets[-1]


def b64(text):
    secrets.append(base64.b64encode(text.encode()).decode())
    return secrets[-1]


# each is called once for each place, so that each place holds secrets of its own
WAYS = [
    lambda: f"Password mismatch (given password: {secret()})",
    lambda: f"Password mismatch (SHA1 of given password: {secret('a94a8fe5cc{}')})",
    lambda: f"client in: AUTH#0111#011PLAIN#011service=smtp#011resp={b64(chr(0) + 'ann' + chr(0) + secret())}",
    lambda: f"client in: AUTH#0111#011PLAIN#011service=smtp#011resp={b64('x' * 3 + secret())}#011more",
    lambda: f"client in: CONT#01112#011{b64(secret())}",
    lambda: f"< unknown[192.0.2.9]: AUTH PLAIN {b64(chr(0) + 'ann' + chr(0) + secret())}",
    lambda: f"< unknown[192.0.2.9]: AUTH LOGIN {b64(secret())}",
    lambda: f"< unknown[192.0.2.9]: {b64(secret())}",
    lambda: f"xsasl_cyrus_server_next: decoded response: {secret()}",
    lambda: f"Invalid user {secret()} from 192.0.2.9 port 40000",
    lambda: f"Failed password for invalid user {secret()} from 192.0.2.9 port 40000 ssh2",
    lambda: f"Connection closed by invalid user {secret()} 192.0.2.9 port 40000 [preauth]",
    lambda: f"Illegal user {secret()} from 192.0.2.9",
    lambda: f"PLAIN({secret()}) != '{secret()}'",
    lambda: f"user=ann pass={secret()} x",
]
COMMANDS = [
    lambda: f"/usr/bin/mysql -u root -p{secret()} mail",
    lambda: f"/usr/bin/mysqldump --password={secret()} mail",
    lambda: f"/usr/bin/sshpass -p {secret()} ssh ann@example.org",
    lambda: f"/usr/bin/curl -u ann:{secret()} https://example.org/",
    lambda: f"/usr/bin/curl -H 'Authorization: Bearer {secret('Zq{}')}' https://example.org/",
    lambda: f"/usr/bin/curl -H Authorization: Basic {b64('ann:' + secret())} https://example.org/",
    lambda: f"/usr/bin/wget --http-password={secret()} https://example.org/",
    lambda: f"/usr/bin/wget --password {secret()} ftp://example.org/",
    lambda: f"/usr/bin/git clone https://ann:{secret()}@example.org/x",
    lambda: f"/usr/bin/env PGPASSWORD={secret()} psql",
    lambda: f"/usr/bin/env AWS_SECRET_ACCESS_KEY={secret()} aws s3 ls",
    lambda: f"/usr/bin/env API_KEY={secret()} /usr/local/bin/x",
    lambda: f"/bin/sh -c echo ann:{secret()} | chpasswd",
    lambda: f"/usr/bin/htpasswd -b /etc/x ann {secret()}",
    lambda: f"/usr/bin/openssl passwd -6 {secret()}",
    lambda: f"/usr/bin/openssl rsa -in k -passin pass:{secret()}",
    lambda: f"/usr/bin/ldapsearch -x -D cn=admin -w {secret()} -b dc=example",
    lambda: f"/usr/bin/ldappasswd -s {secret()} uid=ann",
    lambda: f"/usr/bin/redis-cli -a {secret()} keys",
    lambda: f"/usr/bin/smbclient //h/x -U ann%{secret()}",
    lambda: f"/usr/bin/zip -P {secret()} a.zip a",
    lambda: f"/usr/bin/7z x -p{secret()} a.7z",
    lambda: f"/usr/bin/gpg --batch --passphrase {secret()} -d a",
    lambda: f"/usr/bin/mysql -e CREATE USER ann IDENTIFIED BY '{secret()}'",
    lambda: f"/usr/sbin/usermod -p {secret('$6$Zq{}$abc')} ann",
    lambda: f"/bin/sh -c printf {secret()} | saslpasswd2 -p -c ann",
    lambda: f"/usr/bin/doveadm pw -s SHA512-CRYPT -p {secret()}",
]
second = 0
lines = []


def line(program, text):
    global second
    second += 1
    lines.append(f"2026-01-04T{9 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+09:00 mx1 {program}: {text}")


def sudo(command, user="ann"):
    line("sudo", f"     {user} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND={command}")


line("postfix/master[90]", "daemon started -- version 3.7.11, configuration /etc/postfix")
line("postfix/smtpd[101]", "connect from mail.example.org[192.0.2.7]")
for way in WAYS + COMMANDS:
    line("dovecot", "auth: " + way())                             # dovecot's own, known or not understood
    line("postfix/unheard-of[9]", way())                          # a sample of lines that are not understood
    line("postfix/smtpd[101]", way())                             # postfix, verbose
    line("postfix/smtpd", way())                                  # without a pid: a suspicious line
    line("postfix/qmgr[1]", way())
    line("sshd[7]", way())                                        # failures, names
    line("sshd[7]", f"Failed password for ann from 192.0.2.8 port 22 ssh2: {way()}")
    line("useradd[8]", f"new user: name={way()}")                 # account changes
    line("rsyslogd", f"imuxsock lost 3 messages {way()}")         # admitted loss
    line("systemd[1]", f"Stopped postfix.service - {way()}.")
    sudo("/bin/sh -c " + way())                                   # sudo, cron, and what findings and the timeline make of them
    sudo("/bin/rm -f /var/log/maillog ; " + way())
    sudo("/usr/sbin/postfix reload " + way())
    line("postfix/postfix-script[80]", "refreshing the Postfix mail system")
    line("postfix/master[90]", "reload -- version 3.7.11, configuration /etc/postfix")
    line("CRON[70]", f"(root) CMD ({way()})")
    line("crontab[71]", f"(ann) REPLACE ({way()})")
    queue = f"1E240C{second:04X}"                                 # what other servers answer, and what senders call themselves
    line("postfix/qmgr[91]", f"{queue}: from=<ann@example.org>, size=700, nrcpt=1 (queue active)")
    line("postfix/smtp[103]", f"{queue}: to=<bob@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=5.7.1, status=bounced "
                              f"(host mx.example.net[192.0.2.25] said: 550 5.7.1 Service unavailable; client blocked using zen.spamhaus.org {way()} (in reply to RCPT TO command))")
    line("postfix/cleanup[102]", f"{queue}: warning: header Subject: {way()} from local; from=<ann@example.org>")

failed = []


def check(ok, what):
    if not ok:
        failed.append(what)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("mail.log", "w") as f:
        f.write("".join(x + "\n" for x in lines))
    hashes = {hashlib.sha256(x.encode()).hexdigest(): x for x in lines}
    for language in "en", "ja":
        run = subprocess.run([pm, "-q", "--generated-at=2026-11-24T00:00:00Z", "--lang", language, "-o", "report.html", "--json", "case.json", "mail.log"])
        check(run.returncode == 0, f"exit {run.returncode}")
        verified = subprocess.run([pm, "verify", "case.json", "mail.log"], capture_output=True)
        check(verified.returncode == 0, "verify does not find all cited lines: " + verified.stdout.decode())
        with open("report.html") as r, open("case.json") as c:
            report, case = r.read(), c.read()
        for face, text in ("report", html.unescape(report)), ("case.json", case), ("verify", verified.stdout.decode()):
            for s in secrets:
                if s in text:
                    at = text.index(s)
                    failed.append(f"{language} {face}: {text[max(0, at - 90):at + 40]!r}")
        # the appendix: the hash is that of the line as it is, and the notice counts the masked lines
        cited = re.findall(r'class="hash">([0-9a-f]{64})<.*?<p class="log">(.*?)</p>', report[report.index('id="cited"'):], re.S)
        check(len(cited) > 300, f"only {len(cited)} lines are cited")
        for value, shown in cited:
            check(value in hashes, f"no line has the hash {value}: {shown[:100]}")
        masked = sum("\u2039masked, " in shown for _, shown in cited)
        told = re.search(r"This concerns ([\d,]+) of the lines" if language == "en" else r"付録Aの([\d,]+)行が該当する", report)
        check(told and int(told[1].replace(",", "")) == masked, f"{masked} lines are masked, the notice says {told and told[1]}")
        for section in "suspicious_lines", "sudo", "cron", "account_changes", "not_understood", "replies", "coverage", "restarts":
            check(re.search(rf'"{section}":.*?\u2039masked', case, re.S), f"nothing is masked in {section}: it is not there?")

for what in failed[:40]:
    print("FAILED:", what)
print(f"{len(secrets)} secrets in {len(lines)} lines, {len(failed)} faults")
sys.exit(1 if failed else 0)
