"""A JSON parser by recursive descent: strings, dicts and lists."""


class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def space(self):
        text, at = self.text, self.at
        while at < len(text) and text[at] in " \n\t\r":
            at += 1
        self.at = at

    def value(self):
        self.space()
        c = self.text[self.at]
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return self.string()
        for word, value in (("true", True), ("false", False),
                            ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def object(self):
        result = {}
        self.at += 1
        self.space()
        while self.text[self.at] != "}":
            self.space()
            key = self.string()
            self.space()
            self.at += 1
            result[key] = self.value()
            self.space()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1
        return result

    def array(self):
        result = []
        self.at += 1
        self.space()
        while self.text[self.at] != "]":
            result.append(self.value())
            self.space()
            if self.text[self.at] == ",":
                self.at += 1
                self.space()
        self.at += 1
        return result

    def string(self):
        start = self.at + 1
        at = self.text.index('"', start)
        self.at = at + 1
        return self.text[start:at]

    def number(self):
        start = at = self.at
        while at < len(self.text) and self.text[at] in "-+.eE0123456789":
            at += 1
        self.at = at
        word = self.text[start:at]
        return float(word) if "." in word else int(word)


row = '{"id": %d, "name": "item %d", "tags": ["a", "b", null], "x": %d.5}'
text = "[" + ", ".join(row % (i, i, i) for i in range(3000)) + "]"
total = 0
for _ in range(12):
    for item in Parser(text).value():
        total += item["id"] + len(item["tags"])
print(total)
