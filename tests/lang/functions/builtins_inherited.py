"""A function whose globals have no __builtins__ has those of the frame that
makes it; so has what exec() and eval() run."""
import types


def f(text):
    return len(text)

names = {}
g = types.FunctionType(f.__code__, names)
print(g.__globals__ is names, g.__builtins__ is f.__builtins__, g("abc"),
      names)
safe = {"len": lambda text: "safe", "type": type, "exec": exec, "eval": eval,
        "globals": globals}
names = {"__builtins__": safe, "F": types.FunctionType}
exec("""
def h(text): return len(text)
i = F(h.__code__, {})
inner = {}
exec("def j(text): return len(text)", inner)
k = eval("lambda text: len(text)", {})
""", names)
for name in "hik":
    function = names[name]
    print(name, function("abc"), function.__builtins__ is safe,
          "__builtins__" in function.__globals__)
print(names["inner"]["j"]("abc"), names["inner"]["__builtins__"] is safe)
exec("l = lambda: len('abc')", fresh := {})
print(fresh["l"](), fresh["__builtins__"] is f.__builtins__)
for action in (lambda: setattr(f, "__builtins__", {}),
               lambda: delattr(f, "__builtins__")):
    try:
        action()
    except (AttributeError, TypeError) as error:
        print(error)
