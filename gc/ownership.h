/* ownership.h - the words that say who owns a reference
 *
 * Arguments are borrowed and results are new, unless a prototype says
 * otherwise with one of these marks.
 *
 *   NEW_REF     the caller owns the result and must release it
 *   BORROWED    the result belongs to somebody else; do not release it
 *   STEALS      the callee takes over the reference, on failure too
 *   MUST_CHECK  the result tells success; do not ignore it
 */
#ifndef GC_OWNERSHIP_H
#define GC_OWNERSHIP_H

#define NEW_REF __attribute__((warn_unused_result))
#define BORROWED
#define STEALS
#define MUST_CHECK __attribute__((warn_unused_result))

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define NOINLINE __attribute__((noinline))
/* Also in the eval loop, which is too large for the compiler's own rules. */
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define UNUSED __attribute__((unused))

#endif
