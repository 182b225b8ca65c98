"""A weak reference does not count; it is cleared when the object dies. A
WeakValueDictionary is a cache that empties itself.

Try: pytutor-mem examples/r31_weak_references.py --at 17
"""
import weakref


class Image:
    pass


image = Image()
look = weakref.ref(image, lambda ref: print("callback"))
cache = weakref.WeakValueDictionary()
cache["logo"] = image
print(look() is image, len(cache))
del image
print(look(), len(cache))
