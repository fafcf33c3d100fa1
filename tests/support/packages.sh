# Installs the Debian packages named as arguments that are missing.  Sourced by samples/demo.sh and tests/run.sh.
need_packages() {
    local missing=() p
    for p in "$@"; do
        dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing: ${missing[*]}"
    local apt=(apt-get)
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "not root and no sudo: install these packages first: ${missing[*]}" >&2; exit 1; }
        apt=(sudo apt-get)
    fi
    export DEBIAN_FRONTEND=noninteractive
    "${apt[@]}" update -q >/dev/null
    "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

# What building needs.
BUILD_PACKAGES=(gcc libc6-dev cmake ninja-build pkg-config libarchive-dev libisal-dev libbz2-dev liblzma-dev libzstd-dev
                libpcre2-dev libxml2-dev libssl-dev libxxhash-dev libpsl-dev libjansson-dev tzdata)
