/* SHA-3, SHAKE and BLAKE2. */
#include <string.h>

#include "interp/modules/digest.h"

// ---------------------------------------------------------------------- SHA-3

void
sha3_start(DigestState *s)
{
    memset(s, 0, sizeof(*s));
}

static uint64_t
left64(uint64_t x, int n)
{
    return n == 0 ? x : x << n | x >> (64 - n);
}

// The round constants come from a shift register (FIPS 202, algorithm 5).
static uint64_t
round_constant(int round)
{
    uint64_t constant = 0;
    for (int j = 0; j <= 6; j++) {
        unsigned r = 1;
        for (int t = 0; t < (j + 7 * round) % 255; t++) {
            r = r << 1 ^ (r & 0x80 ? 0x171 : 0);
        }
        if (r & 1) {
            constant |= (uint64_t)1 << ((1 << j) - 1);
        }
    }
    return constant;
}

static void
permute(uint64_t *a)
{
    static uint64_t constants[24];
    for (int i = 0; i < 24 && constants[0] == 0; i++) {
        constants[23 - i] = round_constant(23 - i);
    }
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], b[25];
        for (int x = 0; x < 5; x++) {
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        }
        for (int i = 0; i < 25; i++) {
            a[i] ^= c[(i + 4) % 5] ^ left64(c[(i + 1) % 5], 1);
        }
        b[0] = a[0];
        int x = 1, y = 0;
        for (int t = 0; t < 24; t++) {
            int from = x + 5 * y, next = (2 * x + 3 * y) % 5;
            x = y;
            y = next;
            b[x + 5 * y] = left64(a[from], (t + 1) * (t + 2) / 2 % 64);
        }
        for (int i = 0; i < 25; i++) {
            int row = i / 5 * 5;
            a[i] = b[i] ^ (~b[row + (i + 1) % 5] & b[row + (i + 2) % 5]);
        }
        a[0] ^= constants[round];
    }
}

// `last` unused: padding is in sha3_end, which knows the block's size.
void
sha3_block(DigestState *s, const uint8_t *block, bool last)
{
    (void)last;
    for (size_t i = 0; i < s->size; i++) {
        ((uint8_t *)s->h.w64)[i] ^= block[i];
    }
    permute(s->h.w64);
}

static void
sha3_end(DigestState *s, size_t block, uint8_t mark, uint8_t *out, size_t n)
{
    s->size = block;
    memset(s->buffer + s->used, 0, block - s->used);
    s->buffer[s->used] = mark;
    s->buffer[block - 1] |= 0x80;
    sha3_block(s, s->buffer, true);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && i % block == 0) {
            permute(s->h.w64);
        }
        out[i] = ((uint8_t *)s->h.w64)[i % block];
    }
}

#define SHA3(name, bits)                                                     \
    static void name##_start(DigestState *s)                                 \
    {                                                                        \
        sha3_start(s);                                                       \
        s->size = 200 - 2 * (bits) / 8;                                      \
    }
#define SHA3_FINISH(name, bits, mark)                                        \
    SHA3(name, bits)                                                         \
    static void name##_finish(DigestState *s, uint8_t *out, size_t n)        \
    {                                                                        \
        sha3_end(s, 200 - 2 * (bits) / 8, mark, out, n);                     \
    }
SHA3_FINISH(sha3_224, 224, 6)
SHA3_FINISH(sha3_256, 256, 6)
SHA3_FINISH(sha3_384, 384, 6)
SHA3_FINISH(sha3_512, 512, 6)
SHA3_FINISH(shake_128, 128, 0x1f)
SHA3_FINISH(shake_256, 256, 0x1f)

// --------------------------------------------------------------------- BLAKE2

static const uint8_t order[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

// Which words each of the eight mixings of a round takes.
static const uint8_t quads[8][4] = {{0, 4, 8, 12}, {1, 5, 9, 13},
                                    {2, 6, 10, 14}, {3, 7, 11, 15},
                                    {0, 5, 10, 15}, {1, 6, 11, 12},
                                    {2, 7, 8, 13}, {3, 4, 9, 14}};

#define BLAKE2(name, Word, words, bits, rounds, r1, r2, r3, r4)              \
    static Word name##_right(Word x, int n)                                  \
    {                                                                        \
        return (Word)(x >> n | x << ((bits) - n));                           \
    }                                                                        \
    void name##_block(DigestState *s, const uint8_t *block, bool last)       \
    {                                                                        \
        Word m[16], v[16];                                                   \
        memcpy(m, block, sizeof(m));                                         \
        for (int i = 0; i < 8; i++) {                                        \
            v[i] = s->h.words[i];                                            \
            v[i + 8] = name##_iv[i];                                         \
        }                                                                    \
        v[12] ^= (Word)s->total;                                             \
        v[13] ^= (bits) == 32 ? (Word)(s->total >> 32) : 0;                  \
        v[14] = last ? (Word)~v[14] : v[14];                                 \
        for (int round = 0; round < (rounds); round++) {                     \
            const uint8_t *p = order[round % 10];                            \
            for (int i = 0; i < 8; i++) {                                    \
                const uint8_t *q = quads[i];                                 \
                v[q[0]] += v[q[1]] + m[p[2 * i]];                            \
                v[q[3]] = name##_right(v[q[3]] ^ v[q[0]], r1);               \
                v[q[2]] += v[q[3]];                                          \
                v[q[1]] = name##_right(v[q[1]] ^ v[q[2]], r2);               \
                v[q[0]] += v[q[1]] + m[p[2 * i + 1]];                        \
                v[q[3]] = name##_right(v[q[3]] ^ v[q[0]], r3);               \
                v[q[2]] += v[q[3]];                                          \
                v[q[1]] = name##_right(v[q[1]] ^ v[q[2]], r4);               \
            }                                                                \
        }                                                                    \
        for (int i = 0; i < 8; i++) {                                        \
            s->h.words[i] ^= v[i] ^ v[i + 8];                                \
        }                                                                    \
    }

static const uint64_t blake2b_iv[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
static const uint32_t blake2s_iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                       0xa54ff53a, 0x510e527f, 0x9b05688c,
                                       0x1f83d9ab, 0x5be0cd19};
BLAKE2(blake2b, uint64_t, w64, 64, 12, 32, 24, 16, 63)
BLAKE2(blake2s, uint32_t, w32, 32, 10, 16, 12, 8, 7)

void
digest_start_blake2(const DigestKind *kind, DigestState *s, size_t size,
                    const uint8_t *key, size_t key_size)
{
    memset(s, 0, sizeof(*s));
    uint32_t parameters = (uint32_t)(0x01010000 | key_size << 8 | size);
    if (kind->block == 128) {
        memcpy(s->h.w64, blake2b_iv, sizeof(blake2b_iv));
        s->h.w64[0] ^= parameters;
    } else {
        memcpy(s->h.w32, blake2s_iv, sizeof(blake2s_iv));
        s->h.w32[0] ^= parameters;
    }
    s->size = size;
    if (key_size > 0) {
        uint8_t block[128] = {0};
        memcpy(block, key, key_size);
        digest_update(kind, s, block, kind->block);
    }
}

static void
blake2b_finish(DigestState *s, uint8_t *out, size_t n)
{
    s->total += s->used;
    memset(s->buffer + s->used, 0, 128 - s->used);
    blake2b_block(s, s->buffer, true);
    memcpy(out, s->h.w64, n);
}

static void
blake2s_finish(DigestState *s, uint8_t *out, size_t n)
{
    s->total += s->used;
    memset(s->buffer + s->used, 0, 64 - s->used);
    blake2s_block(s, s->buffer, true);
    memcpy(out, s->h.w32, n);
}

// ------------------------------------------------------------------- the table

const DigestKind digest_kinds[] = {
    {"_md5", "md5", 16, 64, md5_start, md5_block, md_finish_little, false},
    {"_sha1", "sha1", 20, 64, sha1_start, sha1_block, md_finish_32, false},
    {"_sha256", "sha224", 28, 64, sha224_start, sha256_block, md_finish_32,
     false},
    {"_sha256", "sha256", 32, 64, sha256_start, sha256_block, md_finish_32,
     false},
    {"_sha512", "sha384", 48, 128, sha384_start, sha512_block, md_finish_64,
     false},
    {"_sha512", "sha512", 64, 128, sha512_start, sha512_block, md_finish_64,
     false},
    {"_sha3", "sha3_224", 28, 144, sha3_224_start, sha3_block,
     sha3_224_finish, false},
    {"_sha3", "sha3_256", 32, 136, sha3_256_start, sha3_block,
     sha3_256_finish, false},
    {"_sha3", "sha3_384", 48, 104, sha3_384_start, sha3_block,
     sha3_384_finish, false},
    {"_sha3", "sha3_512", 64, 72, sha3_512_start, sha3_block,
     sha3_512_finish, false},
    {"_sha3", "shake_128", 0, 168, shake_128_start, sha3_block,
     shake_128_finish, false},
    {"_sha3", "shake_256", 0, 136, shake_256_start, sha3_block,
     shake_256_finish, false},
    {"_blake2", "blake2b", 64, 128, NULL, blake2b_block, blake2b_finish,
     true},
    {"_blake2", "blake2s", 32, 64, NULL, blake2s_block, blake2s_finish,
     true},
    {NULL, NULL, 0, 0, NULL, NULL, NULL, false}};

void
digest_update(const DigestKind *kind, DigestState *s, const uint8_t *bytes,
              size_t n)
{
    while (n > 0) {
        if (s->used == kind->block) { // BLAKE2: more comes after it
            s->total += s->used;
            kind->block_function(s, s->buffer, false);
            s->used = 0;
        }
        size_t room = kind->block - s->used, part = n < room ? n : room;
        memcpy(s->buffer + s->used, bytes, part);
        s->used += part;
        bytes += part;
        n -= part;
        if (!kind->keeps_last) {
            s->total += part;
            if (s->used == kind->block) {
                kind->block_function(s, s->buffer, false);
                s->used = 0;
            }
        }
    }
}
