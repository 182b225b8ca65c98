"""Building, cutting and joining strings."""


def work(n):
    parts = []
    for i in range(n):
        word = "word" + str(i)
        parts.append(word.upper() if i % 3 else word[::-1])
    text = " ".join(parts)
    counts = {}
    for word in text.split():
        key = word[:3]
        counts[key] = counts.get(key, 0) + 1
    line = ""
    for word in parts[:2000]:
        line += word
        line += ";"
    return len(text), len(counts), len(line), text.replace("WORD", "w")[:20]


for _ in range(14):
    result = work(40000)
print(result)
