/* Instructions of Cortex-M cores that Swift cannot spell. */
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

#endif

#if defined(__ARM_FEATURE_SIMD32) && __ARM_FEATURE_SIMD32

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
