#!/bin/bash
# The report of a bundle in both languages, looked at in a browser: run.sh POSTMORTEM BUNDLE; 77 where something it needs is not there.
# CHROMIUM names another browser, NODE_PATH another folder for the packages of package.json.
set -u
pm=$(realpath "$1") bundle=$(realpath "$2") here=$(realpath "$(dirname "$0")")
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for lang in ja en; do
    "$pm" -q --lang $lang --generated-at=2026-11-24T00:00:00Z -o "$dir/report-$lang.html" "$bundle"
    code=$?
    [ $code -eq 0 ] || [ $code -eq 3 ] || { echo "no report: exit $code"; exit 1; }
done
node "$here/check.mjs" --evidence "$(dirname "$bundle")" "$dir/report-ja.html" "$dir/report-en.html"
