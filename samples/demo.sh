#!/bin/bash
# Installs what is missing, builds postmortem, and makes the report of the sample bundle in both languages.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh
need_packages "${BUILD_PACKAGES[@]}"

cmake --preset release -B build/demo -DPM_TESTS=OFF
cmake --build build/demo

bundle=samples/akebono/akebono-evidence.tar.gz
make_report() { # exit code 3: part of the evidence could not be read, as the story of this bundle says
    local code=0
    build/demo/postmortem --lang "$1" --case samples/akebono/case.txt -o "build/report-$1.html" --json build/case.json "$bundle" || code=$?
    [ $code -eq 3 ] || { echo "postmortem ended with $code instead of 3" >&2; exit 1; }
}
make_report ja
make_report en
(cd build && sha256sum --quiet -c report-ja.html.sha256 report-en.html.sha256 case.json.sha256)
build/demo/postmortem verify --quiet build/case.json "$bundle"

echo
echo "What truly happened in this bundle: samples/akebono/STORY.md"
echo "The case as JSON: $PWD/build/case.json"
echo "The report, open it in a browser: $PWD/build/report-en.html (Japanese: $PWD/build/report-ja.html)"
