"""A syntax error in the script itself."""
x = 1
if x
    pass
