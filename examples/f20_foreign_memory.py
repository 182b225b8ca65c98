"""Memory that C code takes belongs to no object: no reference count watches
it, and what is not given back with free is lost.

Try: pytutor-mem examples/f20_foreign_memory.py
"""
import ctypes
import gc

libc = ctypes.CDLL("libc.so.6")
libc.malloc.restype = ctypes.c_void_p
kept = ctypes.c_void_p(libc.malloc(1000))
other = ctypes.c_void_p(libc.malloc(5000))
libc.free(other)
for word in b"one", b"three":
    libc.strdup(word)
libc.free(kept)
del kept, other, word, libc
gc.collect()
print("the picture shows what was not given back")
