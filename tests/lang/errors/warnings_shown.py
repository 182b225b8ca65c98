# The warnings that a program shows by default, with the line.
x = 1
a = "\d \q"
b = b"\d"
c = f"\d{x}"
d = 1if x else 2
f = "\777" "\8"
assert (x, "y")
x is 1
if 0: ()()
