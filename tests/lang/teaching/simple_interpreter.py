"""A small Lisp: tokens, a reader, an evaluator with environments."""
# runner: audit-every=50
import math
import operator as op


class Symbol(str):
    pass


class Environment(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        if name in self:
            return self
        if self.outer is None:
            raise LookupError(f"unknown name {name}")
        return self.outer.find(name)


class Procedure:
    def __init__(self, names, body, environment):
        self.names, self.body, self.environment = names, body, environment

    def __call__(self, *args):
        if len(args) != len(self.names):
            raise TypeError(f"wanted {len(self.names)} arguments, got {len(args)}")
        return evaluate(self.body, Environment(self.names, args, self.environment))


def standard():
    env = Environment()
    env.update({name: getattr(math, name) for name in ("sqrt", "floor", "pi")})
    env.update({"+": lambda *a: sum(a), "*": lambda *a: math.prod(a),
                "-": op.sub, "/": op.truediv, "<": op.lt, "=": op.eq,
                "list": lambda *a: list(a), "car": lambda x: x[0],
                "cdr": lambda x: x[1:], "null?": lambda x: x == [],
                "cons": lambda x, y: [x] + y, "length": len, "map": lambda f, x:
                list(map(f, x))})
    return env


def parse(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()
    tree = read(tokens)
    if tokens:
        raise SyntaxError("too much: " + " ".join(tokens))
    return tree


def read(tokens):
    if not tokens:
        raise SyntaxError("unexpected end")
    token = tokens.pop(0)
    if token == "(":
        tree = []
        while tokens and tokens[0] != ")":
            tree.append(read(tokens))
        if not tokens:
            raise SyntaxError("missing )")
        tokens.pop(0)
        return tree
    if token == ")":
        raise SyntaxError("unexpected )")
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            pass
    return Symbol(token)


def evaluate(x, env):
    match x:
        case Symbol():
            return env.find(x)[x]
        case int() | float():
            return x
        case ["quote", thing]:
            return thing
        case ["if", test, yes, no]:
            return evaluate(yes if evaluate(test, env) else no, env)
        case ["define", Symbol() as name, value]:
            env[name] = evaluate(value, env)
        case ["set!", name, value]:
            env.find(name)[name] = evaluate(value, env)
        case ["lambda", names, body]:
            return Procedure(names, body, env)
        case ["begin", *steps]:
            return [evaluate(step, env) for step in steps][-1]
        case [function, *args]:
            return evaluate(function, env)(*[evaluate(a, env) for a in args])
        case _:
            raise SyntaxError(f"cannot evaluate {x!r}")


world = standard()
program = [
    "(define r 10)", "(* pi (* r r))", "(if (< r 5) (quote small) (quote large))",
    "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))", "(fact 20)",
    "(define make (lambda (n) (lambda () (begin (set! n (+ n 1)) n))))",
    "(define next (make 5))", "(list (next) (next))",
    "(map (lambda (x) (* x x)) (quote (1 2 3)))",
    "(define sum (lambda (l) (if (null? l) 0 (+ (car l) (sum (cdr l))))))",
    "(sum (cons 1 (list 2 3.5)))", "(unknown 1)", "(fact 1 2)", "(+ 1", "(/ 1 0)", ")", "()",
    "(quote (a b)) c", "(sqrt -1)"]
for line in program:
    try:
        value = evaluate(parse(line), world)
        if value is not None:
            print(line, "=>", value)
    except (LookupError, TypeError, SyntaxError, ArithmeticError, ValueError) as error:
        print(line, "!!", type(error).__name__, error)
print(sorted(set(world) - set(standard())), isinstance(world["next"], Procedure))
