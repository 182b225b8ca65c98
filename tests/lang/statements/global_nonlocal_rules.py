"""global and nonlocal: scopes, class bodies, exec, their SyntaxErrors."""
from _show import syntax

x = "module"


def outer():
    x = "outer"

    def middle():
        nonlocal x
        x += "+middle"

        def inner():
            nonlocal x
            x += "+inner"
            return x
        return inner()
    return middle(), x


print(outer(), x)


def setter():
    global x, fresh
    x = "changed"
    fresh = 1

    class C:
        y = x
        global z
        z = "from a class"
        print(y, "z" in locals())
    return C


C = setter()
print(x, fresh, z, hasattr(C, "z"))


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    def reset():
        nonlocal n
        n = 0
    return step, reset


step, reset = counter()
print(step(), step(), reset(), step())
y = "global y"


class Body:
    print(y)
    y = "class y"
    print(y)

    def method(self):
        return y

    later = [y for _ in range(2)]
    first = [i for i in y]


print(Body().method(), Body.later, Body.first[:3])


def shadow():
    y = "function y"

    class Inner:
        print(y)
        z = y

    class Other:
        try:
            print(y)
        except NameError as error:
            print(error)
        y = 1
    return Inner.z


print(shadow())
syntax("def f():\n  x = 1\n  global x\n", "def f():\n  print(x)\n  global x\n",
       "def f(x):\n  global x\n", "def f():\n  nonlocal x\n", "nonlocal x\n",
       "def f(x):\n  nonlocal x\n", "def f():\n  x: int\n  global x\n",
       "def f():\n  global x\n  x: int\n", "class C:\n  nonlocal x\n",
       "def f():\n  x = 1\n  def g():\n    nonlocal x\n    global x\n",
       "def f():\n  x = 1\n  def g():\n    x = 2\n    nonlocal x\n",
       "global x\nx = 1\n", "x = 1\nglobal x\n", "global x, x\n", "global\n",
       "global x = 1\n", "global x.y\n", "def f():\n global a,\n",
       "def f():\n  for x in []: pass\n  global x\n",
       "def f():\n  import x\n  global x\n", "def f():\n  del x\n  nonlocal x\n",
       "[x for x in y if (x := 1)]", "[(y := 1) for x in y for y in z]",
       "class C:\n  [(a := 1) for b in c]\n", "[1 for x in (y := [])]",
       "def f():\n  global q\n  [(q := i) for i in y]\n")
