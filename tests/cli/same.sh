#!/bin/bash
# The same evidence, options and version give the same bytes, whatever surrounds the run: same.sh POSTMORTEM
# Each run draws another seed for its hashes; what else could leak in is set otherwise here.
set -u
pm=$(realpath "$1")
bundle=$(realpath "$(dirname "$0")/../../samples/akebono/akebono-evidence.tar.gz")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
# run N FOLDER JOBS SETTING...: in a folder, with the evidence at another place
run() {
    local n=$1 folder=$2 jobs=$3 lang
    shift 3
    mkdir -p "$dir/$n" "$folder"
    cp -p "$bundle" "$dir/$n/"
    for lang in en ja; do
        (cd "$folder" && env "$@" "$pm" -q --generated-at=2026-11-24T00:00:00Z --lang $lang --tz Asia/Tokyo --title 'a case' -j "$jobs" \
            -o "$dir/$n/$lang.html" --json "$dir/$n/$lang.json" "$dir/$n/akebono-evidence.tar.gz")
        [ $? -eq 3 ] || { echo "FAILED: run $n does not end with 3"; failed=1; }
    done
}
umask 022
run 1 "$dir" 1 TZ=Asia/Tokyo LC_ALL=C HOME=/ USER=root
umask 077
run 2 / 5 TZ=America/New_York LC_ALL=ja_JP.UTF-8 LANG=ja_JP.UTF-8 LANGUAGE=ja HOME=/nonexistent USER=operator-17 LOGNAME=operator-17
umask 0
run 3 "$dir/a/b c" 2 TZ=:/nonexistent LC_ALL=tr_TR.UTF-8 LC_NUMERIC=de_DE.UTF-8 COLUMNS=3 TMPDIR="$dir"
for n in 2 3; do
    for file in en.html ja.html en.json ja.json; do
        cmp "$dir/1/$file" "$dir/$n/$file" || { echo "FAILED: $file of run $n"; failed=1; }
        cmp "$dir/1/$file.sha256" "$dir/$n/$file.sha256" || { echo "FAILED: the sum of $file of run $n"; failed=1; }
    done
done
cmp "$dir/1/en.json" "$dir/1/ja.json" || { echo "FAILED: the language of the report is in the JSON"; failed=1; }
! grep -qF -e "$dir" -e operator-17 "$dir"/?/*.html "$dir"/?/*.json || { echo "FAILED: a path, host or user of this machine is told"; failed=1; }
# without --tz a fitting zone of the machine is kept: the report says how to have the same elsewhere
cp -p "$bundle" "$dir"
printf 'Jan  4 09:00:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed\n' >"$dir/undated.log"
touch -d 2026-01-05T00:00:00Z "$dir/undated.log"
cd "$dir"
for zone in Asia/Tokyo America/New_York UTC; do
    for evidence in akebono-evidence.tar.gz undated.log; do
        TZ=$zone "$pm" -q --generated-at=2026-11-24T00:00:00Z -o one.html --json one.json $evidence
        text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" one.json; }
        eval "TZ=Europe/Berlin env $(text environment) '$pm' -q -o two.html --json two.json $(text arguments)"
        cmp one.html two.html && cmp one.json two.json || { echo "FAILED: $evidence in $zone: $(text environment) $(text arguments)"; failed=1; }
        grep -qF "$(text environment) </span><span>postmortem -o" one.html || { echo "FAILED: the report does not print $(text environment)"; failed=1; }
    done
done
[ $failed -eq 0 ] && echo "all as it should be"
exit $failed
