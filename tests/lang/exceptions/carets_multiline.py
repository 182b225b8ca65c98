"""An expression over several lines."""
x = 5
y = (x +
     x *
     None)
