/* The hash of str and bytes: SipHash-1-3 with a key, as CPython 3.11. */
#include <string.h>

#include "interp/objects/str.h"

static uint64_t key[2];

void
str_set_hash_seed(uint64_t k0, uint64_t k1)
{
    key[0] = k0;
    key[1] = k1;
}

/* PYTHONHASHSEED: 0 is a key of zeros, N the bytes of a linear congruence
 * generator. */
void
str_set_hash_seed_number(uint32_t seed)
{
    uint64_t k[2] = {0, 0};
    uint32_t x = seed;
    for (int i = 0; seed != 0 && i < 16; i++) {
        x = x * 214013 + 2531011;
        k[i / 8] |= (uint64_t)((x >> 16) & 0xff) << (i % 8 * 8);
    }
    str_set_hash_seed(k[0], k[1]);
}

typedef struct Sip {
    uint64_t v0, v1, v2, v3;
} Sip;

static inline uint64_t
rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void
sip_round(Sip *s)
{
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 = rotate(s->v2, 32);
}

// Fewer than 8 bytes, the first one lowest.
static inline uint64_t
read_rest(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t low, high; // they may overlap
        memcpy(&low, p, 4);
        memcpy(&high, p + n - 4, 4);
        return low | (uint64_t)high << (8 * (n - 4));
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < n; i++) {
        rest |= (uint64_t)(uint8_t)p[i] << (8 * i);
    }
    return rest;
}

HashValue
str_hash_bytes(const void *bytes, size_t n)
{
    if (n == 0) {
        return 0;
    }
    Sip s = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
             key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
    uint64_t last = (uint64_t)n << 56;
    const char *p = bytes;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        s.v3 ^= word;
        sip_round(&s);
        s.v0 ^= word;
    }
    last |= read_rest(p, n);
    s.v3 ^= last;
    sip_round(&s);
    s.v0 ^= last;
    s.v2 ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    HashValue hash = (HashValue)(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
    return hash == -1 ? -2 : hash;
}

HashValue
str_hash(Object *o)
{
    Str *s = (Str *)o;
    if (s->hash == -1) {
        s->hash = str_hash_bytes(str_data(o),
                                 (size_t)s->length * (size_t)str_kind(o));
    }
    return s->hash;
}
