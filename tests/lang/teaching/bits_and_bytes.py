"""bytes, bytearray, memoryview, struct, array: data as it lies in memory."""
import array
import binascii
import struct
import sys
import zlib

data = bytes(range(65, 75))
print(data, data[3], data[2:5], data.hex(), data[::-1], list(data[:3]), 70 in data)
buffer = bytearray(data)
buffer[0] = 0x61
buffer[1:3] = b"---"
buffer.extend(b"!?")
del buffer[-1]
print(buffer, len(buffer), buffer.find(b"D"), buffer.upper(), bytes(buffer[:4]))
view = memoryview(buffer)
view[0:2] = b"ZZ"
part = view[4:8]
print(buffer[:5], part.tobytes(), len(part), view.readonly, part.nbytes, view.format)
try:
    buffer.append(1)
except BufferError as error:
    print("BufferError:", error)
part.release()
view.release()
buffer.append(1)
packed = struct.pack("<hIf3sx?", -2, 70000, 1.5, b"abc", True)
print(packed.hex(" "), struct.calcsize("<hIf3sx?"), struct.unpack("<hIf3sx?", packed))
print(struct.pack(">H", 258), struct.pack("<H", 258), sys.byteorder, struct.calcsize("hi"),
      list(struct.iter_unpack("<H", b"\1\0\2\0")))
point = struct.Struct("!dd")
print(point.size, point.unpack(point.pack(1.25, -0.5)), point.pack(1, 2).hex())
numbers = array.array("i", [1, 2, 3])
numbers.append(-1)
numbers.extend(range(2))
print(numbers, numbers.itemsize, numbers.typecode, numbers[1:3], sum(numbers),
      numbers.tobytes()[:8], array.array("d", [0.5]) * 2, array.array("B", b"hi").tolist())
window = memoryview(numbers)
window[0] = 99
print(numbers[0], window.shape, window.itemsize, window.tolist(), window.cast("B")[0])
bits = f"{0b1011_0010:08b}"
flags = 0b0101
print(bits, bits.count("1"), flags | 1 << 3, flags & ~1, bool(flags & 4), flags ^ 0xf)
print([(n, n & -n, n & (n - 1) == 0) for n in (1, 6, 8, 12)])


def parity(byte):
    result = 0
    while byte:
        result ^= byte & 1
        byte >>= 1
    return result


print([parity(b) for b in (0, 1, 3, 7)], hex(zlib.crc32(b"hello")), binascii.hexlify(b"\xff"),
      binascii.a2b_hex("00ff"), zlib.adler32(b"abc"))
text = "aaaaabbbbbccccc" * 20
small = zlib.compress(text.encode())
print(len(text), len(small) < 30, zlib.decompress(small).decode() == text)
for bad in (lambda: bytes([256]), lambda: bytes("x"), lambda: int.from_bytes("x", "big"),
            lambda: struct.unpack("<I", b"ab"), lambda: struct.pack("B", 300),
            lambda: array.array("i", ["x"]), lambda: b"a" + "b", lambda: bytearray(-1),
            lambda: numbers.append(2 ** 40), lambda: array.array("q").pop(),
            lambda: binascii.unhexlify("abc"), lambda: memoryview("x"), lambda: b"x"["0"]):
    try:
        bad()
    except (ValueError, TypeError, struct.error, OverflowError, IndexError) as error:
        print(type(error).__name__ + ":", error)
print(b"a,b".split(b","), b"%d %s" % (3, b"x"), b"abc".translate(None, b"b"), b"x".join([b"1", b"2"]),
      bytes(3), bytearray(b"ab") == b"ab", b"\x00\t\n\\'\x7f")
print(int.from_bytes(b"\xff\xfe", "little", signed=True), (-2).to_bytes(2, "big", signed=True))
