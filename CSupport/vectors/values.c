/* A timestep's inputs and outputs. */
#include <stddef.h>

#include "swiftlet_vectors.h"
#include "vectors.h"

/* Four values, of which `count` are there; zeros for the others. */
INLINE uint64_t load_four(const int16_t *values, int32_t count) {
  uint64_t four = 0;
  if (count >= 4) {
    __builtin_memcpy(&four, values, sizeof four);
    return four;
  }
  for (int32_t i = 0; i < count; i++)
    four |= (uint64_t)(uint16_t)values[i] << 16 * i;
  return four;
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
  __builtin_memcpy(output, values, (size_t)count * sizeof *values);
}
