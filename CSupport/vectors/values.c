/* A timestep's inputs and outputs. */
#include <stddef.h>

#include "swiftlet_vectors.h"
#include "vectors.h"

/* Values as 64 bits, of which `count` are there, 1 to 4; zeros for the others. */
INLINE uint64_t load_four(const int16_t *values, int32_t count) {
  uint64_t four = 0;
  if (count >= 4) {
    __builtin_memcpy(&four, values, sizeof four);
    return four;
  }
  uint32_t pair = 0;
  uint16_t last = 0;
  const int32_t even = count & 2;
  if (even) __builtin_memcpy(&pair, values, sizeof pair);
  if (count & 1) __builtin_memcpy(&last, values + even, sizeof last);
  return pair | (uint64_t)last << 16 * even;
}

int32_t swiftlet_load_input(const int16_t *input, int32_t count,
                            int16_t *values) {
  const eight gap = (eight){} + INT16_MIN;
  eight gaps = {};
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    eight value;
    __builtin_memcpy(&value, input + i, sizeof value);
    eight is_gap = value == gap;
    value &= ~is_gap;
    gaps |= is_gap;
    __builtin_memcpy(values + i, &value, sizeof value);
  }
  for (; i < count; i += 4) {
    eight value = (eight)(two){(int64_t)load_four(input + i, count - i)};
    eight is_gap = value == gap;
    value &= ~is_gap;
    gaps |= is_gap;
    __builtin_memcpy(values + i, &value, 8);
  }
  two halves = (two)gaps;
  return (halves[0] | halves[1]) != 0 ? -1 : 0;
}

void swiftlet_copy_values(const int16_t *values, int32_t count,
                          int16_t *output) {
  // A few values need no call.
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) __builtin_memcpy(output + i, values + i, 16);
#define COPY(number)                                      \
  if (count & number) {                                   \
    __builtin_memcpy(output + i, values + i, 2 * number); \
    i += number;                                          \
  }
  COPY(4)
  COPY(2)
  COPY(1)
#undef COPY
}
