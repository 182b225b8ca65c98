/* The module _random: the Mersenne Twister MT19937 (Matsumoto and Nishimura,
 * "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudorandom number generator", 1998), seeded as CPython does, so that the
 * same seed gives the same numbers. */
#include <string.h>
#include <time.h>

#include "gc/alloc.h"
#include "interp/modules/modules.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/process.h"

enum { WORDS = 624, MIDDLE = 397 };

typedef struct Random {
    Object base;
    int index;
    uint32_t state[WORDS];
} Random;

#define SELF ((Random *)self)

static uint32_t
mix(uint32_t high, uint32_t low)
{
    uint32_t y = (high & 0x80000000U) | (low & 0x7fffffffU);
    return y >> 1 ^ (y & 1 ? 0x9908b0dfU : 0);
}

static uint32_t
next_word(Random *r)
{
    uint32_t *s = r->state;
    if (r->index >= WORDS) {
        for (int i = 0; i < WORDS; i++) {
            s[i] = s[(i + MIDDLE) % WORDS] ^ mix(s[i], s[(i + 1) % WORDS]);
        }
        r->index = 0;
    }
    uint32_t y = s[r->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680U;
    y ^= y << 15 & 0xefc60000U;
    return y ^ y >> 18;
}

static void
seed_word(Random *r, uint32_t seed)
{
    r->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t before = r->state[i - 1];
        r->state[i] = 1812433253U * (before ^ before >> 30) + i;
    }
    r->index = WORDS;
}

static void
seed_words(Random *r, const uint32_t *key, size_t n)
{
    uint32_t *s = r->state;
    size_t i = 1, j = 0;
    seed_word(r, 19650218U);
    for (size_t k = WORDS > n ? WORDS : n; k > 0; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525U) + key[j] +
               (uint32_t)j;
        if (++i >= WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
        j = j + 1 >= n ? 0 : j + 1;
    }
    for (size_t k = WORDS - 1; k > 0; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941U) -
               (uint32_t)i;
        if (++i >= WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000U;
}

static int
seed_from_system(Random *r)
{
    uint32_t key[WORDS];
    if (process_random(key, sizeof(key)) < 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        memcpy(key, &now, sizeof(now));
    }
    seed_words(r, key, WORDS);
    return 0;
}

// From the absolute value of an int, else from the hash.
static int
seed_from(Random *r, Object *arg)
{
    if (arg == NULL || arg == NONE) {
        return seed_from_system(r);
    }
    Object *n;
    if (int_check(arg)) {
        n = int_absolute(arg);
    } else {
        HashValue hash = object_hash(arg);
        n = hash == -1 ? NULL : int_from_size((size_t)hash);
    }
    if (n == NULL) {
        return -1;
    }
    size_t bits = int_num_bits(n), words = bits == 0 ? 1 : (bits + 31) / 32;
    uint32_t *key = mem_alloc(words * sizeof(uint32_t));
    int failed = key == NULL
                     ? (error_no_memory(), -1)
                     : int_as_bytes(n, (uint8_t *)key,
                                    words * sizeof(uint32_t), true, false);
    if (failed == 0) {
        seed_words(r, key, words);
    }
    mem_free(key);
    ref_dec(n);
    return failed;
}

static Object *
random_seed(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("seed", nargs, 0, 1)) {
        return NULL;
    }
    return seed_from(SELF, nargs == 0 ? NULL : args[0]) < 0 ? NULL
                                                            : none_new();
}

static int
random_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"x", NULL};
    static const ArgsSpec spec = {"Random", names, 0, 0, 0};
    Object *v[1];
    return args_parse_tuple(&spec, args, kwargs, v) ? seed_from(SELF, v[0])
                                                    : -1;
}

static Object *
random_random(Object *self, Object *unused)
{
    (void)unused;
    uint32_t a = next_word(SELF) >> 5, b = next_word(SELF) >> 6;
    return float_new((a * 67108864.0 + b) * (1.0 / 9007199254740992.0));
}

static Object *
random_getrandbits(Object *self, Object *o)
{
    int k = int_as_int(o);
    if (k == -1 && error_occurred()) {
        return NULL;
    }
    if (k < 0) {
        return error_set_text(EXC(ValueError),
                              "number of bits must be non-negative");
    }
    if (k == 0) {
        return int_from_long(0);
    }
    if (k <= 32) {
        return int_from_size(next_word(SELF) >> (32 - k));
    }
    size_t words = ((size_t)k - 1) / 32 + 1;
    uint32_t *key = mem_alloc(words * sizeof(uint32_t));
    if (key == NULL) {
        return error_no_memory();
    }
    for (size_t i = 0; i < words; i++, k -= 32) {
        key[i] = next_word(SELF) >> (k < 32 ? 32 - k : 0);
    }
    Object *n = int_from_bytes((uint8_t *)key, words * sizeof(uint32_t),
                               true, false);
    mem_free(key);
    return n;
}

static Object *
random_getstate(Object *self, Object *unused)
{
    (void)unused;
    Object *state = tuple_new(WORDS + 1);
    for (int i = 0; state != NULL && i <= WORDS; i++) {
        Object *n = int_from_size(i < WORDS ? SELF->state[i]
                                            : (size_t)SELF->index);
        if (n == NULL) {
            REF_CLEAR(state);
        } else {
            tuple_init_item(state, i, n);
        }
    }
    return state;
}

static Object *
random_setstate(Object *self, Object *state)
{
    if (!tuple_check(state)) {
        return error_set_text(EXC(TypeError),
                              "state vector must be a tuple");
    }
    if (tuple_size(state) != WORDS + 1) {
        return error_set_text(EXC(ValueError),
                              "state vector is the wrong size");
    }
    uint32_t words[WORDS];
    for (int i = 0; i < WORDS; i++) {
        size_t value = int_as_size(tuple_get(state, i));
        if (error_occurred()) {
            return NULL;
        }
        words[i] = (uint32_t)value;
    }
    long index = int_as_long(tuple_get(state, WORDS));
    if (index == -1 && error_occurred()) {
        return NULL;
    }
    if (index < 0 || index > WORDS) {
        return error_set_text(EXC(ValueError), "invalid state");
    }
    SELF->index = (int)index;
    memcpy(SELF->state, words, sizeof(words));
    return none_new();
}

static MethodDef random_methods[] = {
    {"random", random_random, METH_NOARGS,
     "random() -> x in the interval [0, 1)."},
    {"seed", METHOD(random_seed), METH_FASTCALL,
     "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a "
     "combination\nof the current time and the process identifier."},
    {"getstate", random_getstate, METH_NOARGS,
     "getstate() -> tuple containing the current state."},
    {"setstate", random_setstate, METH_O,
     "setstate(state) -> None.  Restores generator state."},
    {"getrandbits", random_getrandbits, METH_O,
     "getrandbits(k) -> x.  Generates an int with k random bits."},
    {NULL, NULL, 0, NULL}};

static Object *
random_new(Type *type, Object *args, Object *kwargs)
{
    Object *self = type_generic_new(type, args, kwargs);
    if (self != NULL) {
        seed_word(SELF, 5489U);
    }
    return self;
}

STATIC_OBJECT Type random_type = {
    TYPE_HEAD_INIT,
    .name = "_random.Random",
    .basicsize = sizeof(Random),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HELD,
    .doc = "Random() -> create a random number generator with its own "
           "internal state.",
    .methods = random_methods,
    .init = random_init,
    .alloc = type_generic_alloc,
    .new_ = random_new,
};

Object *
random_module_new(void)
{
    Object *m = module_new("_random");
    if (m == NULL || type_ready(&random_type) < 0 ||
        module_add(m, "Random", ref_new(&random_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
