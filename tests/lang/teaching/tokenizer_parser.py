"""A calculator: a tokenizer with regular expressions, a recursive descent
parser into a tree, an evaluator with match, and a printer."""
# runner: audit-every=200 timeout=90
import re
from dataclasses import dataclass

TOKENS = re.compile(r"""
    (?P<NUMBER>\d+(?:\.\d*)?)
  | (?P<NAME>[A-Za-z_]\w*)
  | (?P<OP>\*\*|[-+*/()=,])
  | (?P<SPACE>\s+)
  | (?P<WRONG>.)
""", re.VERBOSE)


@dataclass
class Number:
    value: float


@dataclass
class Name:
    name: str


@dataclass
class Binary:
    op: str
    left: object
    right: object


@dataclass
class Unary:
    op: str
    operand: object


@dataclass
class Call:
    name: str
    args: list


@dataclass
class Assign:
    name: str
    value: object


def tokenize(text):
    for m in TOKENS.finditer(text):
        kind = m.lastgroup
        if kind == "WRONG":
            raise SyntaxError(f"unexpected {m[0]!r} at {m.start()}")
        if kind != "SPACE":
            yield kind, m[0]
    yield "END", ""


class Parser:
    def __init__(self, text):
        self.tokens = list(tokenize(text))
        self.at = 0

    @property
    def token(self):
        return self.tokens[self.at]

    def take(self, *wanted):
        if self.token[1] in wanted and self.token[0] == "OP":
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def expect(self, wanted):
        if not self.take(wanted):
            raise SyntaxError(f"expected {wanted!r}, got {self.token[1]!r}")

    def statement(self):
        if (self.token[0] == "NAME" and self.tokens[self.at + 1][1] == "="):
            name = self.token[1]
            self.at += 2
            tree = Assign(name, self.sum())
        else:
            tree = self.sum()
        if self.token[0] != "END":
            raise SyntaxError(f"extra {self.token[1]!r}")
        return tree

    def left(self, inner, *ops):
        tree = inner()
        while op := self.take(*ops):
            tree = Binary(op, tree, inner())
        return tree

    def sum(self):
        return self.left(self.product, "+", "-")

    def product(self):
        return self.left(self.unary, "*", "/")

    def unary(self):
        if op := self.take("-", "+"):
            return Unary(op, self.unary())
        return self.power()

    def power(self):
        base = self.atom()
        if self.take("**"):
            return Binary("**", base, self.unary())
        return base

    def atom(self):
        kind, text = self.token
        if kind == "NUMBER":
            self.at += 1
            return Number(float(text) if "." in text else int(text))
        if kind == "NAME":
            self.at += 1
            if self.take("("):
                args = []
                if not self.take(")"):
                    args.append(self.sum())
                    while self.take(","):
                        args.append(self.sum())
                    self.expect(")")
                return Call(text, args)
            return Name(text)
        self.expect("(")
        tree = self.sum()
        self.expect(")")
        return tree


FUNCTIONS = {"max": max, "abs": abs, "sum": lambda *a: sum(a)}


def evaluate(tree, names):
    match tree:
        case Number(value):
            return value
        case Name(name) if name in names:
            return names[name]
        case Name(name):
            raise NameError(f"{name} has no value")
        case Unary("-", operand):
            return -evaluate(operand, names)
        case Unary(_, operand):
            return evaluate(operand, names)
        case Binary(op, left, right):
            a, b = evaluate(left, names), evaluate(right, names)
            match op:
                case "+": return a + b
                case "-": return a - b
                case "*": return a * b
                case "/": return a / b
                case "**": return a ** b
        case Call(name, args):
            return FUNCTIONS[name](*(evaluate(a, names) for a in args))
        case Assign(name, value):
            names[name] = evaluate(value, names)
            return names[name]


def show(tree):
    match tree:
        case Number(v):
            return str(v)
        case Name(n):
            return n
        case Binary(op, a, b):
            return f"({show(a)} {op} {show(b)})"
        case Unary(op, a):
            return f"({op}{show(a)})"
        case Call(n, args):
            return f"{n}({', '.join(map(show, args))})"
        case Assign(n, v):
            return f"{n} = {show(v)}"


names = {}
for line in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "x = 7 / 2",
             "y = x * 2 - 1", "max(x, y, abs(-9)) + sum()", "10 - 4 - 3",
             "1 +", "2 $ 3", "z + 1", "(1", "1 2", "1 / 0", "foo(1)"):
    try:
        tree = Parser(line).statement()
        print(f"{line:<28}{show(tree):<34}{evaluate(tree, names)}")
    except Exception as e:
        print(f"{line:<28}{type(e).__name__}: {e}")
print(names, Parser("-a * 2").statement())
