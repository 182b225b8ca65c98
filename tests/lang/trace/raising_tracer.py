"""What a trace or profile function raises: the traceback, by event."""
# runner: audit-every=100 timeout=60
import sys
import traceback


def tracer(wanted):
    def trace(frame, event, arg):
        if event == wanted and frame.f_code.co_name == "traced":
            raise ValueError(wanted)
        return trace
    return trace


def traced():
    x = 1
    try:
        len(3)
    except TypeError:
        pass
    len("a")
    return x


def names(e):
    return [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)]


for event in ("call", "line", "return", "exception", "opcode"):
    sys.settrace(tracer(event))
    try:
        print(event, traced())
    except ValueError as e:
        sys.settrace(None)
        print(event, names(e), sys.gettrace())
    sys.settrace(None)
for event in ("call", "return", "c_call", "c_return", "c_exception"):
    sys.setprofile(tracer(event))
    try:
        result = traced()
        sys.setprofile(None)
        print(event, result)
    except ValueError as e:
        sys.setprofile(None)
        print(event, names(e), sys.getprofile())
