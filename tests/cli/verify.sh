#!/bin/bash
# What `postmortem verify` tells apart: verify.sh POSTMORTEM PYTHON
# Evidence is packed, changed and packed again with stock tools; what must be said of it is known from what was done.
set -u
pm=$(realpath "$1") python=$2
bundle=$(realpath "$(dirname "$0")/../../samples/akebono/akebono-evidence.tar.gz")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
failed=0
name=akebono-evidence.tar.gz

fail() { echo "FAILED: $case: $1"; sed 's/^/    /' said | head -30; failed=1; }
# verify CODE EVIDENCE: the exit code; what was said is in `said`, and as JSON in outcome.json
verify() {
    "$pm" verify --json outcome.json case.json "$2" >said 2>&1
    local got=$?
    [ $got -eq "$1" ] || fail "exit $got instead of $1"
    jq_ all_match >all
    [ "$(cat all)" = "$([ "$1" -eq 0 ] && echo True || echo False)" ] || fail "the JSON says all_match $(cat all)"
}
# jq_ EXPRESSION: a value of outcome.json, as Python writes it
jq_() { "$python" -c 'import json, sys; d = json.load(open("outcome.json")); print(eval("d" + "".join("[%r]" % k for k in sys.argv[1].split("."))))' "$1"; }
is() { [ "$(jq_ "$1")" = "$2" ] || fail "$1 is $(jq_ "$1"), not $2"; }
says() { grep -qF -- "$1" said || fail "it does not say '$1'"; }
unpacked() { rm -rf log && mkdir log && tar -xzf "$bundle" -C log; l=log/akebono-evidence/var/log; }
packed() { tar -C log -czf $name akebono-evidence; }
# line E: a line in the midst of those that the case cites from an item, as LINE OFFSET LENGTH
line() { "$python" - "$1" <<'P'
import json, sys
found = []
def walk(v):
    if isinstance(v, dict):
        if v.get("e") == sys.argv[1] and "offset" in v: found.append((v["line"], v["offset"], v["length"]))
        for x in v.values(): walk(x)
    elif isinstance(v, list):
        for x in v: walk(x)
walk(json.load(open("case.json")))
print(*sorted(set(found))[1])
P
}
id_of() { "$python" -c 'import json, sys; print(*[e["id"] for e in json.load(open("case.json"))["evidence"] if e["path"].endswith(sys.argv[1])])' "$1"; }

cp "$bundle" .
"$pm" -q -o r.html --json case.json $name
items=$("$python" -c 'import json; print(len(json.load(open("case.json"))["evidence"]))')
secure=$(id_of /secure) other=$(id_of /secure-20251221) zipped=$(id_of /maillog.2.gz!maillog.2)

case="all match"
verify 0 $name
is items.unchanged "$items"
[ "$(jq_ lines.unchanged)" -gt 100 ] || fail "hardly a line is cited"
head -1 said | grep -q "^All match: $items items of evidence and [0-9]* cited lines are as case.json says\.$" || fail "the verdict is not the first line"
says "$(sha256sum <case.json | cut -c1-64)"
case="quiet"
"$pm" verify -q case.json $name >said 2>&1
[ "$(wc -l <said)" -eq 1 ] || fail "more than the verdict"
case="through a pipe"
mkdir piped
cat $name | "$pm" verify case.json - >said 2>&1
[ $? -eq 3 ] || fail "its name is another"
says "standard-input"
! grep -q ' different' said || fail "its content is the same"

# every byte of a line counts, and so does its end
read -r number offset length < <(line "$secure")
for at in 0 $((length / 2)) $((length - 1)) $length; do
    case="byte $at of the $length of a cited line is another"
    unpacked
    printf '\001' | dd of=$l/secure bs=1 seek=$((offset + at)) conv=notrunc 2>/dev/null
    packed
    verify 3 $name
    is items.different 1
    is items.packed_otherwise 1 # the bundle
    is items.unchanged $((items - 2))
    if [ "$at" -lt "$length" ]; then says "$secure:$number (offset $offset, length $length): other bytes stand there"; fi
    if [ "$at" -eq "$length" ]; then says "$secure:$number (offset $offset, length $length): the bytes are there, but are no line"; fi
done
case="a byte elsewhere"
unpacked
size=$(stat -c %s $l/secure)
cited=$("$python" - "$secure" "$size" <<'P'
import json, sys
taken = set()
def walk(v):
    if isinstance(v, dict):
        if v.get("e") == sys.argv[1] and "offset" in v: taken.update(range(v["offset"] - 1, v["offset"] + v["length"] + 1))
        for x in v.values(): walk(x)
    elif isinstance(v, list):
        for x in v: walk(x)
walk(json.load(open("case.json")))
data = open("log/akebono-evidence/var/log/secure", "rb").read()
print(next(i for i in range(int(sys.argv[2])) if i not in taken and data[i] != 10))
P
)
printf '\001' | dd of=$l/secure bs=1 seek="$cited" conv=notrunc 2>/dev/null
packed
verify 3 $name
is items.different 1
is lines.different 0
says "what is different stands in no cited line"

case="a line before the cited one is taken out"
unpacked
sed -i 1d $l/secure
[ "$number" -gt 1 ] || fail "the first line is cited: take out another"
packed
verify 3 $name
is items.different 1
[ "$(jq_ lines.unchanged)" -ge 100 ] || fail "lines of other items do not match"
says "line $((number - 1)) is the cited one now"
case="the end is cut off before the cited line"
unpacked
truncate -s $((offset + length / 2)) $l/secure
packed
verify 3 $name
says "$secure:$number (offset $offset, length $length): the content ends before; no other line is the cited one"

case="two members change names"
unpacked
mv $l/secure x && mv $l/secure-20251221 $l/secure && mv x $l/secure-20251221
packed
verify 3 $name
is items.swapped 2
is items.different 0
is lines.unchanged "$("$pm" verify -q --json - case.json "$bundle" | "$python" -c 'import json, sys; print(json.load(sys.stdin)["lines"]["unchanged"])')"
says "Under its own name lies now the content of $other"
case="a member is renamed"
unpacked
mv $l/secure $l/auth.log
packed
verify 3 $name
is items.moved 1
is items.missing 0
is lines.not_read 0
says "akebono-evidence/var/log/auth.log."
case="a member takes the place of another"
unpacked
mv $l/secure-20251221 $l/secure
packed
verify 3 $name
is items.moved 1
is items.missing 1
says "Under its own name lies now the content of $other"
case="a member is compressed anew"
unpacked
gzip -d $l/maillog.2.gz && gzip -1 $l/maillog.2
packed
verify 3 $name
is items.packed_otherwise 2
is items.unchanged $((items - 2))
is lines.different 0
says "$zipped  packed otherwise"
case="a member is compressed with something else"
unpacked
gzip -d $l/maillog.2.gz && xz $l/maillog.2
packed
verify 3 $name
is items.moved 1
is items.missing 0
is lines.not_read 0
case="the bundle is packed otherwise, under another name"
unpacked
tar -C log -cJf other.tar.xz akebono-evidence
verify 3 other.tar.xz
is items.packed_otherwise 1
is items.unchanged $((items - 1))
says "Its content lies now under the name other.tar.xz."
case="the bundle is unpacked"
verify 3 log
is items.moved $((items - 1))
is items.missing 1
is lines.not_read 0
case="a member is missing"
unpacked
rm $l/secure
packed
verify 3 $name
is items.missing 1
[ "$(jq_ lines.not_read)" -gt 0 ] || fail "its lines were read"
says "$secure  missing"
case="a member more"
unpacked
echo hello >$l/hello
packed
verify 3 $name
is items.unchanged $((items - 1))
says "not in the case  akebono-evidence.tar.gz!akebono-evidence/var/log/hello"
case="the bundle is cut off"
head -c 700000 "$bundle" >$name
verify 3 $name
[ "$(jq_ items.missing)" -gt 0 ] || fail "nothing is missing"

# ---- members of one name, nothing at all, the evidence of another version's limits ----
cp "$bundle" $name
case="a limit of the case.json holds"
mkdir small && printf 'Jan  4 09:00:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed\nJan  4 09:00:01 mx1 sudo:  ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n' >small/mail.log
head -c 3000 /dev/zero | tr '\0' 'x' >>small/mail.log
cp case.json full.json
"$pm" -q --tz UTC --max-bytes 2000 -o r.html --json case.json small
verify 0 small
case="unless another is given"
"$pm" verify --max-bytes 1M case.json small >said 2>&1
[ $? -eq 3 ] || fail "more was read, and it is not told"
says "different  small/mail.log"
case="a name twice in one archive"
mkdir twice && cp small/mail.log twice/mail.log && tar -C twice -cf twice.tar mail.log && sed -i 's/ann/bob/' twice/mail.log && tar -C twice -rf twice.tar mail.log
"$pm" -q --tz UTC -o r.html --json case.json twice.tar
verify 0 twice.tar
is items.unchanged 3
case="a name that is no text"
mkdir odd && cp small/mail.log "odd/$(printf 'a\377\033[2Jb')"
"$pm" -q --tz UTC -o r.html --json case.json odd
verify 0 odd

case="lines that are not kept whole: long ones, and those that repeat another"
mkdir long && {
    echo "Jan  4 09:00:00 mx1 useradd[3]: new user: name=bc"
    echo "Jan  4 09:00:01 mx1 last message repeated 2 times" # as long as the line before
    echo "Jan  4 09:00:02 mx1 sudo:  ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog $(head -c 9000 /dev/zero | tr '\0' y)"
    echo "Jan  4 09:00:03 mx1 last message repeated 3 times"
} >long/log
[ "$(sed -n 1p long/log | wc -c)" -eq "$(sed -n 2p long/log | wc -c)" ] || fail "not as long"
"$pm" -q --tz UTC --year 2026 -o r.html --json case.json long
verify 0 long
is lines.unchanged 4
for n in 1 2 3 4; do
    grep -q "\"sha256\":\"$(sed -n ${n}p long/log | tr -d '\n' | sha256sum | cut -c1-64)\"" case.json || fail "line $n has another hash"
done

# ---- a case.json that cannot be believed: a sentence, never more ----
hostile() { # WORDS, and Python that changes d, or writes `text`
    "$python" -c 'import json, sys
d = json.load(open("full.json")); text = None
'"$2"'
open("case.json", "w").write(json.dumps(d) if text is None else text)'
    case="hostile: $2"
    "$pm" verify case.json $name >said 2>&1
    [ $? -eq 1 ] || fail "exit $? instead of 1"
    grep -qF -- "$1" said || fail "it does not say '$1'"
    [ "$(wc -l <said)" -eq 1 ] || fail "more than one sentence"
}
hostile "so many values in so few bytes" 'text = "{\"schema\":\"postmortem.case/1\",\"x\":[" + "[]," * 2000000 + "1]}"'
truncate -s $((1024 * 1024 * 1024 + 1)) large.json
case="hostile: larger than any"
"$pm" verify large.json $name >said 2>&1
[ $? -eq 1 ] || fail "not exit 1"
says "is larger than 1 GiB"
rm large.json
first='next(o for f in d["findings"] for o in f["origins"])'
hostile "is damaged, no JSON" 'text = ""'
hostile "is damaged, no JSON" 'text = json.dumps(d)[:5000]'
hostile "is damaged, no JSON" 'text = "[" * 100000'
hostile "is damaged, no JSON" 'text = "{\"a\":" * 100000'
hostile "is damaged, no JSON" 'text = json.dumps(d).replace("\"line\": ", "\"line\": 99999999999999999999", 1)'
hostile "is damaged, no JSON" 'text = "{\"schema\":\"postmortem.case/1\",\"schema\":1}"'
hostile "names no schema" 'text = "[]"'
hostile "names no schema" 'text = "{}"'
hostile "of the schema 'postmortem.case/2'" 'd["schema"] = "postmortem.case/2"'
hostile "there is none" 'd["evidence"] = []'
hostile "there is none" 'd["evidence"] = "E01"'
hostile "no number such as E03" 'd["evidence"][1] = None'
hostile "no number such as E03" 'd["evidence"][1]["id"] = "E-1"'
hostile "twice" 'd["evidence"][1]["id"] = d["evidence"][2]["id"]'
hostile "it has no path" 'd["evidence"][1]["path"] = 7'
hostile "before it in the list" 'd["evidence"][1]["parent"] = "E02"'
hostile "its size is no number" 'd["evidence"][1]["bytes"] = -1'
hostile "its size is no number" 'd["evidence"][1]["content_bytes"] = 1e300'
hostile "its SHA-256 is none" 'd["evidence"][1]["sha256"] = "zz"'
hostile "deeper in containers" 'd["evidence"] += [{"id": "E%d" % i, "path": "x", "parent": "E%d" % (i - 1)} for i in range(len(d["evidence"]) + 1, 2000)]'
hostile "not in the list of evidence" "$first[\"e\"] = \"E99\""
hostile "no number that a place in a file can have" "$first[\"line\"] = 0"
hostile "no number that a place in a file can have" "$first[\"offset\"] = -1"
hostile "no number that a place in a file can have" "$first[\"offset\"] = 2**63 - 1"
hostile "no number that a place in a file can have" "$first[\"length\"] = []"
hostile "its SHA-256 is none" "$first[\"sha256\"] = \"A\" * 64"

# what can be read, but is not true, is told line by line
untrue() { # WORDS, and Python that changes d
    "$python" -c 'import json
d = json.load(open("full.json"))
'"$2"'
json.dump(d, open("case.json", "w"))'
    case="untrue: $2"
    verify 3 $name
    says "$1"
}
untrue "other bytes stand there; no other line is the cited one" "$first[\"sha256\"] = \"0\" * 64"
untrue "a line of another number" "$first[\"line\"] += 1"
untrue "other bytes stand there" "$first[\"offset\"] += 1"
untrue "the content ends before" "$first[\"offset\"] = 2**60 - 1"
untrue "the content ends before" "$first[\"length\"] = 2**60 - 1"
untrue "different" "o = $first; d[\"findings\"][0][\"origins\"] += [dict(o, length=o[\"length\"] + i, sha256=\"0\" * 64) for i in range(200)]"
says "more; --json lists all"
untrue "moved" 'd["evidence"][1]["path"] = "\\x1b[2J"'
untrue "different" 'd["evidence"][1]["content_sha256"] = "0" * 64'

# ---- usage ----
refused() { # CODE WORDS ARGUMENT...
    local code=$1 words=$2
    shift 2
    case="$*"
    "$pm" verify "$@" >said 2>&1 </dev/null
    [ $? -eq "$code" ] || fail "not exit $code"
    grep -qF -- "$words" said || fail "it does not say '$words'"
}
refused 2 "no case.json"
refused 2 "no input" full.json
refused 2 "--tz is not known" --tz UTC full.json $name
refused 2 "standard input is named twice" - -
refused 2 "would be written over" --json full.json full.json $name
refused 2 "the evidence" --json $name full.json $name
refused 1 "no-such-file" no-such-file $name
refused 1 "no-such-file" full.json no-such-file
refused 1 "is damaged, no JSON" "$bundle" $name
refused 0 "Usage: postmortem verify" --help
case="the JSON on standard output"
"$pm" verify --json - full.json $name >outcome.json 2>said
is schema postmortem.verify/1

[ $failed -eq 0 ] && echo "all as it should be"
exit $failed
