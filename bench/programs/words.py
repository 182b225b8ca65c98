"""Counting words: str methods and dicts."""
TEXT = ("It was the best of times, it was the worst of times; it was the age "
        "of wisdom, it was the age of foolishness. ") * 150


def count(text):
    words = {}
    for line in text.split(". "):
        for word in line.lower().replace(",", " ").replace(";", " ").split():
            word = word.strip(".!?")
            words[word] = words.get(word, 0) + 1
    return sorted(words.items(), key=lambda item: (-item[1], item[0]))


for _ in range(700):
    result = count(TEXT)
print(result[:5])
