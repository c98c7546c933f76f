/* What the cells' equations are made of. Names and formulas are those of
   Sources/Runtime/Units/IntegerLanes.swift.

   A template without a guard. A file that includes it defines before it:

     LANES                              the units that the equations take at a
                                        time: 4, 8 or 16
     weighted_knots(segment, weights)   knots i and i + 1 of the tanh table
                                        times the halves of the weights, as
                                        vectors of LANES numbers */
#include <stddef.h>

#include "vectors.h"

/* A number of each unit. */
typedef int32_t lanes __attribute__((vector_size(4 * LANES)));
typedef int16_t short_lanes __attribute__((vector_size(2 * LANES)));

INLINE lanes load_lanes(const void *numbers) {
  lanes loaded;
  __builtin_memcpy(&loaded, numbers, sizeof loaded);
  return loaded;
}

INLINE lanes smaller(lanes a, lanes b) {
  return __builtin_elementwise_min(a, b);
}

INLINE lanes larger(lanes a, lanes b) {
  return __builtin_elementwise_max(a, b);
}

/* value * multiplier / 2^32, rounded halves up. */
INLINE lanes scale(lanes value, lanes multiplier) {
  return SCALE(lanes, value, multiplier);
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
  lanes t = weighted_knots(magnitude >> 9, (f << 16) - f + 512);
  return t + ((1 << 24) + constant);
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

/* All ones for the first `count` units, else zeros. */
INLINE lanes present(int32_t count) {
  lanes place = {};
  for (int32_t i = 0; i < LANES; i++) place[i] = i;
  return place < count;
}

/* Copies numbers of up to LANES units, `size` bytes each: of those there are
   and of what lies after them up to a multiple of 4. */
INLINE void copy_units(void *to, const void *from, int32_t count, size_t size) {
  if (count > LANES - 4) {
    __builtin_memcpy(to, from, LANES * size);
    return;
  }
  for (int32_t i = 0; i < LANES - 4; i += 4)
    if (i < count)
      __builtin_memcpy((char *)to + i * size, (const char *)from + i * size,
                       4 * size);
}

INLINE lanes load_int16(const int16_t *values, int32_t count) {
  short_lanes loaded = {};
  copy_units(&loaded, values, count, sizeof *values);
  return __builtin_convertvector(loaded, lanes);
}

/* Zeros after the values. */
INLINE void store_int16(int16_t *values, lanes stored, int32_t count) {
  if (count < LANES) stored &= present(count);
  short_lanes halves = __builtin_convertvector(stored, short_lanes);
  copy_units(values, &halves, count, sizeof *values);
}

INLINE lanes load_int32(const int32_t *values, int32_t count) {
  lanes loaded = {};
  copy_units(&loaded, values, count, sizeof *values);
  return loaded;
}

/* What lies after the values stays. */
INLINE void store_int32(int32_t *values, lanes stored, int32_t count) {
  if (count < LANES) {
    lanes mask = present(count);
    stored = (stored & mask) | (load_int32(values, count) & ~mask);
  }
  copy_units(values, &stored, count, sizeof *values);
}
