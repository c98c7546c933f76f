/* Instructions of Cortex-M cores that Swift cannot spell, or would not. */
#ifndef SWIFTLET_ARM_H
#define SWIFTLET_ARM_H

#include "swiftlet_tables.h"

#if defined(__ARM_FEATURE_SAT) && __ARM_FEATURE_SAT

#include <arm_acle.h>

/* The segment of the tanh table that holds a magnitude: the last one for all
   beyond. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_segment(int32_t magnitude) {
  return (int32_t)__usat(magnitude >> 9, 8);
}

/* value brought into the range of Int16. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_saturate16(int32_t value) {
  return __ssat(value, 16);
}

/* |value|. With the sign in a register of its own, which the compiler would
   have, it takes one instruction more. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_magnitude(int32_t value) {
  int32_t result;
  __asm__("eor %0, %1, %1, asr #31\n\tsub %0, %0, %1, asr #31"
          : "=&r"(result)
          : "r"(value));
  return result;
}

/* magnitude, or where value is negative its complement. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_flip(int32_t magnitude, int32_t value) {
  __asm__("eor %0, %0, %1, asr #31" : "+r"(magnitude) : "r"(value));
  return magnitude;
}

/* A segment's two knots weighted with 512 - f and f, plus a constant. Both
   knots come with one load, which need not be aligned. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_interpolate(int32_t magnitude, int32_t constant) {
  int32_t f = magnitude & 511;
  int32_t knots;
  __builtin_memcpy(&knots, swiftlet_tanh_table() + swiftlet_segment(magnitude),
                   sizeof knots);
#if defined(__ARM_FEATURE_SIMD32) && __ARM_FEATURE_SIMD32
  return __smlad(knots, 512 + f * 65535, constant);
#else
  int32_t first = (int16_t)knots;
  __asm__("" : "+r"(first));
  int32_t start = constant + first * 512;
  /* The compiler would add a constant that fits an addition by itself: one
     instruction more for a sigmoid. */
  __asm__("mla %0, %1, %2, %0"
          : "+r"(start)
          : "r"(f), "r"((knots >> 16) - first));
  return start;
#endif
}

/* Copies count values, two at a time; addresses are multiples of 2. The
   compiler leaves a loop's condition at its top, with a branch more. */
static inline __attribute__((always_inline)) void swiftlet_copy(
    int16_t *_Nonnull to, const int16_t *_Nonnull from, int32_t count) {
  int32_t pairs = count >> 1;
  if (pairs > 0) {
    do {
      __builtin_memcpy(to, from, 4);
      from += 2, to += 2;
    } while (--pairs > 0);
  }
  if (count & 1) *to = *from;
}

#endif

#if defined(__ARM_FEATURE_SIMD32) && __ARM_FEATURE_SIMD32

/* value * multiplier / 2^32, rounded halves up. The DSP extension. */
static inline __attribute__((always_inline)) int32_t
swiftlet_scale(int32_t value, int32_t multiplier) {
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(value), "r"(multiplier));
  return result;
}

/* sum - value * multiplier / 2^32, rounded halves up. The DSP extension. */
static inline __attribute__((always_inline)) int32_t
swiftlet_subtract_scaled(int32_t sum, int32_t value, int32_t multiplier) {
  int32_t result;
  __asm__("smmlsr %0, %1, %2, %3"
          : "=r"(result)
          : "r"(value), "r"(multiplier), "r"(sum));
  return result;
}

/* Copies an even count of values, zeros where they are -32768; not zero where
   any was. To is a multiple of 4. */
static inline __attribute__((always_inline)) uint32_t swiftlet_load_pairs(
    int16_t *_Nonnull to, const int16_t *_Nonnull from, int32_t count) {
  uint32_t gaps = 0;
  if (count <= 0) return gaps;
  do {
    uint32_t pair, kept;
    __builtin_memcpy(&pair, from, sizeof pair);
    /* A half that is not 0 borrows nothing for 1. */
    __asm__("usub16 %0, %1, %2\n\tsel %0, %3, %4"
            : "=&r"(kept)
            : "r"(pair ^ 0x80008000), "r"(0x00010001), "r"(pair), "r"(0)
            : "cc");
    gaps |= pair ^ kept;
    __builtin_memcpy(__builtin_assume_aligned(to, 4), &kept, sizeof kept);
    from += 2, to += 2, count -= 2;
  } while (count > 0);
  return gaps;
}

/* Copies count values, a multiple of 4, or where bytes are wanted the
   multiples of 256 next to them, and gives their sum, each times 1 or 0.
   Pointers are multiples of 4. */
static inline __attribute__((always_inline)) int32_t
swiftlet_load_values(const int16_t *_Nonnull values, int16_t *_Nonnull operand,
                     int32_t count, int32_t sums, _Bool upper_bytes) {
  const int16x2_t *from = (const int16x2_t *)values;
  int16x2_t *to = (int16x2_t *)operand;
  int16x2_t half = upper_bytes ? 0x00800080 : 0;
  int16x2_t weights = sums | sums << 16;
  int32_t mask = upper_bytes ? (int32_t)0xFF00FF00 : -1;
  int32_t sum = 0;
  for (; count > 0; count -= 4, from += 2, to += 2) {
    to[0] = __qadd16(from[0], half) & mask;
    to[1] = __qadd16(from[1], half) & mask;
    sum = __smlad(to[0], weights, __smlad(to[1], weights, sum));
  }
  return sum;
}

/* The same for the upper bytes alone. */
static inline __attribute__((always_inline)) int32_t
swiftlet_load_bytes(const int16_t *_Nonnull values, int16_t *_Nonnull operand,
                    int32_t count, int32_t sums) {
  const int16x2_t *from = (const int16x2_t *)values;
  int16x2_t *to = (int16x2_t *)operand;
  int16x2_t weights = sums | sums << 16;
  int32_t sum = 0;
  if (count <= 0) return sum;
  do {
    uint32_t first = (uint32_t)__qadd16(from[0], 0x00800080);
    uint32_t second = (uint32_t)__qadd16(from[1], 0x00800080);
    to[0] = __sxtb16((int32_t)(first >> 8 | first << 24));
    to[1] = __sxtb16((int32_t)(second >> 8 | second << 24));
    sum = __smlad(to[0], weights, __smlad(to[1], weights, sum));
    from += 2, to += 2, count -= 4;
  } while (count > 0);
  return sum;
}

#endif
#endif
