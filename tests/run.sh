#!/bin/bash
# Installs what is missing, builds with gcc, clang and the sanitizers (warnings are errors), and runs all tests.
# The last lines are ctest's own summary.  Needs no network once the packages are there.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh
need_packages "${BUILD_PACKAGES[@]}" libcmocka-dev zlib1g-dev clang libclang-rt-14-dev python3
need_packages bzip2 xz-utils zstd lz4 lzip ncompress zip unzip p7zip-full libarchive-tools cpio binutils # what tests pack with

echo "== clang: builds without a warning; the fuzz targets replay their corpus"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
ctest --preset fuzz -L fuzz

echo "== gcc, address and undefined-behaviour sanitizers"
cmake --preset asan >/dev/null
cmake --build --preset asan
ctest --preset asan --parallel 2 -LE browser

echo "== gcc"
cmake --preset dev >/dev/null
cmake --build --preset dev
ctest --preset dev --parallel 2
