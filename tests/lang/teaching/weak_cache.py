"""A cache that keeps nothing alive: weak values, callbacks, and the cycle
that makes an entry stay until the collector comes."""
import gc
import weakref

gc.disable()


class Picture:
    loaded = 0

    def __init__(self, name):
        self.name = name
        type(self).loaded += 1

    def __repr__(self):
        return f"<{self.name}>"


class Gallery:
    def __init__(self):
        self.cache = weakref.WeakValueDictionary()
        self.gone = []

    def get(self, name):
        picture = self.cache.get(name)
        if picture is None:
            picture = self.cache[name] = Picture(name)
            weakref.finalize(picture, self.gone.append, name)
        return picture


gallery = Gallery()
cat = gallery.get("cat")
print(cat is gallery.get("cat"), Picture.loaded, list(gallery.cache))
dog = gallery.get("dog")
print(sorted(gallery.cache.items(), key=str), weakref.getweakrefcount(dog))
del cat
print(list(gallery.cache), gallery.gone, Picture.loaded)
dog.friend = dog
del dog
print(list(gallery.cache), gallery.gone)
print(gc.collect(), list(gallery.cache), gallery.gone)
print(gallery.get("cat"), list(gallery.cache), gallery.gone, Picture.loaded)

proxy = weakref.proxy(Picture)
owner = Picture("owner")
proxy = weakref.proxy(owner, lambda p: print("the owner is gone"))
print(proxy.name, proxy)
del owner
try:
    print(proxy.name)
except ReferenceError as error:
    print("ReferenceError:", error)
try:
    weakref.ref(42)
except TypeError as error:
    print("TypeError:", error)
