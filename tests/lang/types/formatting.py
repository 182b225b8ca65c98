"""format specifications and f-strings."""
x = 1234.5678
print(f"{x:.2f} {x:10.1f}| {x:<10.1f}| {x:^10.1f}| {x:+} {x:,.2f} {x:e} {x:g} {x:%} {x:_.1f} {x:010.2f}")
n = 255
print(f"{n:x} {n:X} {n:#x} {n:b} {n:#b} {n:o} {n:08b} {n:,} {n:c} {n:5}| {n:<5}| {n:^5}| {-n:=6} {n:_}")
print(f"{'s':>5} {'s':*^5} {'long':.2} {'a'!r} {'é'!a} {n=} {n = } {x=:.1f} {n!s:>5} {{}} {'nested':{'>'}{10}}")
print(f"{1e16} {1e-5} {0.1} {1.0} {1e22} {float('inf')} {float('nan')} {-0.0} {123456789012345678.0} {5e-324} {1j} {3+4j:.1f}")
for spec, v in (("d", 1.5), ("s", 1), ("x", "a"), ("zz", 1), (".2d", 1), ("=5", "a"), (",s", "a")):
    try: print(format(v, spec))
    except ValueError as e: print(e)
