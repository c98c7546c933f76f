/* Instructions of Cortex-M cores that Swift cannot spell. */
#ifndef SWIFTLET_ARM_H
#define SWIFTLET_ARM_H

#if defined(__ARM_FEATURE_SAT) && __ARM_FEATURE_SAT

#include <arm_acle.h>
#include <stdint.h>

/* |v|, at most 2^19 - 1: one of v and -v saturates to 0. Cortex-M3 and up. */
static inline __attribute__((always_inline)) int32_t
swiftlet_clamped_magnitude(int32_t v) {
  return (int32_t)(__usat(v, 19) | __usat((int32_t)(0u - (uint32_t)v), 19));
}

#endif

/* Dot products by the DSP extension: Cortex-M4, M7, M33 and M55. */
#if defined(__ARM_FEATURE_SIMD32) && __ARM_FEATURE_SIMD32

/* Four int8 weights in the column order 0 2 1 3, times four values, added to
   sum. row and values begin at multiples of 4. */
static inline __attribute__((always_inline)) int32_t swiftlet_dot_int8(
    const void *_Nonnull row, const int16_t *_Nonnull values, int32_t sum) {
  uint32_t weights = *(const uint32_t *)row;
  const int16x2_t *pairs = (const int16x2_t *)values;
  int16x2_t low = __sxtb16((int8x4_t)weights);
  int16x2_t high = __sxtb16((int8x4_t)(weights >> 8 | weights << 24));
  return __smlad(high, pairs[1], __smlad(low, pairs[0], sum));
}

/* Four int16 weights in natural order, times four values, added to sum. row
   and values begin at multiples of 4. */
static inline __attribute__((always_inline)) int32_t swiftlet_dot_int16(
    const void *_Nonnull row, const int16_t *_Nonnull values, int32_t sum) {
  const int16x2_t *weights = (const int16x2_t *)row;
  const int16x2_t *pairs = (const int16x2_t *)values;
  return __smlad(weights[1], pairs[1], __smlad(weights[0], pairs[0], sum));
}

#endif
#endif
