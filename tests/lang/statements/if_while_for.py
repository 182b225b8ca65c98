"""if/elif/else, while and for with else, break, continue."""
for i in range(5):
    if i == 1: continue
    elif i == 4: break
    else: print(i)
else: print("never")
for i in []: pass
else: print("for else")
n = 3
while n:
    n -= 1
    if n == 5: break
else: print("while else", n)
while True:
    n += 1
    if n > 3: break
print(n)
for a, (b, *c) in [(1, (2, 3, 4)), (5, "xyz")]: print(a, b, c)
for x.y in [1] if False else []: pass
for d in [[0, 0]]:
    for d[0] in range(3): pass
    print(d)
