"""The observer pattern with weak references: an observer that nobody else
holds is forgotten."""
import weakref


class Subject:
    def __init__(self):
        self._observers = weakref.WeakSet()
        self._methods = []

    def attach(self, observer):
        self._observers.add(observer)

    def connect(self, method):
        self._methods.append(weakref.WeakMethod(method, self._gone))

    def _gone(self, reference):
        print("  a method is gone")
        self._methods.remove(reference)

    def notify(self, event):
        for observer in sorted(self._observers, key=lambda o: o.name):
            observer.update(event)
        for reference in self._methods:
            method = reference()
            if method is not None:
                method(event)


class Observer:
    def __init__(self, name):
        self.name = name

    def update(self, event):
        print(f"  {self.name} sees {event}")

    def on_event(self, event):
        print(f"  {self.name}'s method sees {event}")

    def __del__(self):
        print(f"  {self.name} dies")


subject = Subject()
a, b, c = Observer("a"), Observer("b"), Observer("c")
for o in (a, b):
    subject.attach(o)
subject.connect(c.on_event)
del o
subject.notify("one")
del a
subject.notify("two")
del c
subject.notify("three")
print(len(subject._observers), subject._methods)

cache = weakref.WeakValueDictionary()
cache["b"] = b
key_data = weakref.WeakKeyDictionary({b: "data of b"})
print(list(cache.items())[0][1].name, key_data[b])
final = weakref.finalize(b, print, "finalizer of b called")
print(final.alive)
del b
print(list(cache), len(key_data), final.alive)
