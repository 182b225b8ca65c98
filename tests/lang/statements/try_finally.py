"""The order of try, except, else and finally; return overriding."""
def f(k):
    print("case", k, end=": ")
    try:
        if k == 1: raise ValueError
        if k == 2: raise KeyError
        if k == 3: return "try"
        print("body", end=" ")
    except ValueError: print("except", end=" "); return "except"
    else: print("else", end=" ")
    finally: print("finally", end=" ")
    return "end"
for k in range(4):
    try: print(f(k))
    except KeyError as e: print("KeyError")
def g():
    try: return "a"
    finally: return "b"
print(g())
def h():
    for i in range(3):
        try: continue
        finally: print("f", i)
    while True:
        try: break
        finally: print("g")
    try: 1 / 0
    finally: return "swallowed"
print(h())
def n():
    try:
        try: raise ValueError(1)
        finally: raise KeyError(2)
    except KeyError as e: return repr(e), repr(e.__context__)
print(n())
def v():
    x = 1
    try: return x
    finally: x = 2
print(v())
