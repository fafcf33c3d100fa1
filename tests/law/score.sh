#!/bin/bash
# The lab's judge over one bundle: score.sh POSTMORTEM PYTHON SHARED BUNDLE VIEW; 77 where the lab is absent.
set -u
pm=$1 python=$2 shared=$3 bundle=$4 view=$5
[ -f "$shared/score.py" ] && [ -f "$shared/lab/akebono/$bundle" ] || { echo "skipped: $shared/lab/akebono/$bundle is not there"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$pm" -q --generated-at=2026-11-24T00:00:00Z -o "$dir/report.html" --json "$dir/case.json" "$shared/lab/akebono/$bundle"
code=$?
[ $code -eq 0 ] || [ $code -eq 3 ] || exit 1
"$python" "$shared/score.py" "$shared/lab/akebono/truth.json" "$dir/case.json" --view "$view" >"$dir/marks"
grep -v '^ok' "$dir/marks"
# The clean bundle holds its logs compressed anew; six expected hashes are of .gz files that are not in it.
if [ "$bundle" = akebono-clean-nested.tar ]; then
    [ "$(grep -c '^MISS' "$dir/marks")" -eq 1 ] && grep -q '^MISS files: 10/16 (+0 unexpected)' "$dir/marks"
else
    ! grep -q '^MISS' "$dir/marks"
fi
