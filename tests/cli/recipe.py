"""What the report prints for checking a line by hand, done by a shell with stock tools: recipe.py POSTMORTEM BUNDLE

The commands are those of the page: the whole one that it shows as an example, and for each file its own, of which each line's
bytes are cut as the page says. The hash that comes out must be the one that the page prints.
A packing whose tool is not here is left out, and said."""
import hashlib, html, os, re, shutil, subprocess, sys, tempfile

pm, bundle = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
LINES = """2026-01-04T09:00:00+09:00 mx1 postfix/master[90]: daemon started -- version 3.7.11, configuration /etc/postfix
2026-01-04T09:00:01+09:00 mx1 sudo:     ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/NAME
2026-01-04T09:00:02+09:00 mx1 useradd[8]: new user: name=NAME\r
2026-01-04T09:00:03+09:00 mx1 sudo:     ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo \N{HIRAGANA LETTER A} NAME \udcff\x00 """ + "y" * 6000 + "\n"
# each makes `out`, or what it echoes, from a.log; what they need stands before
PACKINGS = [
    ("", "cp a.log plain.log; echo plain.log"),
    ("", "cp a.log \"it's \\$(touch pwned) a log\"; echo \"it's \\$(touch pwned) a log\""),
    ("gzip", "gzip -c a.log >a.log.gz; echo a.log.gz"),
    ("xz", "xz -c a.log >a.log.xz; echo a.log.xz"),
    ("bzip2", "bzip2 -c a.log >a.log.bz2; echo a.log.bz2"),
    ("zstd", "zstd -qc a.log >a.log.zst; echo a.log.zst"),
    ("gzip bsdcat", "gzip -c a.log >nothing; echo nothing"),
    ("gzip", "split -n 2 a.log part; gzip -c partaa >two.gz; gzip -c partab >>two.gz; echo two.gz"),
    ("tar", "tar -cf p.tar a.log; echo p.tar"),
    ("tar gzip", "tar -czf p.tar.gz a.log; echo p.tar.gz"),
    ("tar xz", "tar -cJf p.txz a.log; echo p.txz"),
    ("tar bzip2", "tar -cjf p.tar.bz2 a.log; echo p.tar.bz2"),
    ("tar zstd", "tar --zstd -cf p.tar.zst a.log; echo p.tar.zst"),
    ("zip unzip", "cp a.log '[a]*.log'; zip -q p.zip '[a]*.log'; echo p.zip"),
    ("7z bsdtar", "7z a p.7z a.log >/dev/null; echo p.7z"),
    ("cpio bsdtar", "echo a.log | cpio -o -H newc 2>/dev/null >p.cpio; echo p.cpio"),
    ("tar bsdtar", "tar -cf collected a.log; echo collected"),
    ("tar gzip xz", "gzip -c a.log >a.log.gz; tar -cJf in.tar.xz a.log.gz; tar -cf n.tar in.tar.xz; echo n.tar"),
    ("tar zip bsdtar gzip", "gzip -c a.log >a.log.gz; zip -q in.zip a.log.gz; tar -czf n.tgz in.zip; echo n.tgz"),
    ("tar zip unzip", "tar -cf in.tar a.log; zip -q n.zip in.tar; echo n.zip"),
    ("tar gzip", "tar -cf 4.tar a.log; tar -czf 3.tgz 4.tar; tar -cf 2.tar 3.tgz; tar -czf 1.tar.gz 2.tar; echo 1.tar.gz"),
    ("tar", "tar -cf twice.tar a.log; sed -i s/ann/bob/ a.log; tar -rf twice.tar a.log; echo twice.tar"),
    ("tar", "cp a.log -- '--to-command=touch pwned'; tar -cf o.tar -- '--to-command=touch pwned'; echo o.tar"),
    ("tar", "mkdir -p log/deep; cp a.log log/deep/a.log; echo log"),
]
failed, checked, left_out = [], 0, []


def shell(command):
    return subprocess.run(["sh", "-c", command], capture_output=True)


def check_page(name):
    """The report is report.html, here."""
    global checked
    with open("report.html", encoding="utf-8") as f:
        page = f.read()
    part = page[page.index('<section id="cited"'):]
    part = part[:part.index("</section>")]
    whole = re.search(r'<pre class="command"[^>]*><code>(.*?)</code></pre>.*?<code class="hash">([0-9a-f]{64})</code>', part, re.S)
    if not whole:
        return failed.append(f"{name}: no command is shown as an example")
    got = shell(html.unescape(whole[1]))
    if got.stdout.decode().split()[:1] != [whole[2]]:
        failed.append(f"{name}: the example {html.unescape(whole[1])} gives {got.stdout!r} {got.stderr!r}")
    for file in part.split('<div class="cited-file">')[1:]:
        command = re.search(r'<p class="extract"><code>(.*?)</code></p>', file, re.S)
        if not command:
            failed.append(f"{name}: no command for {file[:200]}")
            continue
        command = html.unescape(command[1])
        cut = re.fullmatch(r".*( \| tail -c \+)\d+( \| head -c )\d+( \| sha256sum)", html.unescape(whole[1]), re.S)
        got = shell(command)
        if got.stderr or got.returncode:
            failed.append(f"{name}: {command}: {got.stderr!r}")
        lines = re.findall(r'<div class="cited-line" id="L-(E\d+-\d+)">.*?(?:offset|位置)\s*([\d,]+)(?:, length|・長さ)\s*([\d,]+).*?<span class="hash">([0-9a-f]{64})<', file, re.S)
        if len(lines) != file.count('class="cited-line"'):
            failed.append(f"{name}: a line has no place or hash")
        for k, (line, offset, length, sha256) in enumerate(lines):
            offset, length = int(offset.replace(",", "")), int(length.replace(",", ""))
            if k < 3:  # by the shell, as printed; the rest by the same numbers
                hashed = shell(command + cut[1] + str(offset + 1) + cut[2] + str(length) + cut[3]).stdout.decode().split()[0]
            else:
                hashed = hashlib.sha256(got.stdout[offset:offset + length]).hexdigest()
            checked += 1
            if hashed != sha256:
                failed.append(f"{name}: {line}: {hashed} is not {sha256}; {command}")


def report(language, *inputs):
    return subprocess.run([pm, "-q", "--lang", language, "--generated-at=2026-11-24T00:00:00Z", "-o", "report.html", *inputs]).returncode


with tempfile.TemporaryDirectory() as folder:
    os.environ["LC_ALL"] = "C"
    os.chdir(folder)
    shutil.copy(bundle, folder)
    for language in "en", "ja":
        report(language, os.path.basename(bundle))
        # the sample's cut gzip is told on stderr by gzip itself
        before = len(failed)
        check_page(f"sample, {language}")
        failed[before:] = [x for x in failed[before:] if "unexpected end of file" not in x]
    for number, (tools, make) in enumerate(PACKINGS):
        missing = [t for t in tools.split() if not shutil.which(t)]
        if missing:
            left_out.append(f"{make} ({', '.join(missing)})")
            continue
        here = os.path.join(folder, str(number))
        os.mkdir(here)
        os.chdir(here)
        with open("a.log", "wb") as f:
            f.write(LINES.replace("NAME", f"n{number}").encode("utf-8", "surrogateescape"))
        made = subprocess.run(["bash", "-c", "set -e; " + make], capture_output=True)
        name = made.stdout.decode().rstrip("\n")
        if made.returncode or not os.path.exists(name):
            failed.append(f"{make}: {made.stderr!r}")
            continue
        code = report("en", name)
        if code:
            failed.append(f"{make}: exit {code}")
            continue
        before = checked
        check_page(name)
        if checked - before < 4:
            failed.append(f"{make}: only {checked - before} lines are cited")
        if os.path.exists("pwned"):
            failed.append(f"{make}: a name was run as a command")

for what in left_out:
    print("left out:", what)
for what in failed[:30]:
    print("FAILED:", what)
print(f"{checked} lines checked, {len(failed)} faults")
sys.exit(1 if failed else 0)
