"""A weak reference does not count; it is cleared when the object dies. A
WeakValueDictionary is a cache that empties itself.

Try: pytutor-mem examples/r31_weak_references.py --at 17
"""
import weakref


class Image:
    pass


image = Image()  # slide: An object with one name
look = weakref.ref(image, lambda ref: print("callback"))  # slide: A weak reference: not counted
cache = weakref.WeakValueDictionary()
cache["logo"] = image  # slide: A cache that holds it weakly
print(look() is image, len(cache))
del image  # slide: The last strong reference goes: freed
# note: The callback runs, and the entry of the cache goes with it.
print(look(), len(cache))  # slide: The weak one gives None, the cache is empty
# slides: --max-objects 7
