"""Python code called by native code that is called by native code."""
import functools
import threading


class Counted:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return min(self.n, other.n, key=lambda n: n + 1) == self.n

    def __del__(self):
        gone.append(sum(k for k in range(self.n)))


def deepest(row):
    best = max(row, key=lambda n: -n)
    return best + functools.reduce(lambda a, b: a + b, row)


def rows(n):
    for i in range(n):
        yield list(map(lambda k: k * i, range(3)))


gone = []
print(sorted(rows(4), key=deepest, reverse=True))
print(list(filter(any, zip(rows(2), map(deepest, rows(2))))))

counted = [Counted(n) for n in (3, 1, 2)]
counted.sort()
print([c.n for c in counted])
counted.clear()
print(gone)


def work(out):
    # Other threads run between two of these calls.
    out.extend(sorted(range(300), key=lambda n: (n % 7, deepest([n, 1]))))


results = [[] for _ in range(3)]
threads = [threading.Thread(target=work, args=(out,)) for out in results]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results[0] == results[1] == results[2], results[0][:8])

try:
    print(sorted(rows(3), key=lambda row: max(row, key=lambda n: 1 // n)))
except ZeroDivisionError as error:
    print("out of two:", error)
print(sum(x for row in rows(3) for x in row))
