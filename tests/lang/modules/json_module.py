# runner: audit-every=3000 timeout=40
"""json: both ways, all options, errors with their places."""
import json, io, decimal, collections
d = {'a': [1, 2.5, -0.0, 1e100, True, False, None, 'é"\\\n\x01😀'], 'b': {}, 'c': [], 'd': {'x': {'y': 1}}, 5: 1, None: 2, True: 3, 1.5: 4}
print(json.dumps(d)); print(json.dumps(d, indent=2, sort_keys=False, ensure_ascii=False)); print(json.dumps([1, {'b': 1, 'a': 2}], separators=(',', ':'), sort_keys=True)); print(json.dumps((1, [2]), indent='\t'))
print(json.loads('{"a": [1, 2.0, 1e5, -3, true, null, "\\u00e9\\ud83d\\ude00\\n"], "b": {"c": []}}'), json.loads(b'[1]'), json.loads('NaN'), json.loads('-Infinity'), json.loads(' "x" '))
print(json.loads('{"a":1.1}', parse_float=decimal.Decimal, object_pairs_hook=collections.OrderedDict), json.loads('[1]', parse_int=str), json.loads('{"z":{"y":1}}', object_hook=lambda o: sorted(o)))
for s in ('', '{', '[1,]', '{"a" 1}', '{"a":1,}', "{'a':1}", 'nul', '"abc', '[1 2]', '1 2', '"\\u12"', '{1:2}', '\ufeff1'):
    try: print(json.loads(s))
    except json.JSONDecodeError as e: print(repr(s), e, e.pos, e.lineno, e.colno, e.msg)
for o in ({1, 2}, {(1,): 2}, 1j, b'x'):
    try: print(json.dumps(o), json.dumps(o, allow_nan=False))
    except Exception as e: print(type(e).__name__, e)
c = []; c.append(c)
try: json.dumps(c)
except ValueError as e: print(e)
class E(json.JSONEncoder):
    def default(self, o): return list(o) if isinstance(o, set) else super().default(o)
print(json.dumps({'s': {1}}, cls=E), json.dumps({1: {2}}, default=str, skipkeys=True), json.dumps({(1,): 1, 'a': 2}, skipkeys=True), list(json.JSONEncoder().iterencode([1, {'a': 2}])))
f = io.StringIO(); json.dump([1, 'a'], f); print(f.getvalue(), json.load(io.StringIO('[2]')), json.JSONDecoder().raw_decode('[1] x'))
