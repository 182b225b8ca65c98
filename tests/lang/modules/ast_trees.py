# runner: modes=plain timeout=60
"""Syntax trees: of whole programs, back to source, changed, compiled."""
import ast
import hashlib
import os

LANG = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAMS = ["async/generators", "classes/metaclass_deep", "statements/augmented",
            "statements/except_star", "statements/global_nonlocal",
            "statements/match_classes", "statements/match_mappings",
            "statements/match_sequences", "statements/unpacking",
            "statements/with_several", "teaching/decorators",
            "teaching/matrix_operators", "teaching/pattern_matching_shapes",
            "teaching/regex_lessons", "teaching/simple_interpreter",
            "teaching/strings_formatting", "teaching/tokenizer_parser"]


def digest(text):
    return hashlib.md5(text.encode()).hexdigest()


for name in PROGRAMS:
    with open(os.path.join(LANG, name + ".py")) as file:
        source = file.read()
    tree = ast.parse(source)
    print(name, digest(ast.dump(tree, include_attributes=True)),
          digest(ast.unparse(tree)))
    made, direct = compile(tree, "x", "exec"), compile(source, "x", "exec")
    print(made == direct, made.co_code == direct.co_code,
          made.co_names == direct.co_names)

print(ast.dump(ast.parse('x = u"a"; y: int = 3j', mode="exec"), indent=2))
print(ast.literal_eval("{'a': [1, 2.5, (None, True)], 'b': -3+2j}"))


class Doubled(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)


exec(compile(Doubled().visit(ast.parse('print(3+4, "ab")')), "f", "exec"))

for wrong in (
        lambda: ast.BinOp(1, 2, 3, 4),
        lambda: ast.Name("a", id="b"),
        lambda: compile(ast.Module([ast.Expr(ast.Name("x"))], []), "f",
                        "exec"),
        lambda: compile(ast.Module([1], []), "f", "exec"),
        lambda: compile(ast.parse("1"), "f", "eval"),
        lambda: compile(ast.Module("x", []), "f", "exec"),
        lambda: ast.literal_eval("f()")):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, str(error)[:90])

for name in sorted(dir(ast)):
    cls = getattr(ast, name)
    if isinstance(cls, type) and issubclass(cls, ast.AST):
        print(name, cls._fields, cls._attributes, cls.__mro__[1].__name__,
              cls.__doc__, sorted(k for k, v in vars(cls).items() if v is None),
              cls.__match_args__)

sum_ = ast.parse("a+b").body[0].value
print(sum_.op is ast.parse("c+d").body[0].value.op, sum_.__dict__.keys(),
      isinstance(ast.Constant(3), ast.Num))
