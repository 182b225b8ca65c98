# runner: audit-every=3000 timeout=40
"""dis, ast, tokenize, keyword, symtable-free code tools."""
import dis, ast, tokenize, io, keyword, token, codeop, linecache, opcode
def f(x):
    for i in range(x):
        if i: yield i * 2
    return [a for a in 'ab']
dis.dis(f); print([i.opname for i in dis.get_instructions(lambda: a.b(c))], dis.code_info(f).splitlines()[0], opcode.opmap['NOP'])
for t in tokenize.generate_tokens(io.StringIO('def g(a):\n  return f"{a!r}" # c\n').readline): print(token.tok_name[t.type], repr(t.string), t.start, t.end)
print(keyword.kwlist[:4], keyword.iskeyword('if'), keyword.softkwlist, codeop.compile_command('if 1:'), bool(codeop.compile_command('x=1')))
t = ast.parse('a = b + 1\nprint(a)'); print(ast.dump(t.body[0]), ast.unparse(t), [type(n).__name__ for n in ast.walk(t.body[0])], ast.get_source_segment('x + yy', ast.parse('x + yy').body[0].value.right), ast.literal_eval('[1, {"a": (2, -3.5)}]'))
class V(ast.NodeVisitor):
    def visit_Name(self, n): print(n.id, n.lineno, n.col_offset, type(n.ctx).__name__)
V().visit(t)
