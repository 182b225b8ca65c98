#!/bin/sh
# train.sh PROGRAM - runs what a profile-guided build learns from: a program of
# what classes write, and the test scripts, so that everything has run once;
# every eighth also recorded. Two at a time, a minute or two. The benchmark's
# programs are not among them: it would measure what it has taught.
program=$1
trace=$(mktemp -d)
trap 'rm -rf "$trace"' EXIT
"$program" run scripts/train_lesson.py 12 >/dev/null &
"$program" record scripts/train_lesson.py -o "$trace/line.pmt" >/dev/null
"$program" record --events=all scripts/train_lesson.py \
    -o "$trace/all.pmt" >/dev/null
wait
for topic in classes exceptions functions gc memory refcount statements types \
    weakref; do
    ls tests/lang/$topic/[!_]*.py
done | awk -v program="$program" -v trace="$trace" '{
    print program " run " $1
    if (NR % 8 == 0)
        print program " record " $1 " -o " trace "/" NR ".pmt"
}' | xargs -P 2 -I COMMAND \
    sh -c 'timeout 10 COMMAND </dev/null >/dev/null 2>&1 || true'
