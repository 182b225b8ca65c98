#!/usr/bin/env python3
"""Foreign memory against valgrind: what the recorder says zlib, sqlite3 and
qsort took, byte for byte.

    tests/foreign.py PROGRAM

The same calls are made by a small C program under valgrind's memcheck, once
with and once without them; the difference is what the calls took. Needs cc,
valgrind, libz.so.1 and libsqlite3.so.0; what is missing is said, and status 0.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

CASES = {
    "zlib": ("""
import ctypes
z = ctypes.CDLL("libz.so.1")
data = ctypes.create_string_buffer(bytes(i * i & 255 for i in range(50000)))
size = ctypes.c_ulong(60000)
out = ctypes.create_string_buffer(60000)
back = ctypes.create_string_buffer(50000)
""", """
z.compress2(out, ctypes.byref(size), data, ctypes.c_ulong(50000), 9)
again = ctypes.c_ulong(50000)
z.uncompress(back, ctypes.byref(again), out, size)
""", """
    void *z = dlopen("libz.so.1", RTLD_NOW);
    int (*compress2)(void *, unsigned long *, void *, unsigned long, int) =
        dlsym(z, "compress2");
    int (*uncompress)(void *, unsigned long *, void *, unsigned long) =
        dlsym(z, "uncompress");
    static unsigned char data[50001], out[60000], back[50000];
    unsigned long size = 60000, again = 50000;
    for (int i = 0; i < 50000; i++) data[i] = i * i & 255;
""", """
        compress2(out, &size, data, 50000, 9);
        uncompress(back, &again, out, size);
"""),
    "sqlite3": ("""
import ctypes
s = ctypes.CDLL("libsqlite3.so.0")
db = ctypes.c_void_p()
""", """
s.sqlite3_open(b":memory:", ctypes.byref(db))
s.sqlite3_exec(db, b"create table t(a, b); insert into t values(1, 'x'), "
               b"(2, 'y'); select * from t order by b desc", None, None, None)
s.sqlite3_close(db)
""", """
    void *s = dlopen("libsqlite3.so.0", RTLD_NOW);
    int (*open)(const char *, void **) = dlsym(s, "sqlite3_open");
    int (*exec)(void *, const char *, void *, void *, void *) =
        dlsym(s, "sqlite3_exec");
    int (*close)(void *) = dlsym(s, "sqlite3_close");
    void *db;
""", """
        open(":memory:", &db);
        exec(db, "create table t(a, b); insert into t values(1, 'x'), "
             "(2, 'y'); select * from t order by b desc", 0, 0, 0);
        close(db);
"""),
    "qsort": ("""
import ctypes
c = ctypes.CDLL("libc.so.6")
order = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int),
                         ctypes.POINTER(ctypes.c_int))
numbers = (ctypes.c_int * 1000)(*(i * 7919 % 1000 for i in range(1000)))
compare = order(lambda a, b: a[0] - b[0])
""", """
c.qsort(numbers, 1000, 4, compare)
""", """
    static int numbers[1000];
    for (int i = 0; i < 1000; i++) numbers[i] = i * 7919 % 1000;
""", """
        qsort(numbers, 1000, 4, compare);
"""),
}
C_SOURCE = """
#include <dlfcn.h>
#include <stdlib.h>
int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(int argc, char **argv)
{
    (void)argv;%s
    if (argc > 1) {%s    }
    return 0;
}
"""


def output(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=True,
                          timeout=300, **more)
    return done.stdout, done.stderr


def counted_by_valgrind(folder, prepare, calls):
    source = os.path.join(folder, "calls.c")
    with open(source, "w") as file:
        file.write(C_SOURCE % (prepare, calls))
    program = os.path.join(folder, "calls")
    output(["cc", "-w", "-o", program, source, "-ldl"])
    figures = []
    for arguments in (["calls"], []):
        errors = output(["valgrind", "--tool=memcheck", program]
                        + arguments)[1]
        found = re.search(r"total heap usage: ([\d,]+) allocs, [\d,]+ frees, "
                          r"([\d,]+) bytes", errors)
        figures.append([int(n.replace(",", "")) for n in found.groups()])
    return [a - b for a, b in zip(*figures)]


def counted_by_us(program, folder, prepare, calls):
    path = os.path.join(folder, "calls.py")
    figures = []
    for text in (prepare + calls, prepare):
        with open(path, "w") as file:
            file.write(text)
        events = [json.loads(line) for line in
                  output([program, "events", "--json", path])[0].splitlines()
                  if '"FOREIGN_ALLOC"' in line]
        figures.append([len(events), sum(e["bytes"] for e in events)])
    return [a - b for a, b in zip(*figures)]


def main(program):
    for tool in "cc", "valgrind":
        if shutil.which(tool) is None:
            print("%s is missing: nothing is compared" % tool)
            return 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (ours_before, ours, c_before, c_calls) in CASES.items():
            theirs = counted_by_valgrind(folder, c_before, c_calls)
            mine = counted_by_us(program, folder, ours_before, ours)
            failed += mine != theirs
            print("%s: valgrind %d blocks, %d bytes; recorded %d blocks, "
                  "%d bytes%s" % (name, *theirs, *mine,
                                  "" if mine == theirs else " DIFFERENT"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
