"""match: mapping patterns, rest, guards, what is no mapping."""
import collections
import types


def look(x):
    match x:
        case {"type": "circle", "r": int(r)} if r > 0:
            return "circle", r
        case {"type": "circle", "r": r}:
            return "odd circle", r
        case {"type": ("square" | "rect") as kind, **rest}:
            return kind, rest
        case {1: _, -1: y, None: z}:
            return "keys", y, z
        case {"deep": {"list": [a, *_, b]}}:
            return "deep", a, b
        case {"a.b": True}:
            return "true"
        case {}:
            return "some mapping", len(x)
        case _:
            return "no mapping"


for x in ({"type": "circle", "r": 3}, {"type": "circle", "r": -1},
          {"type": "circle", "r": "x"}, {"type": "square", "w": 1, "h": 2},
          {"type": "rect"}, {1: 0, -1: 5, None: "n"}, {"a.b": True},
          {"a.b": 1}, {"deep": {"list": [1, 2, 3]}}, {"deep": {"list": "abc"}},
          {}, [], "abc", None, 5, types.MappingProxyType({"type": "rect"}),
          collections.OrderedDict(type="square"),
          collections.defaultdict(int, {"q": 1}),
          collections.ChainMap({"type": "rect", "x": 1})):
    print(x if not isinstance(x, types.MappingProxyType) else "proxy", look(x))

d = collections.defaultdict(list)
match d:
    case {"missing": x}:
        print("made", x)
    case _:
        print("not made", dict(d))


class Get(dict):
    def get(self, key, default=None):
        print("get", key)
        return super().get(key, default)


match Get(a=1, b=2):
    case {"z": 0}:
        print("no")
    case {"a": x, **kw}:
        print(x, kw, type(kw))
K = types.SimpleNamespace(a="a")
match {"a": 5}:
    case {K.a: v}:
        print(v)
try:
    match {"a": 5}:
        case {K.a: v, "a": w}:
            print(v)
except ValueError as error:
    print(error)
