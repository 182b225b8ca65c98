"""f_trace of single frames, f_trace_lines, f_trace_opcodes, a trace function
that changes variables, one that raises, and one that is set in the middle."""
import sys
import threading


def show(frame, event, arg):
    print(f"{event:9} {frame.f_code.co_name} line {frame.f_lineno}")
    return show


def work(n):
    a = n
    b = a + 1
    return b


def only_calls(frame, event, arg):
    print("global:", event, frame.f_code.co_name)
    return None


sys.settrace(only_calls)
work(1)
sys.settrace(None)


def set_in_the_middle():
    x = 1
    sys.settrace(lambda *args: None)
    sys._getframe().f_trace = show
    y = 2
    z = x + y
    sys.settrace(None)
    return z


print(set_in_the_middle())


def no_lines(frame, event, arg):
    frame.f_trace_lines = False
    frame.f_trace_opcodes = True
    if event == "opcode":
        print("opcode", frame.f_lasti)
    else:
        print(event)
    return no_lines


sys.settrace(no_lines)
work(2)
sys.settrace(None)


def change(frame, event, arg):
    if event == "line" and "b" in frame.f_locals:
        frame.f_locals["b"] = 99
    return change


sys.settrace(change)
result = work(3)
sys.settrace(None)
print("changed:", result)


def change_cell(frame, event, arg):
    if event == "line" and frame.f_locals.get("count") == 1:
        frame.f_locals["count"] = 50
    return change_cell


def counter():
    count = 0

    def more():
        nonlocal count
        count += 1
        return count
    more()
    return more() + count


sys.settrace(change_cell)
result = counter()
sys.settrace(None)
print("cell:", result)


class Stop(Exception):
    pass


def raise_at_line(frame, event, arg):
    if event == "line":
        raise Stop("from the trace function")
    return raise_at_line


sys.settrace(raise_at_line)
try:
    work(4)
except Stop as e:
    print("caught:", e, sys.gettrace())


def raise_at_return(frame, event, arg):
    if event == "return":
        raise Stop("at return")
    return raise_at_return


sys.settrace(raise_at_return)
try:
    work(4)
except Stop as e:
    print("caught:", e, sys.gettrace())


def nested():
    def replace(frame, event, arg):
        print("other", event, frame.f_lineno - frame.f_code.co_firstlineno)
        return other

    def other(frame, event, arg):
        print("inner", event, frame.f_lineno - frame.f_code.co_firstlineno)
        return replace
    sys.settrace(replace)
    work(5)
    sys.settrace(None)


nested()


def in_thread():
    return work(6)


def thread_trace(frame, event, arg):
    if frame.f_code.co_name in ("in_thread", "work"):
        print("thread:", event, frame.f_code.co_name)
        return thread_trace
    return None


threading.settrace(thread_trace)
t = threading.Thread(target=in_thread)
t.start()
t.join()
threading.settrace(None)
print(sys.gettrace())


def recursive(n):
    if n:
        return recursive(n - 1)
    return 0


depth = 0


def levels(frame, event, arg):
    global depth
    if event == "call":
        depth += 1
        print("  " * depth + frame.f_code.co_name, frame.f_locals.get("n"))
    elif event == "return":
        depth -= 1
    return levels


sys.settrace(levels)
recursive(3)
eval("recursive(1)")
exec("recursive(0)\nx = 1")
sys.settrace(None)


class Node:
    def __init__(self, value):
        self.value = value

    def __del__(self):
        print("del", self.value)

    @property
    def double(self):
        return self.value * 2

    def __getattr__(self, name):
        return name.upper()


def names(frame, event, arg):
    if event == "call":
        print("call", frame.f_code.co_name)


sys.settrace(names)
n = Node(2)
n.double
n.other
del n
sorted([3, 1], key=lambda v: -v)
sys.settrace(None)
