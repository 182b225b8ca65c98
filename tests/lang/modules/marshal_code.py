"""marshal: code objects as bytes, and back."""
# runner: audit-every=50
import io
import marshal
import types

SOURCE = '''
"""doc"""
import sys as zzsystem
from math import (sin as zzsin, cos)
def outer(zza, /, zzb=1.5, *zzrest, zzkey="k", **zzmore):
    "doc \\u00e4"
    def inner(): return zza + 123456789012345678901234567890
    try:
        return [zzi for zzi in (1, -2, "three", b"4", 5j, None, True, ...)
                if zzi in {7, 8, 9}], inner
    finally:
        print({zzj for zzj in zzrest})
class Zzclass:
    class Zznested:
        zzx = lambda zzself: f"{zzself!r:>10}"
        def zzmethod(zzself): return __class__
async def zzasync():
    async for zzk in zza:
        yield (await zzk)
zzresult = outer(1)[1]()
'''


def parts(code):
    names = [name for name in dir(code) if name.startswith("co_")
             and name not in ("co_consts", "co_lines", "co_positions",
                              "co_lnotab")]
    yield [(name, getattr(code, name)) for name in names]
    yield list(code.co_lines()), list(code.co_positions())
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from parts(constant)
        else:
            yield constant


code = compile(SOURCE, "some file.py", "exec")
for version in range(5):
    data = marshal.dumps(code, version)
    back = marshal.loads(data)
    print(version, back == code, list(parts(back)) == list(parts(code)))
    if version < 3:  # nothing is shared: always the same bytes
        print(len(data), sum(i * byte for i, byte in enumerate(data)))
print(marshal.dumps(compile("1 + x", "f", "eval"), 2))
print(marshal.dumps(compile("pass", "<string>", "exec")))
print(marshal.dumps(compile("lambda: [0 for a in ()]", "<f>", "eval")))

# What is read runs.
space = {}
exec(marshal.loads(marshal.dumps(code)), space)
print(space["zzresult"], space["__doc__"], space["Zzclass"].Zznested.__qualname__)
file = io.BytesIO()
marshal.dump(space["outer"].__code__, file)
file.seek(0)
outer = types.FunctionType(marshal.load(file), {"print": print}, "outer",
                           (2.5,))
outer.__kwdefaults__ = {"zzkey": 0}
print(outer(1, 2, 3)[0])


def counter():
    n = 0
    while n < 20:
        n += 1
        yield n


print(sum(counter()))
# It has run and is specialised: the general forms are written.
back = marshal.loads(marshal.dumps(counter.__code__))
print(back == counter.__code__, back.co_code == counter.__code__.co_code)
print(sum(types.FunctionType(back, globals())()))

# Equal parts of one compilation are one object.
code = compile("def f(a): return a\ndef g(a): return a\nclass A:\n class B: 0\n",
               filename := "a file", "exec")
f, g, a = code.co_consts[:3]
b = a.co_consts[1]
print(f.co_consts is g.co_consts, f.co_varnames == g.co_varnames,
      f.co_names is g.co_names, f.co_exceptiontable is g.co_exceptiontable,
      f.co_filename is filename, code.co_filename is filename,
      a.co_qualname is a.co_consts[0], b.co_qualname is b.co_consts[0])
code = compile("def f():\n try: pass\n finally: [x for x in y]", "", "exec")
print(len(code.co_consts[0].co_consts))

# Names are interned, whoever made them.
made = marshal.loads(marshal.dumps(
    f.replace(co_names=("qq" + "zz" * len(f.co_varnames),),
              co_consts=(None, "rr" + "tt" * len(f.co_varnames)))))
print(made.co_names[0] is "qqzz"[:], made.co_consts[1] is "rrtt"[:])


def show(**changes):
    try:
        print(f.replace(**changes))
    except Exception as error:
        if not isinstance(error, SystemError):
            print(type(error).__name__, error)
        else:
            print("SystemError")


show(co_names=(1,))
show(co_varnames=("a", 2))
show(co_freevars=(1,))
show(co_cellvars=(1,))
show(co_varnames=())
show(co_argcount=5)
show(co_argcount=-1)
show(co_flags=-1)
show(co_stacksize=-1)
show(co_posonlyargcount=3)
show(co_flags=f.co_flags | 12)
show(co_code=b"abc")
show(co_nlocals=9)
arguments = [f.co_argcount, 0, 0, f.co_nlocals, f.co_stacksize, f.co_flags,
             f.co_code, f.co_consts, f.co_names, f.co_varnames, "file", "name",
             "qualname", 1, f.co_linetable, f.co_exceptiontable]
for i in range(16):
    for wrong in (None, -1, (1,), b"abc", "a", 2**40):
        changed = list(arguments)
        changed[i] = wrong
        try:
            types.CodeType(*changed)
        except (TypeError, ValueError, OverflowError) as error:
            print(i, type(error).__name__, error)
        except SystemError:
            print(i, "SystemError")
