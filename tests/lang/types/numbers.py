"""int, float, complex, bool: arithmetic, conversions, methods."""
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, divmod(-7, 2), 2 ** 100, 2 ** -1, (-8) ** (1 / 3), 10 ** 20 // 3, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, -1 >> 5)
print(int("0x1f", 16), int("101", 2), int(" 12 "), int("1_000"), int(3.9), int(-3.9), float("1e3"), float(" inf "), complex("1+2j"), bool([]), int.from_bytes(b"\x01\x02", "big"), (258).to_bytes(2, "little"), (5).bit_length(), (7).bit_count())
print(round(2.5), round(3.5), round(-2.5), round(1.25, 1), round(1234, -2), abs(-5), abs(3 + 4j), pow(3, 100, 7), pow(3, -1, 7), 0.1 + 0.2, 1 / 3, 1e308 * 10, (2.5).as_integer_ratio(), (0.1).hex(), float.fromhex("0x1p3"), 2.0.is_integer())
print(hash(1) == hash(1.0), hash(2 ** 61 - 1), hash(-1), hash(0.5), True + True, 1 == True, 1.0 == 1, 10 ** 16 == 1e16, 10 ** 16 + 1 == 1e16, 3 < 3.5, float("nan") == float("nan"))
for s in ("int('a')", "int('')", "float('x')", "1/0", "1%0", "int('12', 40)", "2.0**5000", "int(float('inf'))", "chr(-1)", "ord('ab')", "complex('a')", "pow(2, -1, 4)", "(1).to_bytes(0, 'big')"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
