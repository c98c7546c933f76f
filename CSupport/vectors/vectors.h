/* Vectors that all sets of instructions share: the compiler divides them as
   the set wants it that a file chooses. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stdint.h>

/* Vectors that are wider than the machine's are passed to inlined functions
   alone. */
#pragma clang diagnostic ignored "-Wpsabi"

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

/* value * multiplier / 2^32, rounded halves up. */
INLINE quads scale_quads(quads value, quads multiplier) {
  typedef uint64_t unsigned_octet __attribute__((vector_size(64)));
  const octet half = (octet){} + ((int64_t)1 << 31);
  const octet upper = (octet){} + ~(int64_t)0xFFFFFFFF;
  octet even =
      ((octet)value << 32 >> 32) * ((octet)multiplier << 32 >> 32) + half;
  octet odd = ((octet)value >> 32) * ((octet)multiplier >> 32) + half;
  return (quads)((octet)((unsigned_octet)even >> 32) | (odd & upper));
}

#endif
