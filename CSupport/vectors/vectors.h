/* Vectors that all sets of instructions share: the compiler divides them as
   the set wants it that a file chooses. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stdint.h>

/* Vectors that are wider than the machine's are passed to inlined functions
   alone. */
#pragma clang diagnostic ignored "-Wpsabi"

/* Loops that are meant to be unrolled need not be where little is optimized. */
#pragma clang diagnostic ignored "-Wpass-failed"

#define INLINE static inline __attribute__((always_inline))

typedef int8_t eight_bytes __attribute__((vector_size(8)));
typedef int16_t eight __attribute__((vector_size(16)));
typedef int32_t four __attribute__((vector_size(16)));
typedef int64_t two __attribute__((vector_size(16)));

/* Sixteen numbers, such as four each of four tiles, and the same bits as eight
   of 64. */
typedef int32_t quads __attribute__((vector_size(64)));
typedef int64_t octet __attribute__((vector_size(64)));

/* Four vectors as one. */
INLINE quads join(const four part[4]) {
  quads all;
  __builtin_memcpy(&all, part, sizeof all);
  return all;
}

/* value * multiplier / 2^32, rounded halves up, of vectors of Int32. */
#define SCALE(type, value, multiplier)                                         \
  ({                                                                           \
    typedef int64_t wide __attribute__((vector_size(sizeof(type))));           \
    typedef uint64_t unsigned_wide __attribute__((vector_size(sizeof(type)))); \
    const wide half = (wide){} + ((int64_t)1 << 31);                           \
    const wide upper = (wide){} + ~(int64_t)0xFFFFFFFF;                        \
    wide v = (wide)(value), m = (wide)(multiplier);                            \
    wide even = (v << 32 >> 32) * (m << 32 >> 32) + half;                      \
    wide odd = (v >> 32) * (m >> 32) + half;                                   \
    (type)((wide)((unsigned_wide)even >> 32) | (odd & upper));                 \
  })

INLINE quads scale_quads(quads value, quads multiplier) {
  return SCALE(quads, value, multiplier);
}

#endif
