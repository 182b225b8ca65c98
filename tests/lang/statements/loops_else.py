"""for, while, break, continue, else; nested; iteration protocols."""


def find(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            break
    else:
        return "nothing"
    return i


print(find("abc", "b"), find("abc", "x"), find("", "x"))
n = 10
while n:
    n -= 3
    if n < 0:
        print("broke", n)
        break
    if n % 2:
        continue
    print("even", n)
else:
    print("never")
while n < 0:
    n += 1
else:
    print("else", n)
for i in range(3):
    for j in range(3):
        if j == 1:
            continue
        if i == 1:
            break
        print(i, j)
    else:
        print("row", i)
        continue
    print("broken row", i)
for x in ():
    print("never")
else:
    print("empty")
print(i, j)


class Count:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError
        return i * i


for x in Count(3):
    print(x)
print(list(Count(4)), 4 in Count(3), 5 in Count(3), max(Count(5)))


class NextOnly:
    def __next__(self):
        return 1


class IterWrong:
    def __iter__(self):
        return 5


class IterNone:
    __iter__ = None

    def __getitem__(self, i):
        return 1


class Stops:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("no more")


for wrong in (5, None, NextOnly(), IterWrong(), IterNone(), Stops(), len, 1.5,
              int, object()):
    try:
        for x in wrong:
            pass
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for i in range(2):
    try:
        continue
    finally:
        print("finally", i)
for i in [1, 2, 3]:
    i *= 10
print(i)
it = iter([1, 2, 3, 4])
for x in it:
    print(x, next(it))
