#!/bin/bash
# What an operator states with --case, and what stays blank where nothing is stated: custody.sh POSTMORTEM PYTHON
set -u
pm=$(realpath "$1") python=$2
samples=$(realpath "$(dirname "$0")/../../samples/akebono")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
failed=0
case=
fail() { echo "FAILED: $case: $1"; failed=1; }
run() { "$pm" -q --generated-at=2026-11-24T00:00:00Z --tz UTC -o r.html --json c.json "$@" >said 2>&1; }
# words SECTION: what a section of r.html says, tags as |
words() { sed -n "/<\(section\|header\)[^>]* id=\"$1\"/,/<\/\(section\|header\)>/p" r.html | tr -d '\n' | sed 's/<[^>]*>/|/g; s/||*/|/g; s/| *|/|/g'; }
shows() { words "$1" | grep -qF -- "$2" || fail "section $1 does not show '$2': $(words "$1" | head -c 1500)"; }
json() { "$python" -c 'import json, sys; d = json.load(open("c.json")); print(eval("d" + sys.argv[1]))' "$1"; }
is() { [ "$(json "$1")" = "$2" ] || fail "$1 is $(json "$1"), not $2"; }

printf 'Jan  4 09:00:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed\n' >mail.log
gzip -nc mail.log >mail.gz
sum=$(sha256sum <mail.gz | cut -c1-64)

case="nothing is stated"
LOGNAME=operator-17 USER=operator-17 run mail.log mail.gz || fail "$(cat said)"
grep -q '"stated":{' c.json && fail "the case says that something was"
grep -q operator-17 r.html c.json && fail "a login name is told"
! grep -q '>stated, not verified<' r.html || fail "something is marked"
[ "$(sed -n '/id="custody"/,/<\/section>/p' r.html | grep -o '<tr><th scope="row">[0-9]*</th>\(<td></td>\)\{7\}</tr>' | wc -l)" -eq 5 ] || fail "not five empty rows to fill"
for section in scope custody; do
    [ "$(sed -n "/id=\"$section\"/,/<\/section>/p" r.html | grep -o '<dd>\(<span></span>\)\?</dd>' | wc -l)" -ge 7 ] || fail "no blanks to fill in $section"
done

case="all that can be stated"
fields=$(sed -n 's/^PM_STATED("\([a-z]*\)", "\([a-z0-9-]*\)".*/\1 \2/p' "$samples/../../src/model/stated.def")
{
    while read -r of key; do case $of in *c*) echo "$key: c-$key-<b>&'\"" ;; esac; done <<<"$fields"
    echo "[evidence]"
    printf 'file: mail.gz\nsha256: %s\n' "$sum"
    while read -r of key; do [ "$of" != ce ] || echo "$key: e-$key-<i>"; done <<<"$fields"
    for n in 1 2; do
        echo "[transfer]"
        while read -r of key; do [ "$of" != t ] || echo "$key: t$n-$key"; done <<<"$fields"
    done
} >case.txt
run --case case.txt mail.log mail.gz || fail "$(cat said)"
while read -r of key; do
    name=${key//-/_}
    [[ $of != *c* ]] || is "['stated']['$name']" "c-$key-<b>&'\""
    [[ $of != *t* ]] || is "['stated']['transfers'][1]['$name']" "t2-$key"
    if [[ $of = *c* ]]; then
        { words title; words scope; words custody; words time; } | grep -qF "|c-$key-&lt;b&gt;&amp;'" || fail "c-$key is not shown"
    fi
    if [[ $of = *e* && $key != file && $key != sha256 ]]; then shows custody "|e-$key-&lt;i&gt;"; is "['stated']['evidence'][0]['$name']" "e-$key-<i>"; fi
    [[ $of != t ]] || shows custody "|t1-$key"
done <<<"$fields"
is "['stated']['evidence'][0]['e']" E02
is "['stated']['evidence'][0]['comparison']" match
grep -q '<b>&' r.html && fail "a value reached the page as an element"
shows custody "|6|" # the first empty row behind two is the third, the last the seventh
shows custody "|7|"
[ "$(words title | grep -o 'stated, not verified' | wc -l)" -eq 2 ] || fail "not marked in the title block"
shows time "|stated, not verified|"
shows scope "|stated, not verified|"
"$pm" verify -q c.json mail.log mail.gz >said || fail "verify: $(cat said)"

case="the title of the command line goes before"
run --title "another" --case case.txt mail.log || fail "$(cat said)"
words title | grep -q '|another|' || fail "not shown"
! words title | grep -q 'c-title' || fail "both are shown"

case="stated hashes"
mkdir -p var/log && cp mail.gz var/log && tar -cf b.tar var/log/mail.gz
for name in mail.gz var/log/mail.gz b.tar!var/log/mail.gz b.tar!var/log/mail.gz!mail; do
    printf '[evidence]\nfile: %s\nsha256: %s\n' "$name" "$sum" >case.txt
    run --case case.txt b.tar || fail "$(cat said)"
    is "['stated']['evidence'][0]['comparison']" match
done
printf '[evidence]\nfile: mail.gz\nsha256: %s\n[evidence]\nfile: mail.log\nsha256: %s\n[evidence]\nfile: gone.log\nsha256: %s\n[evidence]\nfile: mail.log\n' \
    "$(tr a-f A-F <<<"$sum")" "$sum" "$sum" >case.txt
run --case case.txt mail.log mail.gz || fail "$(cat said)"
is "['stated']['evidence'][0]['comparison']" match
is "['stated']['evidence'][1]['comparison']" differs
is "['stated']['evidence'][2]['comparison']" not-found
is "['stated']['evidence'][3].get('comparison')" None
shows custody "match: the file has this value"
shows custody "differs: the file has another value"
shows custody "The evidence holds no file of this name."
shows notice "mail.log: the SHA-256 that was stated for it is not that of the file"
! words notice | grep -q mail.gz || fail "the notice speaks of the one that matches"

case="the same again, by what the report prints"
mkdir -p there && cp -p case.txt mail.log mail.gz there
arguments=$(sed -n 's/.*"arguments":"\([^"]*\)".*/\1/p' c.json)
(cd there && eval "'$pm' -q -o r.html --json c.json $arguments") || fail "$arguments"
cmp r.html there/r.html && cmp c.json there/c.json || fail "other bytes"
is "['options']['case_file_sha256']" "$(sha256sum <case.txt | cut -c1-64)"

# ---- refused, and nothing is written ----
refused() { # CODE WORDS ARGUMENT...
    local code=$1 words=$2
    shift 2
    case="refused: $words"
    rm -f r.html* c.json*
    run "$@"
    [ $? -eq "$code" ] || fail "not exit $code"
    grep -qF -- "$words" said || fail "it says $(cat said)"
    [ -z "$(ls r.html* c.json* 2>&-)" ] || fail "something was written"
}
printf 'witness: a\n\nwitnes: b\n' >bad.txt
refused 2 "bad.txt:3: 'witnes' is no key that is known" --case bad.txt mail.log
refused 1 "no-such-file" --case no-such-file mail.log
cp case.txt r.html.sha256
case="refused: the file would be written over"
run --case r.html.sha256 mail.log
[ $? -eq 2 ] && cmp -s case.txt r.html.sha256 || fail "it was"
rm r.html.sha256

case="the sample"
run --case "$samples/case.txt" "$samples/akebono-evidence.tar.gz"
[ $? -eq 3 ] || fail "$(cat said)"
is "['stated']['evidence'][0]['comparison']" match
shows title "|TLP:AMBER|"
is "['stated'].get('witness')" None

[ $failed -eq 0 ] && echo "all as it should be"
exit $failed
