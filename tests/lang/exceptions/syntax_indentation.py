"""IndentationError and TabError in all their forms."""
from _show import syntax

syntax("if x:\npass", "def f():\nreturn 1", "class A:\nx = 1",
       "for i in x:\npass", "while x:\npass", "with x:\npass", "try:\npass",
       "try:\n pass\nexcept:\npass", "try:\n pass\nfinally:\npass",
       "if x:\n pass\nelse:\npass", "if x:\n pass\nelif y:\npass",
       "for i in x:\n pass\nelse:\npass", "while x:\n pass\nelse:\npass",
       "try:\n pass\nexcept A:\npass", "try:\n pass\nexcept* A:\npass",
       "try:\n pass\nexcept A as b:\n pass\nelse:\npass",
       "match x:\ncase 1:\n pass", "match x:\n case 1:\n pass",
       "  x = 1", "x = 1\n  y = 2", "if x:\n  a\n    b", "if x:\n    a\n  b",
       "if x:\n\ta\n        b", "if x:\n        a\n\tb", "if x:\n  a\n\tb",
       "def f():\n  a\n b\n", "def f():\n", "if x:", "class A:\n  \n",
       "def f():\n  # only a comment\n", "if x:\n  # c\ny = 1",
       "def f():\n    '''doc'''\n   x = 1", "async def f():\npass",
       "async with x:\npass", "async for a in b:\npass",
       "def f(\n  a):\nreturn", "if (x and\n    y):\npass",
       "  # comment\n  x = 1", "\n\n   x", "x = 1\n\ty = 2", "\x0cx = 1",
       "if x:\n a\n  b\n   c", "if x:\n  if y:\n  z", "if x: a\n  b",
       "if x: if y: z", "if x: for a in b: c", "if x: def f(): pass",
       "class A: def f(self): pass", "x: if y: pass", "for a in b: while c: d",
       "with a: with b: c", "lambda: pass", "lambda: return 1",
       "def f(): class B: pass", "if x: a; b\nelse: c", "if x: pass; pass",
       "while x: break;", "try: a\nexcept B: c\nelse: d\nfinally: e")
deep = "".join(" " * i + "if x:\n" for i in range(99)) + " " * 99 + "y\n"
syntax(deep.replace("if x:", "if 1:"))
