"""A C variable is a bucket whose content is overwritten; a Python name is
moved to another object. The object 5 is not changed by `a = 6`.

Try: pytutor-mem examples/r01_names_not_buckets.py --at 9
"""
a = 5
before = id(a)
a = 6
print("the same object:", id(a) == before)
