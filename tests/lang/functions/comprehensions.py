"""List, set, dict and generator comprehensions and their scopes."""
x = "outer"
print([x for x in range(3)], x)
print([a + b for a in "ab" for b in "xy" if a + b != "ay"])
print({a % 3 for a in range(10)}, {k: v for k, v in zip("abc", range(3))})
print([[y for y in range(z)] for z in range(3)], [(i, j) for i, j in {1: 2}.items()])
print(sum(i for i in range(5)), any(x == 2 for x in [1, 2]), list(y for y in "ab" if y > "a"))
class C:
    n = 3
    l = [i for i in range(n)]
    try: m = [n for i in range(2)]
    except NameError as e: print(e)
print(C.l)
print([last := i for i in range(4)], last)
print([f() for f in [lambda: i for i in range(3)]])
print([*range(2), *"ab"], {**{1: 2}, 1: 3}, (*[1], 2), {*"a", *"b"} == {"a", "b"})
try: [1 / i for i in (1, 0)]
except ZeroDivisionError as e: print(e.__traceback__.tb_next.tb_frame.f_code.co_name)
