"""Ciphers: Caesar, Vigenere and a substitution, with counting letters."""
# runner: audit-every=200
import string
from collections import Counter

LETTERS = string.ascii_uppercase


def caesar(text, shift):
    result = []
    for char in text.upper():
        if char in LETTERS:
            index = (LETTERS.index(char) + shift) % len(LETTERS)
            result.append(LETTERS[index])
        else:
            result.append(char)
    return "".join(result)


def break_caesar(text):
    counts = Counter(char for char in text if char in LETTERS)
    most_common, _ = counts.most_common(1)[0]
    return (LETTERS.index(most_common) - LETTERS.index("E")) % 26


def vigenere(text, key, sign=1):
    result = ""
    position = 0
    for char in text:
        if not char.isalpha():
            result += char
            continue
        shift = ord(key[position % len(key)].lower()) - ord("a")
        base = ord("A") if char.isupper() else ord("a")
        result += chr((ord(char) - base + sign * shift) % 26 + base)
        position += 1
    return result


def substitution(alphabet):
    return str.maketrans(LETTERS + LETTERS.lower(),
                         alphabet + alphabet.lower())


message = "Meet me where the green tree meets the sea, at eleven!"
secret = caesar(message, 7)
print(secret)
shift = break_caesar(secret)
print(f"shift={shift}", caesar(secret, -shift))

hidden = vigenere(message, "Lemon")
print(hidden)
print(vigenere(hidden, "Lemon", -1) == message)

table = substitution(LETTERS[::-1])
print(message.translate(table))
print(message.translate(table).translate(table) == message)
print("rot13:", __import__("codecs").encode(message, "rot13"))

for char, count in Counter(message.lower()).most_common(5):
    print(f"{char!r:>5} {count:2d} {'*' * count}")
print({len(word): word for word in message.split()})
print(sorted(set(message.lower()) & set(string.ascii_lowercase)))
try:
    LETTERS.index("é")
except ValueError as error:
    print("ValueError:", error)
