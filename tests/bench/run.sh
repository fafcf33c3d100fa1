#!/bin/bash
# How fast, how big: run.sh [SIZE].  Makes SIZE (1G) of rotated logs and measures whole runs, the report written.
# Needs the generator of logs (../shared/loggen.c) and 3 x SIZE of room in TMPDIR.  Best of three; on a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
size=${1:-1G}
generator=../shared/loggen.c
[ -e $generator ] || { echo "skipped: the generator of logs ($generator) is absent"; exit 77; }
. tests/support/packages.sh
need_packages "${BUILD_PACKAGES[@]}" time
cmake --preset release -DPM_TESTS=OFF >/dev/null
cmake --build --preset release >/dev/null

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
gcc -O2 -w -o "$tmp/loggen" $generator -lm
"$tmp/loggen" --out "$tmp/logs" --size "$size" >/dev/null
rm -f "$tmp/logs/truth.json"
tar -C "$tmp" -czf "$tmp/logs.tar.gz" logs

# best NAME COMMAND...: the least seconds of three, and the most memory; left in $seconds and $megabytes
best() {
    local name=$1 s m
    shift
    seconds=999999 megabytes=0
    for _ in 1 2 3; do
        read -r s m < <({ /usr/bin/time -f '%e %M' bash -c "$*" >/dev/null 2>"$tmp/stderr"; } 2>&1; tail -1 "$tmp/stderr")
        seconds=$(awk -v a="$seconds" -v b="$s" 'BEGIN { print a < b ? a : b }')
        megabytes=$(awk -v a="$megabytes" -v b="$m" 'BEGIN { b /= 1024; printf "%.0f", (a > b ? a : b) }')
    done
    printf '%-34s %8.2f s %6d MB\n' "$name" "$seconds" "$megabytes"
}
ratio() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%-34s %8.2f\n", n, a / b }'; }
pm="build/release/postmortem -q --tz UTC -o $tmp/report.html"

echo "$size of logs, $(nproc) processors, warm cache"
best "cat FILES | wc -l" "cat $tmp/logs/* | wc -l"
plain=$seconds
best "zcat TAR.GZ | wc -l" "zcat $tmp/logs.tar.gz | wc -l"
packed=$seconds
best "postmortem FILES" "$pm $tmp/logs"
ours=$seconds
best "postmortem TAR.GZ" "$pm $tmp/logs.tar.gz"
ratio "postmortem / cat, files" "$ours" "$plain"
ratio "postmortem / zcat, tar.gz" "$seconds" "$packed"
if command -v pflogsumm >/dev/null; then
    best "pflogsumm" "pflogsumm $tmp/logs/maillog*"
    ratio "pflogsumm / postmortem, files" "$seconds" "$ours"
else
    echo "pflogsumm is not installed: not compared"
fi
