#!/bin/sh
# cli.sh - the command line: every wrong input ends in one clear line and
# the right exit status; pictures of a trace equal those of the live run
#
#   tests/views/cli.sh build/pytutor-mem
program=$(realpath "$1") || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failed=0
LC_ALL=C.UTF-8
export LC_ALL

# expect STATUS LINES_ON_STDERR(a pattern, - for none) ARG...
expect()
{
    want=$1 pattern=$2
    shift 2
    "$program" "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" != "$want" ]; then
        echo "FAIL: pytutor-mem $*: status $got, expected $want"
        cat err
        failed=1
    elif [ "$pattern" = - ]; then
        [ ! -s err ] || { echo "FAIL: pytutor-mem $*: $(cat err)"; failed=1; }
    elif [ "$(grep -c "$pattern" err)" != 1 ] || [ "$(wc -l <err)" != 1 ]; then
        echo "FAIL: pytutor-mem $*: expected one line with '$pattern', got:"
        cat err
        failed=1
    fi
}

check()
{
    "$@" || { echo "FAIL: $*"; failed=1; }
}

cat >good.py <<'END'
import sys
x = 300
y = [x, x, "a"]
y.append(y)
print(sys.argv[1:])
def f(n):
    return n
f(x)
f(y)
END
printf 'raise SystemExit(7)\n' >seven.py
printf 'while True:\n    pass\n' >endless.py

expect 0 -
expect 2 'No such file' missing.py
expect 2 'Is a directory' .
expect 2 'unknown option' --bogus good.py
expect 2 'needs an argument' good.py --at
expect 2 'a moment is' good.py --at nonsense
expect 2 'never about to run' good.py --at 99
expect 2 'runs 2 times, not 3' good.py --at 7:3
expect 2 'only' good.py --at step:100000
expect 2 'no exception' good.py --at exception
expect 2 'wrong value' good.py --theme pink
expect 2 'wrong value' good.py --max-objects -3
expect 2 'wrong value' --max-memory 12Q good.py
expect 2 'unknown extension' good.py -o x.bmp
expect 2 'unknown extension' good.py -o x.xyz
expect 2 'cannot write' good.py -o missing/x.svg
expect 0 - step good.py
expect 2 'DECK is missing' slides good.py
expect 2 'unknown extension' slides good.py -o x.ppt
expect 2 'not a deck' slides --check good.py
expect 2 'not supported yet' profile good.py
expect 2 'then FILE' lab
expect 2 'NAME is missing' why good.py
expect 2 'no such name' why good.py nobody
expect 2 'FILE is missing' run
expect 0 - --help
expect 0 - --version
expect 7 - seven.py
expect 7 - run seven.py
expect 3 'ended' --timeout 0.3 endless.py
expect 3 'ended' --max-steps 10 endless.py
ln -s /dev/full full.txt
expect 2 'No space left' good.py -o full.txt
expect 2 'No space left' record good.py -o /dev/full

# Behind FILE our options come first; what follows is the program's.
expect 0 - good.py --at 3 a --at b
check grep -q "'a', '--at', 'b'" out
expect 0 - good.py -- --at 3
check grep -q "'--at', '3'" out
expect 0 - run good.py --at 3
check grep -q "'--at', '3'" out

# A trace, and a live run, give the same.
expect 0 - record good.py -o t.pmt
for at in end exit peak 3 7:2 step:4 event:100; do
    expect 0 - good.py --at $at -o live.txt
    expect 0 - t.pmt --at $at -o trace.txt
    check cmp live.txt trace.txt
done
for form in dot json jsonl svg png pdf html; do
    expect 0 - t.pmt -o "x.$form"
    check test -s "x.$form"
done
expect 0 - record good.py -o u.pmt
check cmp t.pmt u.pmt
expect 2 'takes no arguments' t.pmt more

# On the stack a small int that nothing was told of takes the place of a NULL,
# which has no serial either.
cat >stack.py <<'END'
class Shown:
    def __str__(self):
        return "shown"


def low():
    return -six * 11


six = 6
print("a", abs(low()), Shown())
END
check test "$("$program" events stack.py 2>/dev/null |
              grep -c 'stack 3 -> @[0-9]*(int)')" = 1

# Foreign and damaged traces.
printf 'hello\n' >foreign.pmt
expect 2 'not a trace' foreign.pmt
: >empty.pmt
expect 2 'not a trace' empty.pmt
head -c 40 t.pmt >cut.pmt
expect 2 'ends within its header' cut.pmt
size=$(wc -c <t.pmt)
head -c $((size - 30)) t.pmt >cut.pmt
expect 0 'incomplete' cut.pmt -o x.txt

# A reader that goes away is no error to talk about.
"$program" events t.pmt 2>err | head -n 1 >/dev/null
check test ! -s err

# A disk that is full is told once, and never passed over.
full()
{
    want=$1
    shift
    "$program" "$@" >/dev/full 2>err </dev/null
    got=$?
    if [ "$got" != "$want" ] || [ "$(grep -c 'No space left' err)" != 1 ]; then
        echo "FAIL: pytutor-mem $* >/dev/full: status $got, expected $want"
        cat err
        failed=1
    fi
}
if [ -c /dev/full ]; then
    unset PYTHONUNBUFFERED
    full 120 run good.py
    printf 'x = [1]\n' >quiet.py
    expect 0 - slides quiet.py -o d.md
    for view in memory arenas gc; do
        full 2 t.pmt --view $view
    done
    for words in 'dis good.py' t.pmt 't.pmt --at 7' 'events t.pmt' \
        'events t.pmt --json' 'why t.pmt x' --help --version 'slides --help' \
        'record quiet.py -o /dev/full' 't.pmt --layout x' 'step t.pmt' \
        'slides --check d.md' 'lab slots quiet.py' 'lab del quiet.py'; do
        # shellcheck disable=SC2086
        full 2 $words
    done
fi

# Little address space is enough to record, and to count all references anew (a
# sanitizer's build needs more to begin at all).
for limit in 20000000 4000000 300000; do
    if (ulimit -v $limit && "$program" --version) >out 2>err; then
        (ulimit -v $limit && "$program" record good.py -o small.pmt) >out 2>err
        if [ $? != 0 ] || ! "$program" small.pmt --at exit >out 2>err; then
            echo "FAIL: record with ulimit -v $limit"
            cat err
            failed=1
        fi
        (ulimit -v $limit && "$program" run --audit good.py) >out 2>err
        if [ $? != 0 ]; then
            echo "FAIL: run --audit with ulimit -v $limit"
            cat err
            failed=1
        fi
    fi
done

# The name of the folder, however long, is no matter of the picture: neither
# its neighbours are taken for the script.
far=far/$(printf 'x%.0s' $(seq 80))
mkdir -p "$far" near
for folder in near "$far"; do
    printf 'def put(into):\n    here = 1\n    into.append(here)\n' \
        >"$folder/other.py"
    printf 'import other\nx = []\nother.put(x)\n1 / 0\n' >"$folder/start.py"
    (cd "$folder" && "$program" start.py -o "$work/far.txt"
        "$program" start.py -o "$work/far.svg") 2>"$folder/err"
    cat far.txt far.svg >"$folder/pictures"
    check grep -q "File \"$work/$folder/start.py\", line 4" "$folder/err"
    check test "$("$program" events "$folder/start.py" 2>/dev/null |
                  grep -c ' FILE ')" = 1
done
check cmp near/pictures "$far/pictures"
check test "$(grep -c xxxx near/pictures "$far/pictures" | grep -vc ':0$')" = 0

# Little address space (a sanitizer needs more than all of it): the program
# starts, and when its memory is used up its heap is still drawn.
if ! grep -q __asan_init "$program"; then
    printf 'kept = []\nwhile True:\n    kept.append(bytes(100000))\n' >eats.py
    (ulimit -v 500000 && "$program" eats.py) >out 2>err
    check test $? = 1
    check grep -q '^MemoryError' err
    check grep -q 'kept.append(bytes(100000))' err
    check grep -q 'more bytes, .* MB' out
fi

# Nothing is left behind, neither temporary traces nor half pictures.
mkdir tmp
TMPDIR=$PWD/tmp "$program" good.py >/dev/null
check test -z "$(ls tmp)"
rm -f new.txt
"$program" missing.py -o new.txt 2>/dev/null
check test ! -e new.txt

[ "$failed" = 0 ] && echo "cli: all passed"
exit $failed
