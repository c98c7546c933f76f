/* What the steps need beside the sums of products. Names and formulas are those
   of Sources/Runtime/Arithmetic.swift and Activation.swift. */
#ifndef ARITHMETIC_H
#define ARITHMETIC_H

#include "lanes.h"

INLINE v16 smaller(v16 a, v16 b) { return __builtin_elementwise_min(a, b); }
INLINE v16 larger(v16 a, v16 b) { return __builtin_elementwise_max(a, b); }

/* value * multiplier / 2^32, rounded halves up. */
INLINE v16 scale(v16 value, v16 multiplier) {
  const v8 half = (v8){} + ((int64_t)1 << 31);
  v8 even = ((v8)value << 32 >> 32) * ((v8)multiplier << 32 >> 32) + half;
  v8 odd = ((v8)value >> 32) * ((v8)multiplier >> 32) + half;
  const v8 upper = (v8){} + ~(int64_t)0xFFFFFFFF;
  return (v16)((v8)((u8x)even >> 32) | (odd & upper));
}

/* value / 2^shift, rounded halves up. */
INLINE v16 rounding_shift(v16 value, int32_t shift) {
  return (value + (1 << (shift - 1))) >> shift;
}

/* tanh(|v| / 24576), Q0.25, plus a constant. From the last segment's first
   knot on it is constant. */
INLINE v16 interpolated_tanh(v16 v, int32_t constant) {
  v16 sign = v >> 31;
  v16 magnitude = smaller((v ^ sign) - sign, (v16){} + (255 << 9));
  v16 f = magnitude & 511;
  v16 weights = (f << 16) - f + 512;
  return weighted_knots(magnitude >> 9, weights) + ((1 << 24) + constant);
}

/* tanh(v / 24576), Q0.15. */
INLINE v16 tanh_q15(v16 v) {
  v16 sign = v >> 31;
  return (interpolated_tanh(v, 1 << 9) >> 10 ^ sign) - sign;
}

/* 1 / (1 + exp(-v / 12288)), Q0.15. */
INLINE v16 sigmoid_q15(v16 v) {
  v16 tanh = interpolated_tanh(v, 0) ^ v >> 31;
  return (tanh + ((1 << 25) + (1 << 10))) >> 11;
}

/* The same, Q0.31 and not rounded to 15 bits. */
INLINE v16 sigmoid_q31(v16 v) {
  v16 tanh = interpolated_tanh(v, 0) ^ v >> 31;
  return (tanh + (1 << 25)) << 5;
}

/* Up to 16 values of a state; zeros behind them. */
INLINE v16 load_int16(const int16_t *values, int32_t count) {
  h16 loaded = {};
  if (count >= 16)
    __builtin_memcpy(&loaded, values, sizeof loaded);
  else
    for (int32_t i = 0; i < count; i++) loaded[i] = values[i];
  return __builtin_convertvector(loaded, v16);
}

INLINE void store_int16(int16_t *values, v16 stored, int32_t count) {
  h16 halves = __builtin_convertvector(stored, h16);
  if (count >= 16)
    __builtin_memcpy(values, &halves, sizeof halves);
  else
    for (int32_t i = 0; i < count; i++) values[i] = halves[i];
}

INLINE v16 load_int32(const int32_t *values, int32_t count) {
  v16 loaded = {};
  if (count >= 16)
    __builtin_memcpy(&loaded, values, sizeof loaded);
  else
    for (int32_t i = 0; i < count; i++) loaded[i] = values[i];
  return loaded;
}

INLINE void store_int32(int32_t *values, v16 stored, int32_t count) {
  if (count >= 16)
    __builtin_memcpy(values, &stored, sizeof stored);
  else
    for (int32_t i = 0; i < count; i++) values[i] = stored[i];
}

#endif
