"""Threads that compute take turns; generators and errors stay apart."""
# runner: audit-every=1000
import sys
import threading

sys.setswitchinterval(1e-6)


def numbers(n):
    for i in range(n):
        yield i


def compute(out, k):
    total = 0
    for i in numbers(3000):
        try:
            if i % 7 == k:
                raise KeyError(i)
            total += i
        except KeyError as error:
            total -= error.args[0]
            assert sys.exc_info()[1] is error
    out[k] = total


out = {}
threads = [threading.Thread(target=compute, args=(out, k)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(out.items()))
shared = []
threads = [threading.Thread(target=lambda k=k: [shared.append(k) for _ in range(500)])
           for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(shared), sorted(set(shared)), [shared.count(k) for k in range(4)])
d = {}
threads = [threading.Thread(target=lambda k=k: d.update({(k, i): i for i in range(300)}))
           for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(d))
