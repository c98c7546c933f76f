/* int8 weights in panels with AVX-512: four columns of sixteen units are a
   vector.

   VNNI multiplies bytes, one factor with a sign and one without. An operand is
   256 times its upper byte, which has a sign, and its lower byte, which has
   none: the weights are taken as they are for the latter, and 128 more for the
   former. The 128 is undone by a correction. */
#ifndef AVX512_PANELS_H
#define AVX512_PANELS_H

#include "avx512_vectors.h"
#include "task.h"

/* Writes values as an operand: of each four the upper bytes, which are rounded
   where the lower ones do not count, and then the lower ones; after the values
   zeros up to whole blocks. Gives 256 times the sum of the upper bytes. */
INLINE uint32_t load_split(int16_t *values, int32_t count, int32_t upper_bytes,
                           int16_t *operand) {
  const __m512i half = _mm512_set1_epi16(upper_bytes ? 128 : 0);
  const __m512i index = _mm512_broadcast_i32x4(
      _mm_set_epi8(14, 12, 10, 8, 15, 13, 11, 9, 6, 4, 2, 0, 7, 5, 3, 1));
  __m512i sum = _mm512_setzero_si512();
  for (int32_t i = count; i % 4 != 0; i++) values[i] = 0;
  for (int32_t i = 0; i < count; i += 32) {
    const int32_t blocks = (count - i + 3) / 4;
    const __mmask8 present = blocks < 8 ? (1 << blocks) - 1 : 0xFF;
    __m512i value =
        _mm512_adds_epi16(_mm512_maskz_loadu_epi64(present, values + i), half);
    value = _mm512_shuffle_epi8(value, index);
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8(1), value);
    _mm512_mask_storeu_epi64(operand + i, present, value);
  }
  return (uint32_t)_mm512_mask_reduce_add_epi32(0x5555, sum) << 8;
}

/* Rows have the offset where they meet upper bytes; the third of three rows is
   summed over x and over h. */
INLINE void prepare_panels(task *t, int rows) {
  const swiftlet_layer *layer = t->layer;
  const int32_t upper_bytes = layer->upper_bytes;
  uint32_t x = load_split(layer->input, layer->input_size, upper_bytes, t->x);
  uint32_t h = load_split(layer->output, hidden_size(layer), upper_bytes, t->h);
  x = 0 - (x << layer->shift << 7);
  h = 0 - (h << 7);
  t->correction = rows == 3 ? corrections(x + h, x + h, x, h)
                            : corrections(x + h, x + h, x + h, x + h);
}

/* Four bytes of such an operand, for every unit. */
INLINE __m512i load_bytes(const int16_t *bytes) {
  int32_t four;
  __builtin_memcpy(&four, bytes, sizeof four);
  return _mm512_set1_epi32(four);
}

/* Adds the products of blocks; the third row of three goes where `third`
   says. */
INLINE void add_panel_blocks(row_sums sum[4], const uint8_t *block, int rows,
                             int third, const int16_t *bytes, int32_t count,
                             int upper_bytes) {
  const __m512i offset = _mm512_set1_epi8((char)128);
  for (int32_t i = 0; i < count; i++, bytes += 4) {
    __m512i upper = load_bytes(bytes), lower = load_bytes(bytes + 2);
    for (int row = 0; row < rows; row++, block += 64) {
      row_sums *of = &sum[rows == 3 && row == 2 ? third : row];
      __m512i w = _mm512_loadu_si512(block);
      of->upper =
          _mm512_dpbusd_epi32(of->upper, _mm512_xor_si512(w, offset), upper);
      if (!upper_bytes) of->lower = _mm512_dpbusd_epi32(of->lower, lower, w);
    }
  }
}

INLINE void panel_sums_of(const task *t, int rows, const uint8_t *panel,
                          quads sum[4], int upper_bytes) {
  row_sums s[4] = {};
  add_panel_blocks(s, panel, rows, 2, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->layer->shift);
    for (int row = 0; row < rows; row++) {
      s[row].upper = _mm512_sll_epi32(s[row].upper, shift);
      s[row].lower = _mm512_sll_epi32(s[row].lower, shift);
    }
    add_panel_blocks(s, panel + 64 * rows * (int64_t)t->x_blocks, rows, 3, t->h,
                     t->h_blocks, upper_bytes);
  }
  for (int row = 0; row < 4; row++) sum[row] = (quads)whole(s[row]);
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  (void)count;
  if (t->layer->upper_bytes)
    panel_sums_of(t, rows, panel, sum, 1);
  else
    panel_sums_of(t, rows, panel, sum, 0);
}

#endif
