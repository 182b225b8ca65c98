// inflate.js - reads deflated text at once (RFC 1950 and 1951). The
// browser's own DecompressionStream gives it only later, and a step must be
// there when it is asked for.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// A canonical code: how many words of each length, and what they stand for.
function huffman(lengths) {
  const count = new Uint16Array(16), at = new Uint16Array(16), symbol = new Uint16Array(lengths.length);
  for (const length of lengths) count[length]++;
  count[0] = 0;
  for (let i = 1; i < 16; i++) at[i] = at[i - 1] + count[i - 1];
  lengths.forEach((length, i) => {
    if (length) symbol[at[length]++] = i;
  });
  return { count, symbol };
}

const FIXED = [huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))), huffman(new Array(30).fill(5))];

class Inflater {
  constructor(bytes) {
    Object.assign(this, { bytes, at: 2, hold: 0, held: 0, out: new Uint8Array(bytes.length * 8 + 1024), used: 0 });
  }

  bits(n) {
    while (this.held < n) {
      this.hold |= this.bytes[this.at++] << this.held;
      this.held += 8;
    }
    const value = this.hold & ((1 << n) - 1);
    this.hold >>>= n;
    this.held -= n;
    return value;
  }

  word(code) {
    const { count, symbol } = code;
    let value = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      if (!this.held) {
        this.hold = this.bytes[this.at++];
        this.held = 8;
      }
      value |= this.hold & 1;
      this.hold >>>= 1;
      this.held--;
      const n = count[length];
      if (value - n < first) return symbol[index + (value - first)];
      index += n;
      first = (first + n) << 1;
      value <<= 1;
    }
    throw new Error("The page is damaged.");
  }

  room(n) {
    if (this.used + n <= this.out.length) return;
    const larger = new Uint8Array(this.out.length * 2 + n);
    larger.set(this.out);
    this.out = larger;
  }

  stored() {
    this.hold = this.held = 0;
    const n = this.bytes[this.at] | (this.bytes[this.at + 1] << 8);
    this.room(n);
    this.out.set(this.bytes.subarray(this.at + 4, this.at + 4 + n), this.used);
    this.at += 4 + n;
    this.used += n;
  }

  codes() {
    const words = this.bits(5) + 257, distances = this.bits(5) + 1, n = this.bits(4) + 4;
    const order = new Array(19).fill(0), lengths = [];
    for (let i = 0; i < n; i++) order[ORDER[i]] = this.bits(3);
    const code = huffman(order);
    while (lengths.length < words + distances) {
      const symbol = this.word(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
        const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
        for (let i = 0; i < times; i++) lengths.push(value);
      }
    }
    return [huffman(lengths.slice(0, words)), huffman(lengths.slice(words))];
  }

  block([words, distances]) {
    for (;;) {
      const symbol = this.word(words);
      if (symbol === 256) return;
      this.room(258);
      if (symbol < 256) {
        this.out[this.used++] = symbol;
        continue;
      }
      const length = LENGTHS[symbol - 257] + this.bits(LENGTH_BITS[symbol - 257]);
      const far = this.word(distances);
      const from = this.used - DISTANCES[far] - this.bits(far < 4 ? 0 : (far >> 1) - 1);
      for (let i = 0; i < length; i++) this.out[this.used++] = this.out[from + i];
    }
  }

  text() {
    for (let last = 0; !last;) {
      last = this.bits(1);
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else this.block(kind === 1 ? FIXED : this.codes());
    }
    return new TextDecoder().decode(this.out.subarray(0, this.used));
  }
}

function inflate(base64) {
  const packed = atob(base64);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return new Inflater(bytes).text();
}
