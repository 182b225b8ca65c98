#!/bin/sh
# Checks what pytutor-mem needs and installs what is missing.
#
#   scripts/setup.sh check   [GROUP...]   say what is missing; status 1 if so
#   scripts/setup.sh install [GROUP...]   install it (Debian and relatives)
#
# Groups: build (both programs), test, conformance. Default: build.
# PYTUTOR_MEM_NO_INSTALL=1 never installs anything.
set -eu

# group | how to find it | Debian package(s)
table() {
    cat <<'T'
build|cmd:gcc|gcc libc6-dev
build|cmd:make|make
build|cmd:objcopy|binutils
build|cmd:pkg-config|pkg-config
build|hdr:gmp.h|libgmp-dev
build|hdr:unictype.h|libunistring-dev
build|pc:libpcre2-32|libpcre2-dev
build|hdr:zstd.h|libzstd-dev
build|hdr:ffi.h|libffi-dev
build|hdr:readline/readline.h|libreadline-dev
build|pc:libgvc|libgraphviz-dev
build|cmd:dot|graphviz
build|pc:pangocairo|libpango1.0-dev
build|pc:cairo-pdf|libcairo2-dev
build|pc:zlib|zlib1g-dev
build|hdr:expat.h|libexpat1-dev
build|hdr:bzlib.h|libbz2-dev
build|hdr:lzma.h|liblzma-dev
build|font:DejaVu Sans|fonts-dejavu-core fontconfig
build|file:/usr/lib/python3.11/weakref.py|libpython3.11-stdlib
test|pc:cmocka|libcmocka-dev
test|cmd:python3|python3
conformance|file:/usr/lib/python3.11/test/test_gc.py|libpython3.11-testsuite
test|cmd:pdftoppm|poppler-utils
test|cmd:chromium|chromium
test|cmd:node|nodejs
test|cmd:npm|npm
T
}

found() {
    name=${1#*:}
    case $1 in
    cmd:*) command -v "$name" >/dev/null 2>&1 ;;
    hdr:*) printf '#include <%s>\n' "$name" |
        "${CC:-cc}" -E -x c - >/dev/null 2>&1 ;;
    pc:*) command -v pkg-config >/dev/null 2>&1 &&
        pkg-config --exists "$name" ;;
    font:*) command -v fc-list >/dev/null 2>&1 &&
        [ -n "$(fc-list "$name" 2>/dev/null)" ] ;;
    file:*) [ -e "$name" ] ;;
    esac
}

mode=${1:-check}
[ $# -gt 0 ] && shift
groups=${*:-build}
packages=''
names=''
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
table >"$rows"
while IFS='|' read -r group how debian; do
    case " $groups " in *" $group "*) ;; *) continue ;; esac
    if ! found "$how"; then
        names="$names ${how#*:}"
        packages="$packages $debian"
    fi
done <"$rows"

if [ -z "$packages" ]; then
    exit 0
fi
echo "Missing:$names"
tell() {
    echo "Please install on Debian or Ubuntu: apt-get install$packages"
    echo "(elsewhere: the packages of the same libraries) and try again."
}
if [ "$mode" != install ]; then
    tell
    exit 1
fi
if [ "${PYTUTOR_MEM_NO_INSTALL:-}" = 1 ] ||
    ! command -v apt-get >/dev/null 2>&1; then
    tell
    exit 1
fi
sudo=''
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        sudo=sudo
    else
        echo "Not root, and there is no sudo."
        tell
        exit 1
    fi
fi
echo "Installing:$packages"
log=$(mktemp)
# shellcheck disable=SC2086 # lists of words
if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $packages; } >"$log" 2>&1
then
    tail -20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log" "$rows"
# shellcheck disable=SC2086
exec "$0" check $groups
