"""except* splits groups; the rest is raised again."""
def f(g):
    try: raise g
    except* ValueError as e: print("V", repr(e), [str(x) for x in e.exceptions])
    except* (TypeError, KeyError) as e: print("TK", repr(e))
    else: print("else")
    finally: print("finally")
f(ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3), KeyError(4)])]))
f(ValueError("naked"))
try: f(ExceptionGroup("g", [OSError(1), ValueError(2)]))
except ExceptionGroup as e: print("left", repr(e))
g = ExceptionGroup("m", [ValueError(1), TypeError(2)])
print(g.split(ValueError), g.subgroup(TypeError), g.message, str(g), g.derive([KeyError()]))
for bad in (lambda: ExceptionGroup("m", []), lambda: ExceptionGroup("m", [5]), lambda: ExceptionGroup("m", [KeyboardInterrupt()]), lambda: ExceptionGroup(1, [ValueError()]), lambda: ExceptionGroup("m")):
    try: bad()
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
