"""Equal constants of one script are one object; small ints and strings that
look like names are shared everywhere.

Try: pytutor-mem examples/r04_stored_once.py
"""
x = 300
y = 300
small = 7
also_small = 3 + 4
name = "spam"
also = "spa" + "m"
print(x is y, small is also_small, name is also)
