"""Three threads change the same containers without a lock."""
import threading

numbers, table, kinds = [], {}, set()


def work(k):
    for i in range(60):
        numbers.append(i)
        table[i % 7] = table.get(i % 7, 0) + k
        kinds.add((k, i % 5))
        if i % 9 == 0 and numbers:
            numbers.pop()


threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kinds))
