"""Every way through try, except, else and finally."""


def way(body, handler="pass", other="pass", last="pass"):
    source = f"""
def f():
    log.append("start")
    for i in range(2):
        try:
            log.append("try")
            {body}
        except ValueError as e:
            log.append("except")
            {handler}
        else:
            log.append("else")
            {other}
        finally:
            log.append("finally")
            {last}
        log.append("after")
    return "end"
"""
    log = []
    names = {"log": log}
    exec(source, names)
    try:
        result = names["f"]()
    except Exception as error:
        result = repr(error), "context", repr(error.__context__)
    print([body, handler, other, last], log, result, sep="\n  ")


error = "raise ValueError('v')"
for body in ("pass", "return 1", "break", "continue", error,
             "raise KeyError('k')"):
    way(body)
    way(body, last="return 2")
    way(body, last="break")
    way(body, last="continue")
    way(body, last="raise OSError('last')")
for handler in ("return 3", "break", "continue", "raise", "1 / 0",
                "raise KeyError from e", "del e"):
    way(error, handler)
    way(error, handler, last="return 4")
for other in ("return 5", "break", "continue", error):
    way("pass", other=other)
    way("pass", other=other, last="return 6")
