"""global and nonlocal; unbound locals."""
x = 1
def f():
    global x, y
    x = 2; y = 3
f(); print(x, y)
def g():
    v = 1
    def h():
        nonlocal v
        v += 1
        def k():
            nonlocal v
            v *= 10
        k()
    h(); return v
print(g())
def u():
    try: print(x)
    except UnboundLocalError as e: print(e)
    x = 5
u()
def d():
    z = 1; del z
    try: z
    except UnboundLocalError as e: print(e)
    try: del z
    except UnboundLocalError as e: print(e)
d()
def c():
    def inner(): return late
    try: inner()
    except NameError as e: print(e)
    late = 1; return inner()
print(c())
try: del nothere
except NameError as e: print(e)
