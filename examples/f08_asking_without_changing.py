"""Asking for referrers changes nothing here: the picture is made outside the
program.

Try: pytutor-mem examples/f08_asking_without_changing.py
"""
import gc
import sys

target = ["target"]
holder = {"it": target}
print(sys.getrefcount(target))
found = [r for r in gc.get_referrers(target) if r is holder]
print(len(found), sys.getrefcount(target))
found = None
print(sys.getrefcount(target))
