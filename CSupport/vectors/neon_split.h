/* Operands of int8 weights in panels with Neon, as bytes. */
#ifndef NEON_SPLIT_H
#define NEON_SPLIT_H

#include <arm_neon.h>

#include "task.h"

/* Writes values as an operand: of each four the upper bytes, and the lower
   ones, which are zeros where the upper ones are rounded. */
INLINE void load_split(int16_t *values, int32_t count, int32_t upper_bytes,
                       int16_t *operand) {
  for (int32_t i = 0; i < count; i += 4) {
    int64_t block = load_last(values + i, count - i);
    int16x4_t value = vreinterpret_s16_s64(vcreate_s64((uint64_t)block));
    value = upper_bytes
                ? vand_s16(vqadd_s16(value, vdup_n_s16(128)), vdup_n_s16(~255))
                : value;
    uint8x8_t bytes = vreinterpret_u8_s16(value);
    uint8x8_t split = vtbl1_u8(bytes, vcreate_u8(0x0604020007050301));
    vst1_s16(operand + i, vreinterpret_s16_u8(split));
  }
}

/* Both operands of a layer. */
INLINE void load_split_operands(const task *t) {
  const swiftlet_layer *layer = t->layer;
  const int32_t upper_bytes = layer->upper_bytes;
  load_split(layer->input, layer->input_size, upper_bytes, t->x);
  load_split(layer->output, hidden_size(layer), upper_bytes, t->h);
}

#endif
