"""The cost of counting in time: nearly every line moves counts up and down,
also where the program only looks.

Try: pytutor-mem lab cost examples/r17_cost_in_time.py
"""
def longest(words):
    best = ""
    for word in words:
        if len(word) > len(best):
            best = word
    return best


words = "the count goes up and the count goes down".split()
for round in range(3):
    found = longest(words)
print(found)
