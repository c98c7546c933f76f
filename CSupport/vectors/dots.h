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

/* The third of three rows as a pair's halfwords, first or second in it; its
   bytes come in the order of columns 0 2 1 3. */
INLINE eight load_third(const uint8_t *bytes, int is_second) {
  int32_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  eight pairs = (eight)(four){word};
  eight first = pairs << 8 >> 8, last = pairs >> 8;
  eight row = __builtin_shufflevector(first, last, 0, 1, 8, 9, 0, 1, 8, 9);
  return is_second ? row << 8 : row;
}

/* Adds the products of a block whose pairs have halfwords 256 b + a + offset,
   with 128 or 0; a third row of three over x comes third, over h fourth. The
   second rows' weights are the halfwords' upper bytes, rounded where there
   is no offset. */
INLINE void add_block(block_sums *sum, const uint8_t *block, int rows,
                      int over_h, int16_t offset, eight x) {
  eight w = load_pairs(block, rows);
  if (rows == 3)
    w = __builtin_shufflevector(w, load_third(block + 8, over_h) + offset, 0, 1,
                                2, 3, 8, 9, 10, 11);
  add_products(&sum->both, w, x);
  add_products(&sum->second, (w + (int16_t)(128 - offset)) >> 8, x);
}

#endif
