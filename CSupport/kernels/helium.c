/* Kernels for Arm cores with Helium (MVE): Cortex-M55.

   Rows of int8 weights in blocks of 16 columns, row after row. Of 8-bit
   activations a vector holds 16, of 16-bit ones 8. Sums of each row's products
   come from VMLADAV, which adds a whole vector's products to a register of 32
   bits; no partial sum exceeds them (ARITHMETIC.md, section 7). What follows
   on the sums is done for four rows or four units at once.

   Compiled for callers whose vectors go in the core's registers (softfp): four
   pre-activations come back in r0 to r3, as a function of Swift gives them. */
#include <arm_mve.h>

#include "swiftlet_helium.h"

#define INLINE static inline __attribute__((always_inline))

/* Sixteen values of an operand: bytes, or int16. */
typedef struct columns {
  int8x16_t bytes;
  int16x8_t low, high;
} columns;

/* Loads them, and moves the operand behind them. */
INLINE columns next_columns(const int16_t **operand, bool bytes) {
  columns x = {0};
  if (bytes) {
    x.bytes = vld1q_s8((const int8_t *)*operand);
    *operand += 8;
  } else {
    x.low = vld1q_s16(*operand);
    x.high = vld1q_s16(*operand + 8);
    *operand += 16;
  }
  return x;
}

/* A row of a block times the operand. */
INLINE int32_t dot(const int8_t *row, columns x, bool bytes) {
  if (bytes) return vmladavq_s8(vld1q_s8(row), x.bytes);
  return vmladavaq_s16(vmladavq_s16(vldrbq_s16(row), x.low),
                       vldrbq_s16(row + 8), x.high);
}

/* The same, added to a sum. */
INLINE int32_t add_dot(int32_t sum, const int8_t *row, columns x, bool bytes) {
  if (bytes) return vmladavaq_s8(sum, vld1q_s8(row), x.bytes);
  return vmladavaq_s16(vmladavaq_s16(sum, vldrbq_s16(row), x.low),
                       vldrbq_s16(row + 8), x.high);
}

/* The sums of a tile's rows, of three or four. */
typedef struct sums {
  int32_t a, b, c, d;
} sums;

/* The first block's sums; moves block behind it. */
INLINE sums first_block(const int8_t **block, const int16_t **operand,
                        int rows, bool bytes) {
  columns x = next_columns(operand, bytes);
  const int8_t *row = *block;
  *block += 16 * rows;
  return (sums){dot(row, x, bytes), dot(row + 16, x, bytes),
                dot(row + 32, x, bytes),
                rows == 4 ? dot(row + 48, x, bytes) : 0};
}

/* Adds count more blocks. */
INLINE void add_blocks(sums *sum, const int8_t **block,
                       const int16_t *operand, uint32_t count, int rows,
                       bool bytes) {
  for (; count != 0; count--) {
    columns x = next_columns(&operand, bytes);
    sum->a = add_dot(sum->a, *block, x, bytes);
    sum->b = add_dot(sum->b, *block + 16, x, bytes);
    sum->c = add_dot(sum->c, *block + 32, x, bytes);
    if (rows == 4) sum->d = add_dot(sum->d, *block + 48, x, bytes);
    *block += 16 * rows;
  }
}

/* The sums of a tile of four rows over x and h. */
INLINE sums quad(const swiftlet_tile *tile, const int8_t **block, bool bytes) {
  const int16_t *x = tile->x;
  sums sum = first_block(block, &x, 4, bytes);
  add_blocks(&sum, block, x, (uint32_t)tile->x_blocks - 1, 4, bytes);
  if (tile->h_blocks != 0) {
    int32_t shift = tile->shift;
    sum = (sums){sum.a << shift, sum.b << shift, sum.c << shift,
                 sum.d << shift};
    add_blocks(&sum, block, tile->h, (uint32_t)tile->h_blocks, 4, bytes);
  }
  return sum;
}

/* Those of a unit of a reset-after GRU: its candidate has a sum over x and one
   over h. */
INLINE sums unit(const swiftlet_tile *tile, const int8_t **block, bool bytes) {
  const int16_t *x = tile->x;
  int32_t shift = tile->shift;
  sums sum = first_block(block, &x, 3, bytes);
  add_blocks(&sum, block, x, (uint32_t)tile->x_blocks - 1, 3, bytes);
  int32_t c = sum.c << shift;
  sum = (sums){sum.a << shift, sum.b << shift, 0, 0};
  add_blocks(&sum, block, tile->h, (uint32_t)tile->h_blocks, 3, bytes);
  return (sums){sum.a, sum.b, c, sum.c};
}

/* value * multiplier / 2^32, rounded halves up. */
INLINE int32x4_t scale(int32x4_t value, int32x4_t multiplier) {
  return vrmulhq_s32(value, multiplier);
}

/* The pre-activations of a tile's sums; moves block behind the tile. Sums of
   products with bytes are in units of 256. */
INLINE int32x4_t preactivations(sums sum, const int8_t **block, bool bytes) {
  int32x4_t s = {sum.a, sum.b, sum.c, sum.d};
  const int32_t *rows = (const int32_t *)*block;
  *block += 32;
  if (bytes) s = vshlq_n_s32(s, 8);
  return scale(vaddq_s32(s, vld1q_s32(rows)), vld1q_s32(rows + 4));
}

/* Kernels have the names of swiftlet_helium.h, which hide what they take: the
   steps below call those for several tiles, Swift's those for one. */
#define NAMED(function) function __asm__("swiftlet_" #function)

/* Writes the pre-activations of the next count tiles, four a tile. */
typedef void kernel(swiftlet_tile *restrict tile, int32_t *restrict v,
                    uint32_t count);

#define KERNEL(name, rows, bytes)                              \
  kernel NAMED(name);                                          \
  void name(swiftlet_tile *restrict tile, int32_t *restrict v, \
            uint32_t count) {                                  \
    const int8_t *block = tile->weights;                       \
    for (; count != 0; count--, v += 4) {                      \
      sums sum = rows(tile, &block, bytes);                    \
      vst1q_s32(v, preactivations(sum, &block, bytes));        \
    }                                                          \
    tile->weights = block;                                     \
  }

KERNEL(wide_quads, quad, false)
KERNEL(wide_quads_bytes, quad, true)
KERNEL(wide_units, unit, false)
KERNEL(wide_units_bytes, unit, true)

/* Gives those of the next tile. */
typedef int32x4_t single_kernel(swiftlet_tile *tile);

single_kernel NAMED(wide_quad), NAMED(wide_quad_bytes);

int32x4_t wide_quad(swiftlet_tile *tile) {
  int32_t v[4];
  wide_quads(tile, v, 1);
  return vld1q_s32(v);
}

int32x4_t wide_quad_bytes(swiftlet_tile *tile) {
  int32_t v[4];
  wide_quads_bytes(tile, v, 1);
  return vld1q_s32(v);
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
  uint32x4_t segment = vshrq_n_u32(
      vqshlq_n_u32(vreinterpretq_u32_s32(magnitude), 15), 24);
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
  ((kernel *)tile->kernel)(tile, quads->v, (uint32_t)count);
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

void swiftlet_gru_step(swiftlet_tile *tile, int16_t *hidden, int32_t count,
                       const int16_t *table) {
  quads quads;
  for (; count > 0; count -= 4, hidden += 4) {
    next_quads(tile, &quads, count < 4 ? count : 4);
    int32x4_t r = sigmoid_q15(gate(&quads, 0), table);
    int32x4_t from_h = scale(gate(&quads, 3), vshlq_n_s32(r, 16));
    int32x4_t n = tanh_q15(vaddq_s32(gate(&quads, 2), from_h), table);
    int32x4_t z = sigmoid_q15(gate(&quads, 1), table);
    int32x4_t to_h = vsubq_s32(vldrhq_s32(hidden), n);
    int32x4_t h = vaddq_s32(n, vrshrq_n_s32(vmulq_s32(z, to_h), 15));
    vstrhq_p_s32(hidden, h, vctp32q((uint32_t)count));
  }
}

/* What a layer makes of four rows' pre-activations. */
INLINE int32x4_t activate(int32x4_t v, int32_t activation,
                          const int16_t *table) {
  int32_t smallest = activation == 0 ? -32768 : 0;
  switch (activation) {
  case 2: return sigmoid_q15(v, table);
  case 3: return tanh_q15(v, table);
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
