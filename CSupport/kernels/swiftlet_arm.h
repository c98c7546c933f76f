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

/* value / 256, rounded halves up, at most 127. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_upper_byte(int32_t value) {
  return __ssat((value + 128) >> 8, 8);
}

/* |value|. With the sign in a register of its own, which the compiler would
   have, it takes one instruction more. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_magnitude(int32_t value) {
  int32_t result;
  __asm__("eor %0, %1, %1, asr #31\n\tsub %0, %0, %1, asr #31"
          : "=&r"(result) : "r"(value));
  return result;
}

/* magnitude, or where value is negative its complement. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_flip(int32_t magnitude, int32_t value) {
  __asm__("eor %0, %0, %1, asr #31" : "+r"(magnitude) : "r"(value));
  return magnitude;
}

/* Copies count values, two at a time; addresses are multiples of 2. */
static inline __attribute__((always_inline)) void
swiftlet_copy(int16_t *_Nonnull to, const int16_t *_Nonnull from,
              int32_t count) {
  for (; count > 1; count -= 2, from += 2, to += 2)
    __builtin_memcpy(to, from, 4);
  if (count > 0) *to = *from;
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
          : "=r"(result) : "r"(value), "r"(multiplier), "r"(sum));
  return result;
}

/* Copies count values, a multiple of 4, or where bytes are wanted the
   multiples of 256 next to them, and gives their sum. Pointers are multiples
   of 4. */
static inline __attribute__((always_inline)) int32_t
swiftlet_load_values(const int16_t *_Nonnull values, int16_t *_Nonnull operand,
                     int32_t count, _Bool upper_bytes) {
  const int16x2_t *from = (const int16x2_t *)values;
  int16x2_t *to = (int16x2_t *)operand;
  int16x2_t half = upper_bytes ? 0x00800080 : 0;
  int32_t mask = upper_bytes ? (int32_t)0xFF00FF00 : -1;
  int32_t sum = 0;
  for (; count > 0; count -= 4, from += 2, to += 2) {
    to[0] = __qadd16(from[0], half) & mask;
    to[1] = __qadd16(from[1], half) & mask;
    sum = __smlad(to[0], 0x00010001, __smlad(to[1], 0x00010001, sum));
  }
  return sum;
}

/* The same for the upper bytes alone. */
static inline __attribute__((always_inline)) int32_t
swiftlet_load_bytes(const int16_t *_Nonnull values, int16_t *_Nonnull operand,
                    int32_t count) {
  const int16x2_t *from = (const int16x2_t *)values;
  int16x2_t *to = (int16x2_t *)operand;
  int32_t sum = 0;
  if (count <= 0) return sum;
  do {
    uint32_t first = (uint32_t)__qadd16(from[0], 0x00800080);
    uint32_t second = (uint32_t)__qadd16(from[1], 0x00800080);
    to[0] = __sxtb16((int32_t)(first >> 8 | first << 24));
    to[1] = __sxtb16((int32_t)(second >> 8 | second << 24));
    sum = __smlad(to[0], 0x00010001, __smlad(to[1], 0x00010001, sum));
    from += 2, to += 2, count -= 4;
  } while (count > 0);
  return sum;
}

/* A segment's two knots weighted with 512 - f and f, plus a constant. Both
   knots come with one load, which need not be aligned. The DSP extension. */
static inline __attribute__((always_inline)) int32_t
swiftlet_interpolate(int32_t magnitude, int32_t constant) {
  uint32_t f = (uint32_t)magnitude & 511;
  int16x2_t knots;
  __builtin_memcpy(&knots, swiftlet_tanh_table() + swiftlet_segment(magnitude),
                   sizeof knots);
  return __smlad(knots, (int16x2_t)(512 + (f << 16) - f), constant);
}

#endif
#endif
