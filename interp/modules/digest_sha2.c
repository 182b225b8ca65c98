/* MD5, SHA-1 and SHA-2: blocks of 64 or 128 bytes mixed into a few words. */
#include <math.h>
#include <string.h>

#include "interp/modules/digest.h"

static uint32_t
left32(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static uint32_t
right32(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static uint64_t
right64(uint64_t x, int n)
{
    return x >> n | x << (64 - n);
}

static uint32_t
big32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
           (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
big64(const uint8_t *p)
{
    return (uint64_t)big32(p) << 32 | big32(p + 4);
}

static void
start_words(DigestState *s, const uint32_t *words, size_t n)
{
    memset(s, 0, sizeof(*s));
    memcpy(s->h.w32, words, n * sizeof(uint32_t));
}

// ------------------------------------------------------------------------ MD5

void
md5_start(DigestState *s)
{
    static const uint32_t words[] = {0x67452301, 0xefcdab89, 0x98badcfe,
                                     0x10325476};
    start_words(s, words, 4);
}

void
md5_block(DigestState *s, const uint8_t *block, bool last)
{
    (void)last;
    static const int shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    static uint32_t sines[64];
    for (int i = 0; i < 64 && sines[63] == 0; i++) {
        sines[i] = (uint32_t)floor(fabs(sin(i + 1.0)) * 4294967296.0);
    }
    uint32_t m[16], *h = s->h.w32;
    memcpy(m, block, 64); // little endian, as we are
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3];
    for (int i = 0; i < 64; i++) {
        uint32_t f = i < 16   ? (b & c) | (~b & d)
                     : i < 32 ? (d & b) | (~d & c)
                     : i < 48 ? b ^ c ^ d
                              : c ^ (b | ~d);
        int g = i < 16 ? i : i < 32 ? 5 * i + 1 : i < 48 ? 3 * i + 5 : 7 * i;
        uint32_t t = a + f + sines[i] + m[g % 16];
        a = d;
        d = c;
        c = b;
        b += left32(t, shifts[i / 16][i % 4]);
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
}

// ---------------------------------------------------------------------- SHA-1

void
sha1_start(DigestState *s)
{
    static const uint32_t words[] = {0x67452301, 0xefcdab89, 0x98badcfe,
                                     0x10325476, 0xc3d2e1f0};
    start_words(s, words, 5);
}

void
sha1_block(DigestState *s, const uint8_t *block, bool last)
{
    (void)last;
    uint32_t w[80], *h = s->h.w32;
    for (int i = 0; i < 80; i++) {
        w[i] = i < 16 ? big32(block + 4 * i)
                      : left32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16],
                               1);
    }
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                     : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                     : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                              : (b ^ c ^ d) + 0xca62c1d6;
        uint32_t t = left32(a, 5) + f + e + w[i];
        e = d;
        d = c;
        c = left32(b, 30);
        b = a;
        a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

// ---------------------------------------------------------------------- SHA-2

// Fractions of the cube roots of the first 80 primes; SHA-256 takes the
// upper halves of the first 64.
static const uint64_t roots[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f,
    0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019,
    0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242,
    0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3,
    0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275,
    0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f,
    0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc,
    0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6,
    0x92722c851482353b, 0xa2bfe8a14cf10364, 0xa81a664bbc423001,
    0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99,
    0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb,
    0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc,
    0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915,
    0xc67178f2e372532b, 0xca273eceea26619c, 0xd186b8c721c0c207,
    0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba,
    0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a,
    0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

void
sha224_start(DigestState *s)
{
    static const uint32_t words[] = {0xc1059ed8, 0x367cd507, 0x3070dd17,
                                     0xf70e5939, 0xffc00b31, 0x68581511,
                                     0x64f98fa7, 0xbefa4fa4};
    start_words(s, words, 8);
}

void
sha256_start(DigestState *s)
{
    static const uint32_t words[] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                     0xa54ff53a, 0x510e527f, 0x9b05688c,
                                     0x1f83d9ab, 0x5be0cd19};
    start_words(s, words, 8);
}

void
sha256_block(DigestState *s, const uint8_t *block, bool last)
{
    (void)last;
    uint32_t w[64], v[8];
    for (int i = 0; i < 64; i++) {
        if (i < 16) {
            w[i] = big32(block + 4 * i);
            continue;
        }
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] +
               (right32(a, 7) ^ right32(a, 18) ^ a >> 3) +
               (right32(b, 17) ^ right32(b, 19) ^ b >> 10);
    }
    memcpy(v, s->h.w32, sizeof(v));
    for (int i = 0; i < 64; i++) {
        uint32_t a = v[0], e = v[4];
        uint32_t t1 = v[7] + (right32(e, 6) ^ right32(e, 11) ^
                              right32(e, 25)) +
                      ((e & v[5]) ^ (~e & v[6])) +
                      (uint32_t)(roots[i] >> 32) + w[i];
        uint32_t t2 = (right32(a, 2) ^ right32(a, 13) ^ right32(a, 22)) +
                      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof(v[0]));
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) {
        s->h.w32[i] += v[i];
    }
}

static void
start_words_64(DigestState *s, const uint64_t *words)
{
    memset(s, 0, sizeof(*s));
    memcpy(s->h.w64, words, 8 * sizeof(uint64_t));
}

void
sha384_start(DigestState *s)
{
    static const uint64_t words[] = {
        0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17,
        0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511,
        0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
    start_words_64(s, words);
}

void
sha512_start(DigestState *s)
{
    static const uint64_t words[] = {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    start_words_64(s, words);
}

void
sha512_block(DigestState *s, const uint8_t *block, bool last)
{
    (void)last;
    uint64_t w[80], v[8];
    for (int i = 0; i < 80; i++) {
        if (i < 16) {
            w[i] = big64(block + 8 * i);
            continue;
        }
        uint64_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] +
               (right64(a, 1) ^ right64(a, 8) ^ a >> 7) +
               (right64(b, 19) ^ right64(b, 61) ^ b >> 6);
    }
    memcpy(v, s->h.w64, sizeof(v));
    for (int i = 0; i < 80; i++) {
        uint64_t a = v[0], e = v[4];
        uint64_t t1 = v[7] + (right64(e, 14) ^ right64(e, 18) ^
                              right64(e, 41)) +
                      ((e & v[5]) ^ (~e & v[6])) + roots[i] + w[i];
        uint64_t t2 = (right64(a, 28) ^ right64(a, 34) ^ right64(a, 39)) +
                      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof(v[0]));
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) {
        s->h.w64[i] += v[i];
    }
}

// ------------------------------------------------------------------ finishing

// A one bit, zeros, the number of bits in the last eighth of a block.
static void
pad(DigestState *s, size_t block, bool little,
    void (*mix)(DigestState *, const uint8_t *, bool))
{
    size_t length_size = block / 8;
    uint64_t bits = s->total * 8;
    s->buffer[s->used++] = 0x80;
    if (s->used > block - length_size) {
        memset(s->buffer + s->used, 0, block - s->used);
        mix(s, s->buffer, false);
        s->used = 0;
    }
    memset(s->buffer + s->used, 0, block - s->used);
    for (int i = 0; i < 8; i++) {
        s->buffer[little ? block - 8 + (size_t)i : block - 1 - (size_t)i] =
            (uint8_t)(bits >> (8 * i));
    }
    mix(s, s->buffer, true);
}

void
md_finish_little(DigestState *s, uint8_t *out, size_t n)
{
    pad(s, 64, true, md5_block);
    memcpy(out, s->h.w32, n);
}

// SHA-1 and SHA-256 differ in their blocks: the size of the result tells.
void
md_finish_32(DigestState *s, uint8_t *out, size_t n)
{
    pad(s, 64, false, n == 20 ? sha1_block : sha256_block);
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)(s->h.w32[i / 4] >> (24 - 8 * (i % 4)));
    }
}

void
md_finish_64(DigestState *s, uint8_t *out, size_t n)
{
    pad(s, 128, false, sha512_block);
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)(s->h.w64[i / 8] >> (56 - 8 * (i % 8)));
    }
}
