"""Simple objects hold a value; containers hold references to other objects.

Try: pytutor-mem examples/r03_simple_and_containers.py
"""
number = 1000
word = "text with blanks"
row = [number, word]
table = {"row": row, "again": row}
print(table["row"] is table["again"])
