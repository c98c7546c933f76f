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

/* Eight values as an operand: of each four the upper bytes, which are rounded
   where the lower ones do not count, and then the lower ones. Adds to the sums
   of each. */
INLINE __m128i split_values(__m128i values, int32_t upper_bytes, __m128i *sum) {
  const __m128i half = _mm_set1_epi16(upper_bytes ? 128 : 0);
  const __m128i index =
      _mm_set_epi8(14, 12, 10, 8, 15, 13, 11, 9, 6, 4, 2, 0, 7, 5, 3, 1);
  __m128i split = _mm_shuffle_epi8(_mm_adds_epi16(values, half), index);
  *sum = _mm_dpbusd_epi32(*sum, _mm_set1_epi8(1), split);
  return split;
}

/* Writes values as an operand, and zeros up to a whole block. Gives 256 times
   the sum of the upper bytes. */
INLINE uint32_t load_split(int16_t *values, int32_t count, int32_t upper_bytes,
                           int16_t *operand) {
  __m128i sum = _mm_setzero_si128();
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i block = _mm_loadu_si128((const __m128i *)(values + i));
    _mm_storeu_si128((__m128i *)(operand + i),
                     split_values(block, upper_bytes, &sum));
  }
  for (; i < count; i += 4) {
    __m128i block = _mm_cvtsi64_si128(load_last(values + i, count - i));
    _mm_storel_epi64((__m128i *)(operand + i),
                     split_values(block, upper_bytes, &sum));
  }
  return (uint32_t)(_mm_cvtsi128_si32(sum) + _mm_extract_epi32(sum, 2)) << 8;
}

/* Rows have the offset where they meet upper bytes; the third of three rows is
   summed over x and over h. */
INLINE void prepare_panels(task *t, int rows) {
  const swiftlet_layer *layer = t->layer;
  if (layer->weight_bits == 16) {
    load_operands(t);
    return;
  }
  const int32_t upper_bytes = layer->upper_bytes;
  uint32_t x = load_split(layer->input, layer->input_size, upper_bytes, t->x);
  uint32_t h = load_split(layer->output, hidden_size(layer), upper_bytes, t->h);
  if (keeps_panels(layer)) return;
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

/* How a panel's products are summed. */
typedef struct {
  int rows;
  int weight_bits;
  /* Whether operands of int8 weights have no lower bytes. */
  int upper_bytes;
  int is_kept;
} panel_form;

/* Adds the products of four columns: of int8 weights over the operand's upper
   and lower bytes, of int16 weights over its even and odd pairs of values. Kept
   blocks have their own offsets: 128 times the sum of their upper bytes is taken
   away at once. */
INLINE void add_columns(row_sums *sum, const uint8_t *weights,
                        const int16_t *operand, panel_form form) {
  const __m512i offset = _mm512_set1_epi8((char)128);
  __m512i w = _mm512_loadu_si512(weights);
  __m512i upper = load_bytes(operand), lower = load_bytes(operand + 2);
  if (form.weight_bits == 16) {
    __m512i last = _mm512_loadu_si512(weights + 64);
    sum->upper = _mm512_dpwssd_epi32(sum->upper, w, upper);
    sum->lower = _mm512_dpwssd_epi32(sum->lower, last, lower);
    return;
  }
  sum->upper =
      _mm512_dpbusd_epi32(sum->upper, _mm512_xor_si512(w, offset), upper);
  if (form.is_kept)
    sum->upper = _mm512_sub_epi32(
        sum->upper, _mm512_dpbusd_epi32(_mm512_setzero_si512(), offset, upper));
  if (!form.upper_bytes) sum->lower = _mm512_dpbusd_epi32(sum->lower, lower, w);
}

/* A row's blocks take turns in several sums, as each waits for the one before:
   the fewer rows, the more. */
enum { MOST_TURNS = 4 };

INLINE int turns_of(panel_form form) {
  if (form.rows == 1) return MOST_TURNS;
  return form.rows == 3 && !form.is_kept ? 2 : 1;
}

typedef struct {
  row_sums row[4];
} panel_rows;

/* Adds the products of a run's `count` blocks; the third row of three goes where
   `third` says. */
INLINE void add_run_of_panel(panel_rows sum[MOST_TURNS], const uint8_t *run,
                             int third, const int16_t *operand, int32_t count,
                             panel_form form) {
  const int turns = turns_of(form);
  const uint8_t *places = run;
  if (form.is_kept) run += places_size(form.rows, count);
  for (int32_t i = 0; i < count; i += turns)
#pragma unroll
    for (int turn = 0; turn < turns && i + turn < count; turn++)
      for (int row = 0; row < form.rows; row++, run += 8 * form.weight_bits) {
        uint16_t place = (uint16_t)(i + turn);
        if (form.is_kept) {
          __builtin_memcpy(&place, places, sizeof place);
          places += sizeof place;
        }
        const int to = form.rows == 3 && row == 2 ? third : row;
        add_columns(&sum[turn].row[to], run, operand + 4 * place, form);
      }
}

INLINE void shift_row(row_sums *sum, __m128i shift) {
  sum->upper = _mm512_sll_epi32(sum->upper, shift);
  sum->lower = _mm512_sll_epi32(sum->lower, shift);
}

/* A row's sum of all turns. */
INLINE quads sum_of_turns(const panel_rows sum[MOST_TURNS], int row,
                          panel_form form) {
  row_sums all = sum[0].row[row];
  for (int turn = 1; turn < turns_of(form); turn++) {
    all.upper = _mm512_add_epi32(all.upper, sum[turn].row[row].upper);
    all.lower = _mm512_add_epi32(all.lower, sum[turn].row[row].lower);
  }
  return (quads)(form.weight_bits == 8
                     ? whole(all)
                     : _mm512_add_epi32(all.upper, all.lower));
}

INLINE void panel_sums_of(const task *t, const uint8_t *panel, quads sum[4],
                          panel_form form) {
  const int32_t x_count = stored_over_x(t), h_count = stored_over_h(t);
  panel_rows s[MOST_TURNS] = {};
  add_run_of_panel(s, panel, 2, t->x, x_count, form);
  if (h_count > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->layer->shift);
    for (int turn = 0; turn < turns_of(form); turn++)
      for (int row = 0; row < form.rows; row++)
        shift_row(&s[turn].row[row], shift);
    panel += 8 * form.weight_bits * form.rows * (int64_t)x_count;
    if (form.is_kept) panel += places_size(form.rows, x_count);
    add_run_of_panel(s, panel, 3, t->h, h_count, form);
  }
  for (int row = 0; row < 4; row++) sum[row] = sum_of_turns(s, row, form);
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  (void)count;
  const swiftlet_layer *layer = t->layer;
#define FORM(bits, upper_bytes, is_kept) \
  panel_sums_of(t, panel, sum, (panel_form){rows, bits, upper_bytes, is_kept})
  if (layer->weight_bits == 16)
    FORM(16, 0, 0);
  else if (keeps_panels(layer) && layer->upper_bytes)
    FORM(8, 1, 1);
  else if (keeps_panels(layer))
    FORM(8, 0, 1);
  else if (layer->upper_bytes)
    FORM(8, 1, 0);
  else
    FORM(8, 0, 0);
#undef FORM
}

#endif
