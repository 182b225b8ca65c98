/* digest.h - hash functions for hashlib (prefix: digest_)
 *
 * FIPS 180-4 (SHA-1, SHA-2), FIPS 202 (SHA-3, SHAKE), RFC 1321 (MD5),
 * RFC 7693 (BLAKE2).
 */
#ifndef INTERP_MODULES_DIGEST_H
#define INTERP_MODULES_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct DigestState {
    union {
        uint32_t w32[8];
        uint64_t w64[25];
    } h;
    uint64_t total;   /* bytes so far */
    size_t used;      /* bytes waiting in buffer */
    size_t size;      /* bytes of the result (BLAKE2: may be chosen) */
    uint8_t buffer[168];
} DigestState;

typedef struct DigestKind {
    const char *module, *name; /* "_md5", "md5" */
    size_t size, block;        /* bytes of the result, of a block */
    void (*start)(DigestState *state);
    void (*block_function)(DigestState *state, const uint8_t *block,
                           bool last);
    void (*finish)(DigestState *state, uint8_t *out, size_t n);
    bool keeps_last; /* a full block waits until more comes (BLAKE2) */
} DigestKind;

extern const DigestKind digest_kinds[];

void digest_update(const DigestKind *kind, DigestState *state,
                   const uint8_t *bytes, size_t n);
/* BLAKE2 with a result of `size` bytes and a key. */
void digest_start_blake2(const DigestKind *kind, DigestState *state,
                         size_t size, const uint8_t *key, size_t key_size);

/* The table's rows, by the file that has the algorithm. */
void md5_start(DigestState *s);
void md5_block(DigestState *s, const uint8_t *block, bool last);
void sha1_start(DigestState *s);
void sha1_block(DigestState *s, const uint8_t *block, bool last);
void sha224_start(DigestState *s);
void sha256_start(DigestState *s);
void sha256_block(DigestState *s, const uint8_t *block, bool last);
void sha384_start(DigestState *s);
void sha512_start(DigestState *s);
void sha512_block(DigestState *s, const uint8_t *block, bool last);
void md_finish_little(DigestState *s, uint8_t *out, size_t n);
void md_finish_32(DigestState *s, uint8_t *out, size_t n);
void md_finish_64(DigestState *s, uint8_t *out, size_t n);
void sha3_start(DigestState *s);
void sha3_block(DigestState *s, const uint8_t *block, bool last);
void blake2b_block(DigestState *s, const uint8_t *block, bool last);
void blake2s_block(DigestState *s, const uint8_t *block, bool last);

#endif
