"""except*: splitting, nesting, raising in handlers, what is left over."""


def run(exc, *kinds):
    source = "def f(exc):\n try:\n  raise exc\n"
    for kind in kinds:
        source += f" except* {kind} as e:\n  print('  {kind}', repr(e))\n"
    source += " else:\n  print('  else')\n finally:\n  print('  finally')\n"
    names = {}
    exec(source, names)
    try:
        names["f"](exc)
    except BaseException as error:
        print("  left", repr(error))


G = ExceptionGroup
run(G("g", [ValueError(1), TypeError(2)]), "ValueError")
run(G("g", [ValueError(1), TypeError(2)]), "ValueError", "TypeError")
run(G("g", [ValueError(1), TypeError(2)]), "(ValueError, TypeError)")
run(G("g", [ValueError(1), G("in", [TypeError(2), ValueError(3)])]),
    "ValueError", "Exception")
run(ValueError("bare"), "ValueError")
run(ValueError("bare"), "TypeError")
run(G("g", [ValueError(1)]), "KeyError", "OSError")
run(BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError()]), "Exception")
run(G("g", [OSError(1, "x"), FileNotFoundError(2, "y")]),
    "FileNotFoundError", "OSError")
run(G("g", [ValueError(1)]), "ExceptionGroup")
run(G("g", [ValueError(1)]), "5")
try:
    try:
        raise G("g", [ValueError(1), TypeError(2), KeyError(3)])
    except* ValueError as e:
        raise OSError("new") from e
    except* TypeError:
        raise
    except* KeyError as e:
        print(e.exceptions, e.message)
except BaseException as error:
    print(repr(error), [repr(x.__cause__) for x in error.exceptions])
try:
    try:
        raise G("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        1 / 0
except BaseException as error:
    print(repr(error))
    print([(type(x).__name__, repr(x.__context__)) for x in error.exceptions])
try:
    pass
except* ValueError:
    print("never")
else:
    print("else")


def loop():
    for i in range(3):
        try:
            raise G("g", [ValueError(i)])
        except* ValueError as e:
            n = e.exceptions[0].args[0]
        print(n)
    try:
        e
    except NameError as error:
        print(type(error).__name__, error)


loop()
