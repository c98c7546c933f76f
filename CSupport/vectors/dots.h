/* Products of eight halfwords at a time, in vectors of 16 bytes: what every
   machine with vectors has, SSE2 or Neon. */
#ifndef DOTS_H
#define DOTS_H

#include "vectors.h"

#if defined(__x86_64__)

#include <emmintrin.h>

/* Sums of products: of the halfwords 0 and 1, 2 and 3, 4 and 5, 6 and 7. */
typedef struct {
  four pairs;
} dots;

INLINE void add_products(dots *sum, eight a, eight b) {
  sum->pairs += (four)_mm_madd_epi16((__m128i)a, (__m128i)b);
}

INLINE dots shifted_dots(dots sum, int32_t shift) {
  return (dots){sum.pairs << shift};
}

INLINE four pairs_of(dots sum) { return sum.pairs; }

#else

#include <arm_neon.h>

/* Sums of products: of each halfword alone. */
typedef struct {
  int32x4_t low, high;
} dots;

INLINE void add_products(dots *sum, eight a, eight b) {
  sum->low = vmlal_s16(sum->low, vget_low_s16((int16x8_t)a),
                       vget_low_s16((int16x8_t)b));
  sum->high = vmlal_high_s16(sum->high, (int16x8_t)a, (int16x8_t)b);
}

INLINE dots shifted_dots(dots sum, int32_t shift) {
  return (dots){sum.low << shift, sum.high << shift};
}

/* The sums of the halfwords 0 and 1, 2 and 3, 4 and 5, 6 and 7. */
INLINE four pairs_of(dots sum) { return (four)vpaddq_s32(sum.low, sum.high); }

#endif

/* Four values, twice. */
INLINE eight load_twice(const int16_t *values) {
  int64_t loaded;
  __builtin_memcpy(&loaded, values, sizeof loaded);
  return (eight)((two){} + loaded);
}

/* Eight bytes as halfwords. */
INLINE eight load_widened(const uint8_t *bytes) {
  eight_bytes loaded;
  __builtin_memcpy(&loaded, bytes, sizeof loaded);
  return __builtin_convertvector(loaded, eight);
}

/* Each two neighbours of two vectors summed. */
INLINE four sum_pairs(four a, four b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6) +
         __builtin_shufflevector(a, b, 1, 3, 5, 7);
}

/* The sums of two pairs of rows: of halfwords, and of the second rows. The
   halfwords of a block are the first pair's columns, then the second's. */
typedef struct {
  dots both, second;
} block_sums;

INLINE block_sums shifted_sums(block_sums sum, int32_t shift) {
  return (block_sums){shifted_dots(sum.both, shift),
                      shifted_dots(sum.second, shift)};
}

/* The four rows' sums: the first rows' are those of halfwords less 256 times
   the second rows'. */
INLINE four rows_of_block(block_sums sum) {
  four second = pairs_of(sum.second);
  four rows = sum_pairs(pairs_of(sum.both) - (second << 8), second);
  return __builtin_shufflevector(rows, rows, 0, 2, 1, 3);
}

/* A block's halfwords: of four rows, or the pair of three. */
INLINE eight load_pairs(const uint8_t *block, int rows) {
  two pairs = {};
  if (rows == 4)
    __builtin_memcpy(&pairs, block, 16);
  else
    __builtin_memcpy(&pairs, block, 8);
  return (eight)pairs;
}

/* A block of int8 weights, or of numbers like them: the halfwords of its pairs,
   and of three rows the third one's bytes, in the order of columns 0 2 1 3. */
typedef struct {
  eight pairs;
  uint32_t third;
} int8_block;

INLINE int8_block load_block(const uint8_t *block, int rows) {
  int8_block loaded = {load_pairs(block, rows), 0};
  if (rows == 3)
    __builtin_memcpy(&loaded.third, block + 8, sizeof loaded.third);
  return loaded;
}

/* The third of three rows as a pair's halfwords, first or second in it. */
INLINE eight third_as_pair(uint32_t third, int is_second) {
  eight pairs = (eight)(four){(int32_t)third};
  eight first = pairs << 8 >> 8, last = pairs >> 8;
  eight row = __builtin_shufflevector(first, last, 0, 1, 8, 9, 0, 1, 8, 9);
  return is_second ? row << 8 : row;
}

/* Adds the products of a block whose pairs have halfwords 256 b + a + offset,
   with 128 or 0; a third row of three over x comes third, over h fourth. The
   second rows' weights are the halfwords' upper bytes, rounded where there
   is no offset. */
INLINE void add_block(block_sums *sum, int8_block block, int rows, int over_h,
                      int16_t offset, eight x) {
  eight w = block.pairs;
  if (rows == 3)
    w = __builtin_shufflevector(w, third_as_pair(block.third, over_h) + offset,
                                0, 1, 2, 3, 8, 9, 10, 11);
  add_products(&sum->both, w, x);
  add_products(&sum->second, (w + (int16_t)(128 - offset)) >> 8, x);
}

/* A block of int4 weights is two of int8 weights that count 16 times: the first
   four columns' are the lower halves of its bytes. */
INLINE int8_block upper_halves(int8_block block) {
  const eight upper = (eight){} + (int16_t)0xF0F0;
  return (int8_block){block.pairs & upper, block.third & 0xF0F0F0F0};
}

INLINE int8_block lower_halves(int8_block block) {
  return upper_halves((int8_block){block.pairs << 4, block.third << 4});
}

/* Sums over int16 weights: of the first two rows, and of the others. */
typedef struct {
  dots rows[2];
} int16_rows;

/* Adds the products of blocks of int16 weights; of three rows the third comes
   third over x and fourth over h. Gives where the blocks end. */
INLINE const uint8_t *add_int16_rows(int16_rows *sum, const uint8_t *block,
                                     int rows, int over_h, const int16_t *x,
                                     int32_t count) {
  for (int32_t i = 0; i < count; i++, block += 8 * rows) {
    eight operand = load_twice(x + 4 * i);
    eight last = load_pairs(block + 16, rows);
    if (rows == 3 && over_h)
      last = __builtin_shufflevector(last, (eight){}, 8, 8, 8, 8, 0, 1, 2, 3);
    add_products(&sum->rows[0], load_pairs(block, 4), operand);
    add_products(&sum->rows[1], last, operand);
  }
  return block;
}

INLINE int16_rows shifted_rows(int16_rows sum, int32_t shift) {
  return (int16_rows){
      {shifted_dots(sum.rows[0], shift), shifted_dots(sum.rows[1], shift)}};
}

/* The four rows' sums. */
INLINE four rows_of_int16(int16_rows sum) {
  return sum_pairs(pairs_of(sum.rows[0]), pairs_of(sum.rows[1]));
}

#endif
