"""`is` compares identities, `==` values. In a script equal constants are one
object; made at run time they are two.

Try: pytutor-mem examples/r13_identity.py
"""
a = 1000
b = 1000
c = int("1000")
print(a == c, a is b, a is c)
print(id(a) == id(b), id(a) == id(c))
