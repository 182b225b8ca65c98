"""Compares our compiler with python3's compile(), code object by code object.

usage: compile_oracle.py COMPILE_MAIN [-v] [--mode=M] [--optimize=N] PATH...

Directories stand for all .py files below them. Every field that a program
can see is compared. Needs Python 3.11.
"""
import os
import re
import subprocess
import sys
import types
import warnings

sys.setrecursionlimit(1000)


def const_repr(value):
    if isinstance(value, frozenset):
        return "frozenset" + str(sorted(map(const_repr, value)))
    if isinstance(value, tuple):
        return "(" + ",".join(map(const_repr, value)) + ")"
    return repr(value)


def normalize(text):
    # Frozensets have no order of their own.
    if "frozenset" in text:
        return const_repr(eval(text, {"nan": float("nan"),
                                      "inf": float("inf")}))
    return text


def dump(code, out):
    out.append("name " + code.co_name)
    out.append("qualname " + code.co_qualname)
    out.append("ints %d %d %d %d %d %d" % (
        code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount,
        code.co_stacksize, code.co_flags, code.co_firstlineno))
    out.append("code " + code.co_code.hex())
    out.append("lines " + code.co_linetable.hex())
    out.append("exceptions " + code.co_exceptiontable.hex())
    out.append(" ".join(("names",) + code.co_names))
    out.append(" ".join(["locals"] + localsplus(code)))
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            out.append("const code")
            dump(const, out)
        elif "frozenset" in repr(const):
            out.append("const " + const_repr(const))
        else:
            out.append("const " + repr(const))
    out.append("leave")


def localsplus(code):
    cells = set(code.co_cellvars)
    result = []
    for name in code.co_varnames:
        result.append("%s:%x" % (name, 0x60 if name in cells else 0x20))
    for name in code.co_cellvars:
        if name not in code.co_varnames:
            result.append(name + ":40")
    for name in code.co_freevars:
        result.append(name + ":80")
    return result


def error_line(e):
    return "error %s: %s [%s:%s-%s:%s]" % (
        type(e).__name__, getattr(e, "msg", e), getattr(e, "lineno", 0) or 0,
        getattr(e, "offset", 0) or 0, getattr(e, "end_lineno", 0) or 0,
        getattr(e, "end_offset", 0) or 0)


def expected(path, mode, optimize):
    with open(path, "rb") as file:
        source = file.read()
    out = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            code = compile(source, path, mode, dont_inherit=True,
                           optimize=optimize)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
            code = e
    for w in caught:
        if issubclass(w.category, SyntaxWarning):
            out.append("warning %d %s" % (w.lineno, w.message))
    if isinstance(code, types.CodeType):
        dump(code, out)
    else:
        out.append(error_line(code))
    return out


def files(paths):
    for path in paths:
        if os.path.isdir(path):
            for root, dirs, names in sorted(os.walk(path)):
                for name in sorted(names):
                    if name.endswith(".py"):
                        yield os.path.join(root, name)
        else:
            yield path


def actual(program, options, paths):
    result = subprocess.run([program, *options, *paths],
                            capture_output=True)
    text = result.stdout.decode("utf-8", "surrogatepass")
    if result.stderr:
        print(result.stderr.decode()[-3000:])
    records, lines, path = {}, [], None
    for line in text.split("\n"):
        if line.startswith("file "):
            path, lines = line[5:], []
        elif line == "end":
            records[path], lines = lines, []
        else:
            lines.append(line)
    return records


def show(code_hex):
    return [code_hex[i:i + 4] for i in range(0, len(code_hex), 4)]


def difference(want, got):
    name = ""
    for a, b in zip(want, got):
        if a.startswith("qualname"):
            name = a
        if a != b:
            return "%s\n   want %.3000s\n   got  %.3000s" % (name, a, b)
    return "lengths differ %d %d" % (len(want), len(got))


def main():
    program, *rest = sys.argv[1:]
    options = [a for a in rest if a.startswith("--")]
    verbose = "-v" in rest
    mode, optimize = "exec", 0
    for option in options:
        key, _, value = option.partition("=")
        if key == "--mode":
            mode = value
        elif key == "--optimize":
            optimize = int(value)
    paths = list(files(a for a in rest if not a.startswith("-")))
    equal, different, by_parser = 0, [], []
    for start in range(0, len(paths), 50):
        batch = paths[start:start + 50]
        records = actual(program, options, batch)
        for path in batch:
            want = expected(path, mode, optimize)
            got = records.get(path, ["crash"])
            got = ["const " + normalize(g[6:])
                   if g.startswith("const ") and "frozenset" in g else g
                   for g in got]
            if got and got[-1].endswith(" parser"):
                got[-1] = got[-1][:-len(" parser")]
                if want != got:
                    by_parser.append((path, want[-1][:200], got[-1][:200]))
                    continue
            want = [re.sub(r"(error .*?\[).*", r"\1", w)
                    if w.startswith("error RecursionError") else w
                    for w in want]
            got = [re.sub(r"(error .*?\[).*", r"\1", g)
                   if g.startswith("error RecursionError") else g
                   for g in got]
            if want == got:
                equal += 1
            else:
                different.append(path)
                if verbose or len(different) <= 5:
                    print(path, difference(want, got))
    print("%d of %d equal, %d different, %d parser" % (
        equal, len(paths), len(different), len(by_parser)))
    for path, want, got in by_parser[:5]:
        print("parser:", path, "\n  ", want, "\n  ", got)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
