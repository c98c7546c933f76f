/* What the steps need beside the sums of products. Names and formulas are those
   of Sources/Runtime/Arithmetic.swift and Activation.swift. */
#ifndef ARITHMETIC_H
#define ARITHMETIC_H

#include "lanes.h"

INLINE lanes smaller(lanes a, lanes b) {
  return __builtin_elementwise_min(a, b);
}

INLINE lanes larger(lanes a, lanes b) {
  return __builtin_elementwise_max(a, b);
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

INLINE lanes scale(lanes value, lanes multiplier) {
  lane_parts v = {value}, m = {multiplier};
  for (int i = 0; i < LANES / 16; i++)
    v.part[i] = scale_quads(v.part[i], m.part[i]);
  return v.all;
}

/* value / 2^shift, rounded halves up. */
INLINE lanes rounding_shift(lanes value, int32_t shift) {
  return (value + (1 << (shift - 1))) >> shift;
}

/* tanh(|v| / 24576), Q0.25, plus a constant. From the last segment's first
   knot on it is constant. */
INLINE lanes interpolated_tanh(lanes v, int32_t constant) {
  lanes sign = v >> 31;
  lanes magnitude = smaller((v ^ sign) - sign, (lanes){} + (255 << 9));
  lanes f = magnitude & 511;
  lane_parts segment = {magnitude >> 9}, weights = {(f << 16) - f + 512}, t;
  for (int i = 0; i < LANES / 16; i++)
    t.part[i] = weighted_knots(segment.part[i], weights.part[i]);
  return t.all + ((1 << 24) + constant);
}

/* tanh(v / 24576), Q0.15. */
INLINE lanes tanh_q15(lanes v) {
  lanes sign = v >> 31;
  return (interpolated_tanh(v, 1 << 9) >> 10 ^ sign) - sign;
}

/* 1 / (1 + exp(-v / 12288)), Q0.15. */
INLINE lanes sigmoid_q15(lanes v) {
  lanes tanh = interpolated_tanh(v, 0) ^ v >> 31;
  return (tanh + ((1 << 25) + (1 << 10))) >> 11;
}

/* The same, Q0.31 and not rounded to 15 bits. */
INLINE lanes sigmoid_q31(lanes v) {
  lanes tanh = interpolated_tanh(v, 0) ^ v >> 31;
  return (tanh + (1 << 25)) << 5;
}

/* Values of up to LANES units; zeros behind them. */
INLINE lanes load_int16(const int16_t *values, int32_t count) {
  short_lanes loaded = {};
  if (count >= LANES)
    __builtin_memcpy(&loaded, values, sizeof loaded);
  else
    for (int32_t i = 0; i < count; i++) ((int16_t *)&loaded)[i] = values[i];
  return __builtin_convertvector(loaded, lanes);
}

INLINE void store_int16(int16_t *values, lanes stored, int32_t count) {
  short_lanes halves = __builtin_convertvector(stored, short_lanes);
  if (count >= LANES)
    __builtin_memcpy(values, &halves, sizeof halves);
  else
    for (int32_t i = 0; i < count; i++) values[i] = ((int16_t *)&halves)[i];
}

INLINE lanes load_int32(const int32_t *values, int32_t count) {
  lanes loaded = {};
  if (count >= LANES)
    __builtin_memcpy(&loaded, values, sizeof loaded);
  else
    for (int32_t i = 0; i < count; i++) ((int32_t *)&loaded)[i] = values[i];
  return loaded;
}

INLINE void store_int32(int32_t *values, lanes stored, int32_t count) {
  if (count >= LANES)
    __builtin_memcpy(values, &stored, sizeof stored);
  else
    for (int32_t i = 0; i < count; i++) values[i] = ((int32_t *)&stored)[i];
}

#endif
