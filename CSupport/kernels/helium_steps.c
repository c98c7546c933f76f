/* Steps of layers whose rows helium_rows.c sums: what follows on the sums, for
   four units at once. The equations are those of ARITHMETIC.md, section 5. */
#include <arm_mve.h>

#include "swiftlet_codes.h"
#include "swiftlet_helium.h"

#define INLINE static inline __attribute__((always_inline))

/* value * multiplier / 2^32, rounded halves up. */
INLINE int32x4_t scale(int32x4_t value, int32x4_t multiplier) {
  return vrmulhq_s32(value, multiplier);
}

/* a * b + c and a + b * c, which the compiler would take apart. */
INLINE int32x4_t multiply_add(int32x4_t a, int32x4_t b, int32_t c) {
  __asm__("vmlas.s32 %q0, %q1, %2" : "+w"(a) : "w"(b), "r"(c));
  return a;
}
INLINE int32x4_t add_multiple(int32x4_t a, int32x4_t b, int32_t c) {
  __asm__("vmla.s32 %q0, %q1, %2" : "+w"(a) : "w"(b), "r"(c));
  return a;
}

/* tanh(magnitude / 24576), Q0.25 (ARITHMETIC.md, section 4). The shift
   saturates where the magnitude has more than 17 bits; f does not matter there,
   as the last segment's knots are the same. */
INLINE int32x4_t interpolated_tanh(int32x4_t magnitude, const int16_t *table) {
  uint32x4_t segment =
      vshrq_n_u32(vqshlq_n_u32(vreinterpretq_u32_s32(magnitude), 15), 24);
  int32x4_t knot = vldrhq_gather_shifted_offset_s32(table, segment);
  int32x4_t next = vldrhq_gather_shifted_offset_s32(table + 1, segment);
  int32x4_t f = vandq_s32(magnitude, vdupq_n_s32(511));
  return add_multiple(multiply_add(f, vsubq_s32(next, knot), 1 << 24), knot,
                      512);
}

/* tanh(v / 24576), Q0.15. */
INLINE int32x4_t tanh_q15(int32x4_t v, const int16_t *table) {
  int32x4_t t = vrshrq_n_s32(interpolated_tanh(vabsq_s32(v), table), 10);
  return vnegq_m_s32(t, t, vcmpltq_n_s32(v, 0));
}

/* sigmoid(v / 12288), Q0.26. */
INLINE int32x4_t sigmoid_q26(int32x4_t v, const int16_t *table) {
  int32x4_t t = interpolated_tanh(vabsq_s32(v), table);
  return vaddq_n_s32(vmvnq_m_s32(t, t, vcmpltq_n_s32(v, 0)), 1 << 25);
}

/* The same, Q0.15 and Q0.31. */
INLINE int32x4_t sigmoid_q15(int32x4_t v, const int16_t *table) {
  return vrshrq_n_s32(sigmoid_q26(v, table), 11);
}
INLINE int32x4_t sigmoid_q31(int32x4_t v, const int16_t *table) {
  return vshlq_n_s32(sigmoid_q26(v, table), 5);
}

/* Four pre-activations of each of four units. */
typedef struct quads {
  int32_t v[16];
} quads;

/* Fills in those of the next count tiles. */
INLINE void next_quads(swiftlet_tile *tile, quads *quads, int32_t count) {
  ((swiftlet_wide_kernel *)tile->kernel)(tile, quads->v, (uint32_t)count);
}

/* The pre-activations of one gate of the four units. */
INLINE int32x4_t gate(const quads *quads, int index) {
  uint32x4_t units = vmulq_n_u32(vidupq_n_u32(0, 4), 4);
  return vldrwq_gather_offset_s32(quads->v + index, units);
}

void swiftlet_lstm_step(swiftlet_tile *tile, int16_t *hidden, int32_t *cell,
                        int32_t count, int32_t cell_range,
                        const int16_t *table) {
  quads quads;
  for (; count > 0; count -= 4, hidden += 4, cell += 4) {
    next_quads(tile, &quads, count < 4 ? count : 4);
    int32x4_t i = sigmoid_q15(gate(&quads, 0), table);
    int32x4_t g = tanh_q15(gate(&quads, 2), table);
    int32x4_t added = vrshlq_n_s32(vmulq_s32(i, g), -cell_range);
    int32x4_t f = sigmoid_q31(gate(&quads, 1), table);
    int32x4_t kept = scale(vshlq_n_s32(vld1q_s32(cell), 1), f);
    int32x4_t c = vshrq_n_s32(vqshlq_n_s32(vaddq_s32(kept, added), 1), 1);
    int32x4_t o = sigmoid_q15(gate(&quads, 3), table);
    int32x4_t tanh_c =
        tanh_q15(scale(c, vdupq_n_s32(3 << (15 + cell_range))), table);
    int32x4_t h = vrshrq_n_s32(vmulq_s32(o, tanh_c), 15);
    mve_pred16_t units = vctp32q((uint32_t)count);
    vst1q_p_s32(cell, c, units);
    vstrhq_p_s32(hidden, h, units);
  }
}

/* (1 - z) n + z h, which lies between n and h. */
INLINE int32x4_t blend(int32x4_t z, int32x4_t n, int32x4_t h) {
  return vaddq_s32(n, vrshrq_n_s32(vmulq_s32(z, vsubq_s32(h, n)), 15));
}

void swiftlet_reset_after_step(swiftlet_tile *tile, int16_t *hidden,
                               int32_t count, const int16_t *table) {
  quads quads;
  for (; count > 0; count -= 4, hidden += 4) {
    next_quads(tile, &quads, count < 4 ? count : 4);
    int32x4_t r = sigmoid_q15(gate(&quads, 0), table);
    int32x4_t from_h = scale(gate(&quads, 3), vshlq_n_s32(r, 16));
    int32x4_t n = tanh_q15(vaddq_s32(gate(&quads, 2), from_h), table);
    int32x4_t z = sigmoid_q15(gate(&quads, 1), table);
    int32x4_t h = blend(z, n, vldrhq_s32(hidden));
    vstrhq_p_s32(hidden, h, vctp32q((uint32_t)count));
  }
}

/* The pre-activations of the next tile: one gate of four units. */
INLINE int32x4_t next_gate(swiftlet_tile *tile) {
  quads quads;
  next_quads(tile, &quads, 1);
  return vld1q_s32(quads.v);
}

void swiftlet_reset_before_step(swiftlet_tile *tile, int16_t *hidden,
                                int16_t *reset, int32_t count, bool bytes,
                                const int16_t *table) {
  const int16_t *operand = tile->h;
  for (int32_t unit = 0; unit < count; unit += 4) {
    int32x4_t r = sigmoid_q15(next_gate(tile), table);
    int32x4_t q = vrshrq_n_s32(vmulq_s32(r, vldrhq_s32(hidden + unit)), 15);
    vstrhq_s32(reset + unit, q);
  }
  swiftlet_load_columns(reset, reset, count, 16 * tile->h_blocks, bytes);
  for (; count > 0; count -= 4, hidden += 4) {
    tile->h = operand;
    int32x4_t z = sigmoid_q15(next_gate(tile), table);
    tile->h = reset;
    int32x4_t n = tanh_q15(next_gate(tile), table);
    vstrhq_s32(hidden, blend(z, n, vldrhq_s32(hidden)));
  }
}

/* What a layer makes of four rows' pre-activations. */
INLINE int32x4_t activate(int32x4_t v, int32_t activation,
                          const int16_t *table) {
  int32_t smallest = activation == SWIFTLET_ACTIVATION_LINEAR ? -32768 : 0;
  switch (activation) {
  case SWIFTLET_ACTIVATION_SIGMOID: return sigmoid_q15(v, table);
  case SWIFTLET_ACTIVATION_TANH: return tanh_q15(v, table);
  default:
    return vminq_s32(vmaxq_s32(v, vdupq_n_s32(smallest)), vdupq_n_s32(32767));
  }
}

void swiftlet_row_step(swiftlet_tile *tile, int16_t *output, int32_t count,
                       int32_t activation, const int16_t *table) {
  quads quads;
  for (; count > 0; count -= 16) {
    int32_t tiles = count < 16 ? (count + 3) >> 2 : 4;
    next_quads(tile, &quads, tiles);
    for (int32_t row = 0; row < 4 * tiles; row += 4, output += 4)
      vstrhq_s32(output, activate(vld1q_s32(quads.v + row), activation, table));
  }
}

/* The next count values of eight; there are none beyond them. */
INLINE int16x8_t load_eight(const int16_t *values, int32_t count) {
  return vldrhq_z_s16(values, vctp16q(count < 0 ? 0 : (uint32_t)count));
}

/* round(a, 8), at most 127. */
INLINE int16x8_t upper_bytes(int16x8_t values) {
  return vshrq_n_s16(vqaddq_n_s16(values, 128), 8);
}

void swiftlet_load_columns(const int16_t *values, int16_t *operand,
                           int32_t count, int32_t padded_count, bool bytes) {
  int8_t *upper = (int8_t *)operand;
  const int16_t *end = values + padded_count;
  if (bytes) {
    for (; values != end; values += 8, upper += 8, count -= 8)
      vstrbq_s16(upper, upper_bytes(load_eight(values, count)));
  } else {
    for (; values != end; values += 8, operand += 8, count -= 8)
      vst1q_s16(operand, load_eight(values, count));
  }
}
