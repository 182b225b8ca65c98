"""`del` removes the name; the object stays until its count is 0.

Try: pytutor-mem examples/r07_del_a_name.py --at 8
"""
cheese = ["gouda"]
also = cheese
del cheese
print(also)
del also
print("now it is gone")
