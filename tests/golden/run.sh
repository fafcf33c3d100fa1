#!/bin/bash
# The sample's report and case against what was last accepted: run.sh POSTMORTEM PYTHON [--accept]
set -eu
pm=$(realpath "$1") python=$2 accept=${3:-}
here=$(realpath "$(dirname "$0")")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$here/../../samples/akebono/akebono-evidence.tar.gz" "$dir"
touch -d 2026-01-12T00:00:00Z "$dir/akebono-evidence.tar.gz" # its time of change is in the case
cd "$dir"
for lang in en ja; do
    "$pm" -q --generated-at=2026-01-12T00:00:00Z --lang $lang -o report.html --json case.json akebono-evidence.tar.gz || [ $? -eq 3 ]
    "$python" "$here/text.py" report.html >$lang.txt
done
"$python" "$here/text.py" case.json >case.txt
[ -z "$accept" ] || cp en.txt ja.txt case.txt "$here/akebono/"
status=0
for file in en.txt ja.txt case.txt; do
    diff -u "$here/akebono/$file" $file || status=1
done
[ $status -eq 0 ] || echo "see tests/README.md: accept what is meant to be so"
exit $status
