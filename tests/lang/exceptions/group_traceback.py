"""How a group is printed."""
def f():
    try: raise TypeError("inner")
    except TypeError as e: return e
raise ExceptionGroup("group", [ValueError("a"), f()])
