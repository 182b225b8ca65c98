"""Weak references and their callbacks while other threads drop the target."""
import gc
import sys
import threading
import weakref

sys.setswitchinterval(1e-6)
gc.set_threshold(30, 3, 3)


class Item:
    pass


cache, by_key = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary()
alive = weakref.WeakSet()
called, slots = [], [None] * 8
wrong = []


def work(k):
    for i in range(40):
        item = Item()
        item.number = k * 1000 + i
        if i % 4 == 0:
            item.cycle = item
        cache[item.number] = item
        by_key[item] = i
        alive.add(item)
        item.ref = weakref.ref(item)
        slots[(i + k) % 8] = item
        watch = weakref.ref(item, lambda ref, n=item.number: called.append(n))
        finalizer = weakref.finalize(item, called.append, None)
        got = cache.get(item.number)
        if got is not item or watch() is not item:
            wrong.append(item.number)
        del got, item
        other = slots[(i * 3) % 8]
        if other is not None and by_key.get(other, -1) < 0:
            wrong.append(other)
        if i % 10 == k:
            gc.collect()
            cache.valuerefs()
            len(alive)


threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
slots.clear()
gc.collect()
print(wrong, len(cache), len(by_key), len(alive), called.count(None))
