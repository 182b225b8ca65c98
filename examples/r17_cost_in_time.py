"""The cost of counting in time: nearly every line moves counts up and down,
also where the program only looks.

Try: pytutor-mem lab cost examples/r17_cost_in_time.py
"""
def longest(words):
    best = ""  # slide: Called: the argument's count rises
    for word in words:  # slide: Each word in turn gets a name
        if len(word) > len(best):
            best = word  # slide: The best gets another name
    return best


words = "the count goes up and the count goes down".split()  # slide: A list of words
for round in range(3):
    found = longest(words)  # slide: It returns: all its names are gone
print(found)
