"""Threads that change the same lists, dicts, sets and deques at once."""
import collections
import sys
import threading

sys.setswitchinterval(1e-6)
ROUNDS = 60
log, table, bag, line = [], {}, set(), collections.deque(maxlen=50)
taken = []


def work(k):
    for i in range(ROUNDS):
        log.append((k, i))
        table[k, i] = [i]
        table[k, i].append(k)
        bag.add(i % 7)
        bag.discard((i + 3) % 7)
        line.append(object())
        try:
            taken.append(line.popleft())
        except IndexError:
            pass
        if i % 10 == k:
            sorted(list(log))
            log.reverse()
            dict(table)
        for _ in range(3):
            {**table}
        if i % 3:
            del table[k, i]


threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(log), len(set(log)))
print(len(table), sorted(table) == sorted((k, i) for k in range(4)
                                          for i in range(0, ROUNDS, 3)))
print(all(table[k, i] == [i, k] for k, i in table))
