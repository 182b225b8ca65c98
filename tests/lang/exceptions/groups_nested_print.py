"""Printing of exception groups: nested, chained, with notes, cut off."""
# runner: audit-every=1000
import traceback


def show(error):
    print("".join(traceback.format_exception(error)))


def make(n):
    try:
        raise ValueError(f"number {n}")
    except ValueError as error:
        return error


inner = ExceptionGroup("inner", [make(1), make(2)])
outer = ExceptionGroup("outer", [make(3), inner, TypeError("plain")])
show(outer)
try:
    raise outer from KeyError("cause")
except ExceptionGroup as error:
    error.add_note("a note\nof two lines")
    inner.add_note("inner note")
    show(error)
show(ExceptionGroup("many", [ValueError(i) for i in range(20)]))
deep = ValueError("deep")
for i in range(12):
    deep = ExceptionGroup(f"level {i}", [deep])
show(deep)
print(repr(outer), str(outer), outer.message, len(outer.exceptions))
try:
    try:
        raise make(9)
    except ValueError:
        raise ExceptionGroup("while handling", [OSError(2, "gone")])
except ExceptionGroup as error:
    show(error)
print(outer.split(ValueError), outer.subgroup(lambda e: "1" in str(e)))
