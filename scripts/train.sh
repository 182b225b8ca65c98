#!/bin/sh
# train.sh PROGRAM - runs what a profile-guided build learns from: the test
# scripts, each plain, every fourth also recorded. The benchmark's programs
# are not among them: it would measure what it has taught.
program=$1
trace=$(mktemp)
n=0
for script in tests/lang/*/*.py examples/*.py; do
    case $script in
    */_*|*/processes/*|*/modules/signal*|*/modules/subprocess*) continue ;;
    esac
    timeout 20 "$program" run "$script" </dev/null >/dev/null 2>&1
    n=$((n + 1))
    if [ $((n % 4)) -eq 0 ]; then
        timeout 20 "$program" record "$script" -o "$trace" \
            </dev/null >/dev/null 2>&1
    fi
    if [ $((n % 16)) -eq 0 ]; then
        timeout 20 "$program" record --events=all "$script" -o "$trace" \
            </dev/null >/dev/null 2>&1
    fi
done
rm -f "$trace" "$trace".child*
