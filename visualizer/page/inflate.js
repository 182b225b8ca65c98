// inflate.js - reads deflated text at once (RFC 1950 and 1951). The
// browser's own DecompressionStream gives it only later, and a step must be
// there when it is asked for.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// A canonical code. Words of up to FAST bits are looked up with the bits that
// come next; longer ones are counted through: how many words each length has,
// and what they stand for.
const FAST = 10;
function huffman(lengths) {
  const count = new Uint16Array(16), at = new Uint16Array(16), symbol = new Uint16Array(lengths.length);
  const table = new Uint16Array(1 << FAST); // symbol * 16 + length; 0: longer
  for (const length of lengths) count[length]++;
  count[0] = 0;
  for (let i = 1; i < 16; i++) at[i] = at[i - 1] + count[i - 1];
  lengths.forEach((length, i) => {
    if (length) symbol[at[length]++] = i;
  });
  for (let length = 1, word = 0, n = 0; length <= FAST; length++, word <<= 1) {
    for (let k = 0; k < count[length]; k++, word++, n++) {
      let first = 0; // its bits come from the highest on
      for (let bit = 0; bit < length; bit++) first |= ((word >> bit) & 1) << (length - 1 - bit);
      for (let i = first; i < table.length; i += 1 << length) table[i] = symbol[n] * 16 + length;
    }
  }
  return { count, symbol, table };
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
    while (this.held < 15) {
      this.hold |= this.bytes[this.at++] << this.held;
      this.held += 8;
    }
    const known = code.table[this.hold & ((1 << FAST) - 1)];
    if (known) {
      this.hold >>>= known & 15;
      this.held -= known & 15;
      return known >> 4;
    }
    let value = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      value |= (this.hold >> (length - 1)) & 1;
      const n = code.count[length];
      if (value - n < first) {
        this.hold >>>= length;
        this.held -= length;
        return code.symbol[index + (value - first)];
      }
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
    this.at -= this.held >> 3; // whole bytes that were taken ahead
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
      const to = this.used, back = DISTANCES[far] + this.bits(far < 4 ? 0 : (far >> 1) - 1);
      if (back >= length) this.out.copyWithin(to, to - back, to - back + length);
      else for (let i = to; i < to + length; i++) this.out[i] = this.out[i - back];
      this.used += length;
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
