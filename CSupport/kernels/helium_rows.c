/* Kernels for Arm cores with Helium (MVE): Cortex-M55. Rows of int8 weights in
   blocks of 16 columns, row after row.

   A vector holds 16 operands that are bytes, 8 that are int16. VMLADAV adds all
   products of two vectors to a register of 32 bits; no partial sum exceeds it
   (ARITHMETIC.md, section 7). A block of four rows takes 9 instructions for
   bytes and 18 for int16, which the compiler's loops come to, and the loop one
   more. */
#include <arm_mve.h>

#include "swiftlet_helium.h"

#define INLINE static inline __attribute__((always_inline))

/* Sixteen values of an operand: bytes, or int16. */
typedef struct columns {
  int8x16_t bytes;
  int16x8_t low, high;
} columns;

/* Loads them, and moves the operand past them. */
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

/* The first block's sums; moves block past it. */
INLINE sums first_block(const int8_t **block, const int16_t **operand, int rows,
                        bool bytes) {
  columns x = next_columns(operand, bytes);
  const int8_t *row = *block;
  *block += 16 * rows;
  return (sums){dot(row, x, bytes), dot(row + 16, x, bytes),
                dot(row + 32, x, bytes),
                rows == 4 ? dot(row + 48, x, bytes) : 0};
}

/* Adds count more blocks. */
INLINE void add_blocks(sums *sum, const int8_t **block, const int16_t *operand,
                       uint32_t count, int rows, bool bytes) {
  for (; count != 0; count--) {
    columns x = next_columns(&operand, bytes);
    sum->a = add_dot(sum->a, *block, x, bytes);
    sum->b = add_dot(sum->b, *block + 16, x, bytes);
    sum->c = add_dot(sum->c, *block + 32, x, bytes);
    if (rows == 4) sum->d = add_dot(sum->d, *block + 48, x, bytes);
    *block += 16 * rows;
  }
}

/* A sum over x in the unit of one over h. */
INLINE int32_t shifted(int32_t sum, int32_t shift) {
  return (int32_t)((uint32_t)sum << shift);
}

/* The sums of a tile of four rows over x and h. */
INLINE sums quad(const swiftlet_tile *tile, const int8_t **block, bool bytes) {
  const int16_t *x = tile->x;
  sums sum = first_block(block, &x, 4, bytes);
  add_blocks(&sum, block, x, (uint32_t)tile->x_blocks - 1, 4, bytes);
  if (tile->h_blocks != 0) {
    int32_t shift = tile->shift;
    sum = (sums){shifted(sum.a, shift), shifted(sum.b, shift),
                 shifted(sum.c, shift), shifted(sum.d, shift)};
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
  int32_t c = shifted(sum.c, shift);
  sum = (sums){shifted(sum.a, shift), shifted(sum.b, shift), 0, 0};
  add_blocks(&sum, block, tile->h, (uint32_t)tile->h_blocks, 3, bytes);
  return (sums){sum.a, sum.b, c, sum.c};
}

/* The pre-activations of a tile's sums, scaled as ARITHMETIC.md has it; moves
   block past the tile. Sums of products with bytes are in units of 256. */
INLINE int32x4_t preactivations(sums sum, const int8_t **block, bool bytes) {
  int32x4_t s = {sum.a, sum.b, sum.c, sum.d};
  const int32_t *rows = (const int32_t *)*block;
  *block += 32;
  if (bytes) s = vshlq_n_s32(s, 8);
  return vrmulhq_s32(vaddq_s32(s, vld1q_s32(rows)), vld1q_s32(rows + 4));
}

/* A kernel, under the name of swiftlet_helium.h, where it has no parameters. */
#define KERNEL(name, rows, bytes)                              \
  swiftlet_wide_kernel name __asm__("swiftlet_" #name);        \
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
