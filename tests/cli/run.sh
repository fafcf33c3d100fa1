#!/bin/bash
# What the command line does with good and bad input: run.sh POSTMORTEM
# Each case says what must hold; the first that does not is named, and the script fails.
set -u
pm=$(realpath "$1")
bundle=$(realpath "$(dirname "$0")/../../samples/akebono/akebono-evidence.tar.gz")
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
failed=0
at=--generated-at=2026-11-24T00:00:00Z

log() { # one small maillog of one message
    cat <<'L'
2026-01-04T09:00:00+09:00 mx1 postfix/smtpd[101]: connect from mail.example.org[192.0.2.7]
2026-01-04T09:00:01+09:00 mx1 postfix/smtpd[101]: 1E240C0A14: client=mail.example.org[192.0.2.7], sasl_method=PLAIN, sasl_username=ann@example.org
2026-01-04T09:00:01+09:00 mx1 postfix/cleanup[102]: 1E240C0A14: message-id=<1@mail.example.org>
2026-01-04T09:00:01+09:00 mx1 postfix/qmgr[90]: 1E240C0A14: from=<ann@example.org>, size=700, nrcpt=1 (queue active)
2026-01-04T09:00:02+09:00 mx1 postfix/smtp[103]: 1E240C0A14: to=<bob@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok)
2026-01-04T09:00:02+09:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed
2026-01-04T09:00:03+09:00 mx1 postfix/smtpd[101]: disconnect from mail.example.org[192.0.2.7] ehlo=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=6
L
}

fail() { echo "FAILED: $case: $1"; sed 's/^/    /' stderr | head -5; failed=1; }
# expect CODE WORDS COMMAND...: the exit code, and words that the one sentence on stderr holds ("" for silence)
expect() {
    local code=$1 words=$2 got
    shift 2
    case="$*"
    "$@" >stdout 2>stderr </dev/null
    got=$?
    [ $got -eq "$code" ] || fail "exit $got instead of $code"
    if [ -z "$words" ]; then
        [ ! -s stderr ] || fail "stderr is not empty"
    else
        grep -qF -- "$words" stderr || fail "stderr does not say '$words'"
        [ "$(wc -l <stderr)" -eq 1 ] || fail "stderr is not one sentence"
    fi
}
absent() { [ ! -e "$1" ] || fail "$1 was written"; }
present() { [ -s "$1" ] || fail "$1 is not there"; }
untouched() { [ "$(cat "$1")" = before ] || fail "$1 was changed"; }
no_leftovers() { [ -z "$(find . \( -name '*.html.*' -o -name '*.json.*' \) ! -name '*.sha256')" ] || fail "a temporary file was left"; }
no_sums() { [ -z "$(find . -name '*.sha256*')" ] || fail "a sum was written: $(find . -name '*.sha256*')"; }

log >mail.log

# ---- usage ----
expect 2 "no input" "$pm"
expect 2 "--no-such-thing" "$pm" --no-such-thing mail.log
expect 2 "Mars/Olympus" "$pm" --tz Mars/Olympus mail.log
expect 2 "--year" "$pm" --year 12 mail.log
expect 2 "--year" "$pm" --year soon mail.log
expect 2 "--lang" "$pm" --lang fr mail.log
expect 2 "--jobs" "$pm" --jobs 0 mail.log
expect 2 "--since" "$pm" --since yesterday mail.log
expect 2 "--tz" "$pm" --since 2026-01-04 mail.log
expect 0 "" "$pm" --since 2000-01-01 --tz Asia/Tokyo -o since.html mail.log
expect 2 "--since is not before --until" "$pm" --since @1767484801 --until @1767484800 -o never.html mail.log
expect 2 "--since is not before --until" "$pm" --until 2026-01-04 --since 2026-01-04 --tz Asia/Tokyo -o never.html mail.log
absent never.html
expect 2 "--max-bytes" "$pm" --max-bytes 0 mail.log
expect 2 "--quiet takes no value" "$pm" --quiet=yes mail.log
expect 2 "--output needs a value" "$pm" mail.log --output
expect 2 "standard output" "$pm" -o - --json - mail.log
expect 2 "same" "$pm" -o same --json ./same mail.log
absent same
expect 0 "" "$pm" --help
grep -q -- '--max-ratio' stdout || fail "--help does not list the options"
expect 0 "" "$pm" --version
expect 0 "" "$pm" --list-parsers
grep -q smtpd stdout || fail "--list-parsers does not name smtpd"

find . -name '*.sha256' -delete

# ---- input that is no log ----
expect 1 "no-such-file" "$pm" -o r.html no-such-file
absent r.html
: >empty
expect 1 "nothing in empty" "$pm" -o r.html empty
absent r.html
head -c 100000 /dev/urandom >binary
expect 1 "nothing in binary" "$pm" -o r.html binary
absent r.html
printf 'Dear Sir,\nplease find nothing attached.\n' >letter
expect 1 "nothing in letter" "$pm" -o r.html letter
absent r.html
mkdir nothing
expect 1 "nothing" "$pm" -o r.html nothing
absent r.html
echo before >kept.html
expect 1 "nothing in letter" "$pm" -o kept.html letter
untouched kept.html
if [ "$(id -u)" -ne 0 ]; then
    cp mail.log locked && chmod 000 locked
    expect 1 "locked" "$pm" -o r.html locked
    absent r.html
fi
no_sums

# a folder inside that is not to be opened, and one of which only the names can be read; root may read both
mkdir -p partly/sealed partly/names && cp mail.log partly && cp mail.log partly/names && chmod 000 partly/sealed && chmod 444 partly/names
as_nobody=
if [ "$(id -u)" -eq 0 ]; then
    as_nobody="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    mkdir out && chmod 777 out && chmod 755 . && $as_nobody test -r "$pm" -a -r partly/mail.log || as_nobody=skip
else
    mkdir out
fi
if [ "$as_nobody" = skip ]; then
    echo "skipped: no folder is closed to root, and nobody else can run the program here"
else
    expect 3 "" $as_nobody "$pm" -q $at --lang en -o out/r.html --json out/c.json partly
    grep -q '"messages":1' out/c.json || fail "the rest is not read"
    for name in sealed names/mail.log; do
        tr -d '\n' <out/c.json | grep -q "\"path\":\"partly/$name\",[^}]*\"damage\":\"unreadable\"" || fail "$name is not told"
        sed -n '/id="notice"/,/<\/section>/p' out/r.html | grep -q "${name#*/}) could not be read in full: unreadable" || fail "$name is not on the first page"
    done
    [ "$(grep -o 'state-damaged">not read<' out/r.html | wc -l)" -eq 2 ] || fail "the list of the evidence does not say that they were not read"
fi

# ---- all read, partly read ----
expect 0 "" "$pm" -q $at -o r.html --json c.json mail.log
present r.html
present c.json
rm r.html
gzip -c mail.log >whole.gz
head -c $(($(stat -c %s whole.gz) - 20)) whole.gz >cut.gz
expect 3 "part of the evidence could not be read" "$pm" $at -o r.html mail.log cut.gz
present r.html
expect 3 "" "$pm" -q $at -o r.html "$bundle"
printf 'junk\n' >>mail.log
expect 0 "" "$pm" -q $at -o r.html --json c.json mail.log
grep -q '"undecodable":1' c.json || fail "the line that has no stamp is not counted"
log >mail.log

# ---- where the output goes ----
expect 0 "" "$pm" -q $at -o - mail.log
head -c 15 stdout | grep -qi '<!doctype html>' || fail "-o - does not write the page"
cp stdout first.html
expect 0 "" "$pm" -q $at -o second.html mail.log
case="the same bytes to a file and to standard output"
cmp -s first.html second.html || fail "they differ"
expect 0 "" "$pm" -q $at -o a.html --json a.json mail.log
cp a.html b.html && cp a.json b.json
expect 0 "" "$pm" -q $at -o a.html --json a.json mail.log
cmp -s a.html b.html && cmp -s a.json b.json || fail "two runs, different bytes"
case="the command that the report prints makes the same bytes"
cp mail.log "it's a log"
"$pm" -q $at --title "it's" --tz UTC --since 2020-01-01 --max-depth 3 -o one.html --json one.json "$PWD/it's a log" || fail "no report"
arguments=$(sed -n 's/.*"arguments":"\([^"]*\)".*/\1/p' one.json | sed 's/\\\\/\\/g')
eval "'$pm' -q -o two.html --json two.json $arguments" || fail "$arguments"
cmp -s one.html two.html && cmp -s one.json two.json || fail "they differ: $arguments"
mkfifo pipe
cat pipe >from-pipe &
expect 0 "" "$pm" -q $at -o pipe mail.log
wait
[ -p pipe ] || fail "the pipe was replaced by a file"
present from-pipe
find . -name '*.sha256' -delete
expect 1 "/dev/full" "$pm" -q -o /dev/full mail.log
expect 1 "/dev/full" "$pm" -q -o r2.html --json /dev/full mail.log
absent r2.html
expect 1 "no-such-folder" "$pm" -q -o no-such-folder/r.html mail.log
expect 1 "nothing" "$pm" -q -o nothing mail.log
if [ "$(id -u)" -ne 0 ]; then
    mkdir sealed && chmod 500 sealed
    expect 1 "sealed" "$pm" -q -o sealed/r.html mail.log
fi
echo before >kept.html
expect 1 "/dev/full" "$pm" -q -o kept.html --json /dev/full mail.log
untouched kept.html
no_leftovers
no_sums

# ---- the sums beside report and JSON ----
expect 0 "" "$pm" -q $at -o - mail.log
expect 0 "" "$pm" -q $at -o sum.html --json - mail.log
[ "$(ls *.sha256)" = sum.html.sha256 ] || fail "sums are $(ls *.sha256): standard output has none"
mkdir sums
expect 0 "" "$pm" -q $at -o sums/r.html --json "sums/a \\b
c.json" mail.log
case="sha256sum reads the sums"
(cd sums && LC_ALL=C sha256sum -c ./*.sha256) >stdout 2>stderr || fail "they are not right"
[ "$(grep -c OK stdout)" -eq 2 ] || fail "not two"
[ "$(cat sums/r.html.sha256)" = "$(cd sums && sha256sum r.html)" ] || fail "another form than that of sha256sum"
echo before >sums/r.html.sha256
expect 0 "" "$pm" -q $at -o sums/r.html mail.log
(cd sums && sha256sum --status -c r.html.sha256) || fail "the old sum is still there"
rm sums/r.html.sha256 && mkdir sums/r.html.sha256 && echo before >sums/r.html
expect 1 "sums/r.html.sha256" "$pm" -q $at -o sums/r.html mail.log
untouched sums/r.html
cp mail.log sum.log.sha256
expect 2 "evidence" "$pm" -q $at -o sum.log sum.log.sha256
cmp -s mail.log sum.log.sha256 || fail "the evidence was changed"
absent sum.log
expect 2 "would both go to" "$pm" -q $at -o x.html --json x.html.sha256 mail.log
expect 2 "would both go to" "$pm" -q $at -o ./x.json.sha256 --json x.json mail.log
absent x.html
absent x.json
no_leftovers
find . -name '*.sha256' ! -type d -delete

# a report that the system lets grow no further, and a run that is told to end: nothing half is left
limited() { (ulimit -f "$1"; shift; "$@"); }
expect 1 "File too large" limited 1 "$pm" -q -o limited.html --json limited.json mail.log
absent limited.html
case="a pipe that the system lets grow no further"
cat "$bundle" | (ulimit -f 1; "$pm" -q -o limited.html -) 2>stderr
[ $? -eq 1 ] && grep -q 'standard input could not be kept.*File too large.*TMPDIR' stderr || fail "no clear sentence"
no_leftovers
for signal in INT TERM HUP; do
    case="SIG$signal while it reads"
    (trap - INT; exec "$pm" -q -o ended.html --json ended.json pipe) 2>stderr &
    exec 3>pipe # when it has opened it, its outputs are open
    kill -$signal $!
    wait $! 2>>stderr
    got=$?
    exec 3>&-
    [ $got -eq $((128 + $(kill -l $signal))) ] || fail "exit $got: it does not end by the signal"
    absent ended.html
    no_leftovers
    [ -z "$(ls ended.*.sha256* 2>&-)" ] || fail "a sum was written"
done
case="SIGHUP under nohup"
(trap '' HUP; exec "$pm" -q $at -o ended.html pipe) 2>stderr &
exec 3>pipe
kill -HUP $!
cat mail.log >&3
exec 3>&-
wait $! || fail "it was ended"
present ended.html

# ---- evidence is never written to ----
cp mail.log evidence.log
expect 2 "evidence" "$pm" -q -o evidence.log evidence.log
cmp -s mail.log evidence.log || fail "the evidence was changed"
mkdir folder && cp mail.log folder
expect 2 "evidence" "$pm" -q -o folder/report.html folder
absent folder/report.html
case="the evidence redirected"
"$pm" -q -o evidence.log - <evidence.log 2>stderr
[ $? -eq 2 ] && cmp -s mail.log evidence.log || fail "the evidence was changed"
ln -s evidence.log link
expect 2 "evidence" "$pm" -q --json link -o r.html evidence.log

# ---- standard input, and the same content in other clothes ----
case="standard input"
"$pm" -q $at -o stdin.html --json stdin.json - <mail.log 2>stderr || fail "standard input cannot be read"
grep -q '"messages":1' stdin.json || fail "the message is not found"
# a year that only a late line tells, and lines that two files hold: both want a second reading
{
    seq 0 2499 | awk '{ printf "Jan  4 09:%02d:%02d mx1 postfix/smtpd[%d]: connect from mail.example.org[192.0.2.7]\n", $1 / 60, $1 % 60, $1 + 100 }'
    echo "Jan  4 10:00:00 mx1 postfix/cleanup[102]: 1E240C0A14: message-id=<20150104100000.1E240C0A14@mx1.example.org>"
} >late.log
mkdir piped && tail -n 1500 late.log >last.log
tar cf piped/standard-input --mtime=@1700000000 late.log last.log
but_name() { tr -d '\n' <"$1" | sed 's/, *"mtime":"2[^"]*"//g; s/"\(arguments\|inputs\)":"[^"]*"//g'; } # a pipe has no time, and is called -
piped() { cmp -s <(but_name piped.json) <(but_name "$1") || fail "another case than that of $1"; }
mkdir spool
to_json="$pm -q $at --tz UTC -o p.html --json"
$to_json file.json piped/standard-input
grep -q '"first":"2015-01-04T09:00:00+00:00"' file.json || fail "the file is not of 2015"
grep -q '"duplicate":1500' file.json || fail "the lines of both files count twice"
case="a pipe is read again"
cat piped/standard-input | TMPDIR=$PWD/spool $to_json piped.json - 2>stderr || fail "cannot be read"
piped file.json
[ -z "$(ls -A spool)" ] || fail "what the pipe held was left behind"
case="a zip through a pipe is sought in"
(cd piped && python3 -c 'import zipfile; z = zipfile.ZipFile("z", "w"); z.write("../late.log", "late.log")' && mv z standard-input)
$to_json file.json piped/standard-input
cat piped/standard-input | $to_json piped.json - 2>stderr || fail "cannot be read"
piped file.json
case="a named pipe, and one of the shell"
$to_json piped.json <(cat late.log) 2>stderr || fail "cannot be read"
grep -q '"first":"2015-01-04T09:00:00+00:00"' piped.json || fail "it is not of 2015"
rm pipe && mkfifo pipe && (cat late.log >pipe &)
$to_json piped.json pipe 2>stderr || fail "cannot be read"
grep -q '"first":"2015-01-04T09:00:00+00:00"' piped.json || fail "it is not of 2015"
expect 2 "standard input is named twice" "$pm" -q -o r.html - -
case="no place for a pipe"
cat mail.log | TMPDIR=$PWD/no-such-folder "$pm" -q -o spool.html - 2>stderr
[ $? -eq 1 ] && grep -q 'no-such-folder.*TMPDIR' stderr || fail "no clear sentence"
absent spool.html
case="a folder as standard input"
"$pm" -q $at -o r.html --json folder.json mail.log - <piped 2>stderr
[ $? -eq 3 ] && grep -q '"damage":"unreadable"' folder.json || fail "it is not told"

for kind in gz bz2 xz; do
    case="compressed by $kind"
    case $kind in gz) gzip -c mail.log >m.gz ;; bz2) bzip2 -c mail.log >m.bz2 ;; xz) xz -c mail.log >m.xz ;; esac
    "$pm" -q $at -o r.html --json k.json m.$kind 2>stderr || fail "cannot be read"
    grep -q '"messages":1' k.json || fail "the message is not found"
done

# ---- logs that a Windows machine has touched ----
(printf '\357\273\277'; log) >bom.log
expect 0 "" "$pm" -q $at -o r.html --json bom.json bom.log
grep -q '"undecodable":0' bom.json || fail "the first line is lost to the byte order mark"
grep -q "$(sha256sum <bom.log | cut -c1-64)" bom.json || fail "the hash is not that of the bytes"
for kind in UTF-16LE UTF-16BE; do
    for mark in '\357\273\277' ''; do
        (printf "$mark"; log) | sed 's/$/\r/' | iconv -f UTF-8 -t $kind >wide.log
        expect 0 "" "$pm" -q $at -o r.html --json wide.json wide.log
        grep -q '"messages":1' wide.json && grep -q '"undecodable":0' wide.json || fail "$kind is not read"
        grep -q "\"decoded_from\":\"$(echo $kind | tr A-Z a-z)\"" wide.json || fail "what it is decoded from is not told"
        from=$kind
        [ -z "$mark" ] || from=UTF-16
        for hash in "$(sha256sum <wide.log | cut -c1-64)" "$(iconv -f $from -t UTF-8 wide.log | sha256sum | cut -c1-64)"; do
            grep -q "$hash" wide.json || fail "the hash $hash is not there"
        done
        gzip -c wide.log >wide.gz
        expect 0 "" "$pm" -q $at -o r.html --json wide.json wide.gz
        grep -q '"messages":1' wide.json || fail "$kind in gzip is not read"
    done
    (head -c -1 wide.log) >odd.log
    expect 3 "" "$pm" -q $at -o r.html --json odd.json odd.log
    grep -q '"messages":1' odd.json && grep -q '"damage":"cut-off"' odd.json || fail "half a character at the end is not told"
done

# ---- Shift_JIS and EUC-JP: read as they are, and readable beside it ----
for code in CP932 EUC-JP; do
    (log; for i in 1 2 3; do echo "2026-01-04T09:0$i:09+09:00 mx1 sudo:   ann : TTY=pts/0 ; PWD=/home/ann/作業 ; USER=root ; COMMAND=/bin/rm /var/log/記録ログ$i"; done) |
        iconv -f UTF-8 -t $code >japanese.log
    line=$(grep -a 'sudo' japanese.log | head -1 | tr -d '\n' | sha256sum | cut -c1-64)
    for lang in en ja; do
        expect 0 "" "$pm" -q $at --lang $lang -o r.html --json j.json japanese.log
        grep -q '"messages":1' j.json && grep -q '"undecodable":0' j.json || fail "$code is not read"
        grep -q "$(sha256sum <japanese.log | cut -c1-64)" j.json || fail "the hash is not that of the bytes"
        grep -q "$line" r.html || fail "the cited line's hash is not that of its bytes"
        grep -q '\\x.*PWD=/home/ann' r.html || grep -q 'PWD=/home/ann/\\x' r.html || fail "the line is not shown as it is"
        grep -q 'COMMAND=/bin/rm /var/log/記録ログ1' r.html || fail "$code is not shown readably"
        case $code in CP932) words='Shift_JIS' ;; *) words='EUC-JP' ;; esac
        grep -q "Read as $words\|${words}.*として読んだ場合" r.html || fail "the encoding is not named"
    done
done
(log; echo '2026-01-04T09:01:09+09:00 mx1 sudo:   ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/記録 --password=hunter2') | iconv -f UTF-8 -t CP932 >secret-sjis.log
expect 0 "" "$pm" -q $at -o r.html --json j.json secret-sjis.log
! grep -q hunter2 r.html j.json || fail "a password is shown"
grep -q '/var/log/記録 --password=‹masked' r.html || fail "the reading is not shown with its mark"
# names: the dates in them rank the files
case="names in CP932"
mkdir -p names && (cd names && log | sed 's/2026-01-04T/Jan  4 /; s/+09:00//' >"$(printf '\203\215\203O-20240104')")
expect 0 "" "$pm" -q $at --tz UTC -o r.html --json names.json names
grep -q '"path":"names/ログ-20240104"' names.json && grep -q '"name_encoding":"cp932"' names.json || fail "the name is not decoded"
grep -q '"first":"2024-01-04T09:00:00' names.json || fail "its date is not used"
grep -q 'name decoded from Shift_JIS (CP932)' r.html || fail "the report does not say that it is decoded"

# ---- hash lists and collections ----
said() { # said FILE: what the list says of the evidence whose path ends in FILE
    python3 -c 'import json, sys
e = [e for e in json.load(open("hashes.json"))["evidence"] if e["path"].endswith(sys.argv[1])]
print(e[0].get("hash_list", {}).get("state", "not listed") if len(e) == 1 else "%d of them" % len(e))' "$1"
}
of_list() { # of_list NAME: the figures of the list, match/differs/not compared/absent
    python3 -c 'import json, sys
c = json.load(open("hashes.json"))
paths = {e["id"]: e["path"] for e in c["evidence"]}
l = [l for l in c.get("hash_lists", []) if paths[l["list"]].endswith(sys.argv[1])]
print("/".join(str(l[0][k]) for k in ("match", "differs", "not_compared", "absent")) if len(l) == 1 else "%d of them" % len(l))' "$1"
}
collected() { python3 -c 'import json, sys
for x in json.load(open("hashes.json")).get("collections", []): print(x["kind"], x.get("host", "-"), x["version"], "E" in x.get("acquisition_log", ""), x.get("started", "-"))'; }
is() { [ "$2" = "$3" ] || fail "$1: '$2' instead of '$3'"; }
mkdir -p bag/data/sub && log >bag/data/maillog && log | gzip >bag/data/maillog.1.gz && log >'bag/data/sub/it\s.log' && log >bag/data/secure && echo x >>bag/data/secure
(cd bag && sha256sum data/maillog data/maillog.1.gz data/sub/* | sed 's/^\(\\*[0-9a-f]*\)  /\1 /' >manifest-sha256.txt
    log | sha256sum | sed 's,-$,data/secure,' >>manifest-sha256.txt && echo "$(printf %064d 0)  data/gone" >>manifest-sha256.txt
    md5sum data/maillog >manifest-md5.txt
    (cd data && zcat maillog.1.gz | sha256sum | sed 's/-$/maillog.1/' >unpacked.sha256 && sha256sum --tag maillog >tagged.txt))
tar cf bag.tar bag && sha256sum bag.tar >bag.tar.sha256
for input in bag "bag.tar bag.tar.sha256"; do
    expect 0 "" "$pm" -q $at -o r.html --json hashes.json $input
    is "a match" "$(said data/maillog)" match
    is "as supplied, not the content" "$(said data/maillog.1.gz!maillog.1)" match
    is "an escaped name" "$(said 'it\s.log')" match
    is "another file" "$(said data/secure)" differs
    is "the list" "$(said manifest-sha256.txt)" "not listed"
    is manifest-sha256.txt "$(of_list manifest-sha256.txt)" 3/1/0/1
    is manifest-md5.txt "$(of_list manifest-md5.txt)" 0/0/1/0
    is "of what gzip holds" "$(of_list unpacked.sha256)" 1/0/0/0
    is "--tag" "$(of_list tagged.txt)" 1/0/0/0
    tr -d '\n ' <hashes.json | grep -q '"absent_names":\["data/gone"\]' || fail "what is not there is not named"
    grep -q 'The hash of E[0-9]* secure is not the one in the supplied list E[0-9]* manifest-sha256.txt' r.html || fail "it is no finding"
    grep -q 'SHA-256 differs from E' r.html || fail "the list of the evidence does not say it"
done
is "the archive itself" "$(said bag.tar)" match
grep -q '"undecodable":1,\|"undecodable":1}' hashes.json || fail "more than the one line of secure is unreadable"
! sed -n '/id="notice"/,/<\/section>/p' r.html | grep -q 'sha256' || fail "a list that was read is on the first page"
expect 1 "nothing in bag.tar.sha256" "$pm" -q $at -o r3.html bag.tar.sha256
absent r3.html
tar cf changed.tar --mtime=@1700000000 bag && sed 's/bag.tar/changed.tar/' bag.tar.sha256 >changed.sha256
expect 0 "" "$pm" -q $at -o r.html --json hashes.json changed.tar changed.sha256
is "the archive itself" "$(said changed.tar)" differs
# MD5, SHA-1, SHA-512: of files, where there is no SHA-256
mkdir -p old && log >old/maillog && log | gzip >old/maillog.1.gz && (echo; log) >old/secure && log >old/auth.log
(cd old && { md5sum maillog && sha1sum maillog.1.gz && sha512sum auth.log && log | md5sum | sed 's/-$/secure/'; } >sums.txt)
expect 0 "" "$pm" -q $at -o r.html --json hashes.json old
is "a list of MD5, SHA-1, SHA-512" "$(of_list sums.txt)" 3/1/0/0
is "its match" "$(said maillog.1)" match
is "its difference" "$(said secure)" differs
grep -q 'SHA-1 as in E' r.html && grep -q 'MD5 differs from E' r.html || fail "the list of the evidence does not name the digest"
(cd old && sha256sum secure >sums.sha256)
expect 0 "" "$pm" -q $at -o r.html --json hashes.json old
is "SHA-256 is enough" "$(said secure)" match
# UAC 3: https://github.com/tclahr/uac, and the log that it writes beside its output
mkdir -p 'uac/[root]/var/log' uac/hash_executables && log >'uac/[root]/var/log/maillog' && sha256sum /bin/sh >uac/hash_executables/hash_executables.sha256
printf '2026-01-04 09:30:00 +0900 INF %s\n' 'Unix-like Artifacts Collector 3.1.0' 'Hostname: mx1' 'Parsing files/logs/var_log.yaml' >uac/uac.log
(cd uac && sha256sum '[root]/var/log/maillog' uac.log >hash_list.sha256 && tar czf ../uac-mx1-linux-20260104093000.tar.gz *)
cat >uac-mx1-linux-20260104093000.log <<L
Created by UAC (Unix-like Artifacts Collector) 3.1.0

[System Information]
Operating System: linux
Hostname: mx1

[Acquisition Information]
Acquisition Started: Sun Jan 04 09:30:00 2026 +0900
Acquisition Finished: Sun Jan 04 09:31:00 2026 +0900

[Output Information]
File: uac-mx1-linux-20260104093000.tar.gz
Format: tar.gz

[Computed Hashes]
MD5 checksum: $(md5sum <uac-mx1-linux-20260104093000.tar.gz | cut -c1-32)
SHA256 checksum: $(sha256sum <uac-mx1-linux-20260104093000.tar.gz | cut -c1-64)
L
expect 0 "" "$pm" -q $at --tz Asia/Tokyo -o r.html --json hashes.json uac-mx1-linux-20260104093000.tar.gz uac-mx1-linux-20260104093000.log
is UAC "$(collected)" "uac mx1 3.1.0 True Sun Jan 04 09:30:00 2026 +0900"
is "its output" "$(said 3000.tar.gz)" match
is "its log of a host" "$(said var/log/maillog)" match
is "hashes of the host's programs" "$(of_list hash_executables.sha256)" 0/0/0/1
grep -q 'UAC collection (Unix-like Artifacts Collector 3.1.0)' r.html || fail "the report does not name it"
expect 0 "" "$pm" -q $at --tz Asia/Tokyo -o r.html --json hashes.json uac
is "UAC as a folder" "$(collected)" "uac mx1 3.1.0 False -"
# sos 4: https://github.com/sosreport/sos
sos=sosreport-mx1-2026-01-04-abcdefg
mkdir -p $sos/var/log $sos/sos_reports $sos/sos_commands/host && log >$sos/var/log/maillog && printf 'sos report: 4.8.2' >$sos/version.txt && echo mx1 >$sos/sos_commands/host/hostname
printf '{"version": "4.8.2", "cmdline": "sos report", "start_time": "2026-01-04 09:30:00.123456", "end_time": "2026-01-04 09:35:00.654321", "components": {}}' >$sos/sos_reports/manifest.json
tar cJf $sos.tar.xz $sos && sha256sum $sos.tar.xz | cut -c1-64 >$sos.tar.xz.sha256
expect 0 "" "$pm" -q $at --tz Asia/Tokyo -o r.html --json hashes.json $sos.tar.xz $sos.tar.xz.sha256
is sosreport "$(collected)" "sosreport mx1 4.8.2 False 2026-01-04 09:30:00.123456"
is "its archive" "$(said $sos.tar.xz)" match
grep -q 'sosreport (sos 4.8.2)' r.html || fail "the report does not name it"

# ---- encrypted: opened, closed, and the passphrase in no output ----
case="encrypted zip"
sed 's/ann@/eve@/g; s/1E240C0A14/1E240C0A15/' mail.log >other.log
python3 - mail.log other.log <<'P' || fail "no zip"
import struct, sys, zlib
# ZipCrypto (PKWARE APPNOTE 6.1) with a header that is not random
def crc(c, b):
    c ^= b
    for _ in range(8):
        c = c >> 1 ^ (0xEDB88320 if c & 1 else 0)
    return c
def encrypt(data, key, check):
    k = [0x12345678, 0x23456789, 0x34567890]
    def update(b):
        k[0] = crc(k[0], b)
        k[1] = ((k[1] + (k[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        k[2] = crc(k[2], k[1] >> 24)
    for b in key:
        update(b)
    out = bytearray()
    for b in bytes(11) + bytes([check]) + data:
        t = k[2] | 2
        out.append(b ^ ((t * (t ^ 1)) >> 8 & 255))
        update(b)
    return bytes(out)
body, directory, names = b"", b"", sys.argv[1:]
for name, key in zip(names, (b"hunter2", b"correct horse")):
    data = open(name, "rb").read()
    sum = zlib.crc32(data)
    packed = encrypt(data, key, sum >> 24)
    fields = struct.pack("<HHHHHLLLHH", 20, 1, 0, 0, 0x5c24, sum, len(packed), len(data), len(name), 0)
    directory += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name.encode()
    body += b"PK\3\4" + fields + name.encode() + packed
end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 2, 2, len(directory), len(body), 0)
open("closed.zip", "wb").write(body + directory + end)
P
expect 1 "closed.zip!mail.log is encrypted; write its passphrase into a file and name that with --passphrase-file" "$pm" -q $at -o r.html closed.zip
printf 'wrong\nhunter2\n' >keys && printf 'wrong\nhunter2\ncorrect horse\n' >all-keys && echo wrong >wrong-keys
expect 1 "none of the passphrases supplied opens it" "$pm" -q $at --passphrase-file wrong-keys -o r.html closed.zip
expect 3 "" "$pm" -q $at --passphrase-file keys -o r.html --json keys.json closed.zip
grep -q '"messages":1' keys.json || fail "mail.log is not read"
grep -q '"damage":"wrong-passphrase"' keys.json || fail "other.log is not told"
grep -q 'other.log) could not be read in full: encrypted, no passphrase supplied opens it' r.html || fail "other.log is not on the first page"
expect 0 "" "$pm" -q $at --passphrase-file all-keys -o r.html --json keys.json closed.zip
grep -q -- '--passphrase-file .all-keys. ' keys.json || fail "the command to repeat does not name the file"
! grep -q 'hunter2\|correct horse' r.html keys.json stderr || fail "a passphrase is shown"
expect 2 "no-such-keys" "$pm" -q --passphrase-file no-such-keys -o r.html mail.log
expect 2 "holds no passphrase" "$pm" -q --passphrase-file empty -o r.html mail.log

# ---- what the evidence does not cover is absent, not zero ----
case="not covered"
"$pm" -q --tz UTC $at --json part.json -o part.html mail.log 2>stderr
grep -q '"total":0' part.json || fail "Postfix lines without a failure: none failed"
! grep -q '"ssh":\|"sudo":\|"mailbox_logins":' part.json || fail "lists logins of logs that were not supplied"
grep -q 'Not covered' part.html || fail "the report does not say so"
echo '2026-01-04T09:00:00+09:00 mx1 sshd[7]: Server listening on 0.0.0.0 port 22.' >auth.log
"$pm" -q --tz UTC $at --json part.json -o part.html auth.log 2>stderr
grep -q '"ssh":' part.json || fail "an auth log without a login: nobody logged in"
! grep -q '"total":0' part.json || fail "counts failures of a mail log that was not supplied"

# ---- a year that nothing proves leaves no finding strong ----
echo 'Jan  4 09:00:00 mx1 sudo:      bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog' >undated
case="assumed year"
cat undated | "$pm" -q --tz UTC $at --json undated.json -o undated.html - 2>stderr
grep -q '"assumed-year"' undated.json || fail "the finding is not less sure for it"
grep -q '"determinable": *false' undated.json || fail "the year is given as if it were known"
grep -q 'State it with --year' undated.html || fail "the first page does not say how to state it"
cat undated | "$pm" -q --tz UTC $at --year 2026 --json undated.json -o undated.html - 2>stderr
! grep -q '"assumed-year"' undated.json || fail "a stated year is no assumed one"

# ---- the year of a file comes from the files beside it, wherever they stand in the archive ----
yearless() { log | sed "s/^[^ ]*T\([0-9:]*\)[^ ]*/$1 \1/"; }
mkdir years
yearless 'Sep  3' >years/maillog
yearless 'Aug 30' >years/maillog-20150901
yearless 'Dec 30' >years/maillog-20141231
tar -C years -cf years.tar maillog maillog-20141231 maillog-20150901
tar -C years -cf sorted.tar maillog-20141231 maillog-20150901 maillog
for t in years sorted; do
    expect 0 "" "$pm" -q $at --tz UTC -j 2 -o y.html --json $t.json $t.tar
    grep -q '"first":"2015-09-03T09:00:00+00:00"' $t.json || fail "maillog is not of 2015"
    grep -q '"rotation-order"' $t.json || fail "the year's basis is not the rotation"
    grep -q '"lines":21,' $t.json || fail "21 lines were given"
    cp $t.json two-jobs.json
    expect 0 "" "$pm" -q $at --tz UTC -j 1 -o y.html --json $t.json $t.tar
    cmp -s $t.json two-jobs.json || fail "another case with one job"
done

# ---- the same log from two collections, and a copy that lacks a line ----
case="two collections"
mkdir one two both
seq 0 299 | awk '{ printf "2026-01-04T09:%02d:%02d+09:00 mx1 postfix/smtpd[%d]: connect from mail.example.org[192.0.2.7]\n", $1 / 60, $1 % 60, $1 + 100 }' >one/maillog
gzip -c one/maillog >two/maillog.gz
tar cf - one | xz >both/one.tar.xz
tar czf both/two.tar.gz two
expect 0 "" "$pm" -q $at -o b.html --json b.json both
grep -q '"duplicate":300,' b.json || fail "each line counts once"
! grep -q 'PM-INT-10' b.html || fail "they do not differ"
sed 150d one/maillog >two/maillog && rm two/maillog.gz
tar czf both/two.tar.gz two
for jobs in 1 3; do
    expect 0 "" "$pm" -q $at -j $jobs -o b.html --json b$jobs.json both
    grep -q '"id":"PM-INT-10"' b$jobs.json || fail "they differ"
    grep -q '"only_a":1,' b$jobs.json && grep -q '"only_b":0,' b$jobs.json || fail "by one line"
    grep -q '"line":150,' b$jobs.json || fail "line 150"
done
cmp -s b1.json b3.json || fail "another case with three jobs"

# ---- a connection that began before --since goes on ----
{
    echo "2026-01-04T00:00:00+09:00 mx1 postfix/smtpd[101]: connect from mail.example.org[192.0.2.7]"
    echo "2026-01-04T01:00:00+09:00 mx1 postfix/smtpd[102]: connect from mail.example.org[192.0.2.8]"
    log | grep -v ' connect from '
} >long.log
expect 0 "" "$pm" -q $at --since 2026-01-04T00:30:00+09:00 -o l.html --json l.json long.log
grep -q '"messages":1' l.json || fail "its message is not counted"
grep -q '"suspicious_lines":\[\]' l.json || fail "its lines are called forged"

# ---- limits ----
head -c 200M /dev/zero | gzip >bomb.gz
expect 3 "" "$pm" -q $at -o r.html --json limit.json mail.log bomb.gz
grep -q '"damage":"limit"' limit.json || fail "the bomb's limit is not reported"
grep -q 'exceeds the limit --max-ratio' limit.json || fail "the bomb is no finding"
expect 3 "" "$pm" -q $at --max-bytes 300 -o r.html --json limit.json mail.log
grep -q '"damage":"limit"' limit.json || fail "--max-bytes is not reported"
xz -9c mail.log >wide.xz && cat mail.log | zstd -q --long=28 >wide.zst # their decoders need 64 and 256 MiB
for wide in wide.xz wide.zst; do
    expect 3 "" "$pm" -q $at --max-memory 1M -o r.html --json limit.json bom.log $wide
    grep -q 'exceeds the limit --max-memory' limit.json || fail "$wide does not name its limit"
    expect 0 "" "$pm" -q $at -o r.html bom.log $wide
done
case="what is damaged, in both languages"
head -c 100 m.bz2 >short.bz2 && cp m.xz bad.xz && printf '\377\377' | dd of=bad.xz bs=1 seek=60 conv=notrunc 2>/dev/null
for lang in en ja; do
    "$pm" -q $at --lang $lang --max-ratio 10 -o $lang.html mail.log short.bz2 bad.xz bomb.gz 2>stderr
    sed -n '/id="evidence"/,/<\/section>/p' $lang.html | grep -oE '<dt>[^<]*</dt><dd( lang="en")?>(--max|LZMA)[^<]*</dd>' >$lang.said
done
cmp -s en.said - <<'L' || fail "in English: $(cat en.said)"
<dt>In the words of the library or system</dt><dd lang="en">LZMA_DATA_ERROR</dd>
<dt>Limit</dt><dd>--max-ratio</dd>
L
cmp -s ja.said - <<'L' || fail "in Japanese: $(cat ja.said)"
<dt>ライブラリーまたはOSの表示</dt><dd lang="en">LZMA_DATA_ERROR</dd>
<dt>上限</dt><dd>--max-ratio</dd>
L
tar cf 1.tar mail.log && tar cf 2.tar 1.tar && tar cf 3.tar 2.tar && tar cf 4.tar 3.tar
expect 1 "nothing" "$pm" -q $at --max-depth 2 -o r.html 4.tar
expect 0 "" "$pm" -q $at -o r.html 4.tar
mkdir many && for i in 1 2 3 4 5; do (log; echo "2026-01-05T0$i:00:00+09:00 mx1 postfix/qmgr[90]: table x has changed") >many/$i.log; done
tar cf many.tar many
expect 3 "" "$pm" -q $at --max-members 3 -o r.html --json limit.json many.tar
grep -q '"damage":"limit"' limit.json || fail "--max-members is not reported"

# ---- names and texts that want to be something else ----
mkdir hostile && log | sed 's/ann@example.org/<img src=x onerror=alert(1)>/' >'hostile/<script>alert(2)<.log'
expect 0 "" "$pm" -q $at -o hostile.html hostile
grep -q '<img src=x' hostile.html && fail "the planted element reached the page"
grep -q '<script>alert(2)' hostile.html && fail "the file's name reached the page as an element"
grep -q '&lt;img src=x onerror=alert(1)&gt;' hostile.html || fail "the planted name is not shown as text"

# ---- passwords that lines hold: masked in every face, and the line's own hash beside the mark ----
secret='2026-01-04T09:00:04+09:00 mx1 sudo:  ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql --password=hunter2 -u root'
unread='2026-01-04T09:00:05+09:00 mx1 postfix/unheard-of[9]: pam(ann): Password mismatch (given password: hunter2)'
(log; echo "$secret"; echo "$unread") >secret.log
for lang in ja en; do
    expect 0 "" "$pm" -q $at --lang $lang -o secret.html --json secret.json secret.log
    for face in secret.html secret.json; do
        grep -q 'hunter2' $face && fail "a password is shown in $face"
        grep -qF -- '--password=‹masked, 7 characters› -u root' $face || fail "no mark in the command, $face"
        grep -qF '(given password: ‹masked, 7 characters›)' $face || fail "no mark in the unread line, $face"
    done
    grep -q "$(printf %s "$secret" | sha256sum | cut -c1-64)" secret.html || fail "the hash is not that of the line"
done

[ $failed -eq 0 ] && echo "all as it should be"
exit $failed
