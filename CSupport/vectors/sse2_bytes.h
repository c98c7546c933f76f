/* int8 weights in panels with SSE2: halfwords. */
#ifndef SSE2_BYTES_H
#define SSE2_BYTES_H

#include "widened_bytes.h"

INLINE void load_byte_operands(const task *t) { load_operands(t); }

INLINE void add_bytes(row_sums *sum, const uint8_t *weights,
                      const int16_t *operand, int32_t upper_bytes) {
  (void)upper_bytes;
  add_widened(sum, weights, operand);
}

INLINE quads units_of_bytes(const row_sums *sum, int32_t upper_bytes) {
  (void)upper_bytes;
  return units_of_widened(sum);
}

#endif
