/* Weights in panels with VNNI: four columns of int8, or two of int16, of as many
   units as a vector has lanes.

   VNNI multiplies bytes, one factor with a sign and one without. An operand is
   256 times its upper byte, which has a sign, and its lower byte, which has
   none: the weights are taken as they are for the latter, and 128 more for the
   former. The 128 is undone by a correction. Of kept blocks each needs its own:
   where there are registers for it, the upper byte is 128 more instead, and 128
   times the sum of the weights is taken away.

   A template without a guard. A file that includes it defines before it, for
   its vectors:

     part                               a vector of numbers, one of a unit
     dot_bytes(sum, a, b)               adds to each number the products of four
                                        bytes, of a without sign, of b with one
     dot_halfwords(sum, a, b)           adds those of two halfwords */
#include <immintrin.h>

#include "panel_form.h"

/* Whether the upper bytes of a layer's operands are 128 more. */
INLINE int has_offset_operands(int is_kept, int upper_bytes) {
  return is_kept && (PARTS == 1 || upper_bytes);
}

/* Eight values as an operand: of each four the upper bytes, which are rounded
   where the lower ones do not count, and then the lower ones. Adds to the sums
   of each; the offset is part of none. */
INLINE __m128i split_values(const swiftlet_layer *layer, __m128i values,
                            __m128i *sum) {
  const int32_t upper_bytes = layer->upper_bytes;
  const int has_offset = has_offset_operands(keeps_panels(layer), upper_bytes);
  const int32_t of_upper = has_offset ? (int32_t)0x80808080 : 0;
  const __m128i half = _mm_set1_epi16(upper_bytes ? 128 : 0);
  const __m128i index =
      _mm_set_epi8(14, 12, 10, 8, 15, 13, 11, 9, 6, 4, 2, 0, 7, 5, 3, 1);
  __m128i split = _mm_shuffle_epi8(_mm_adds_epi16(values, half), index);
  __m128i pairs = _mm_maddubs_epi16(_mm_set1_epi8(1), split);
  *sum = _mm_add_epi32(*sum, _mm_madd_epi16(pairs, _mm_set1_epi16(1)));
  return _mm_xor_si128(split, _mm_set_epi32(0, of_upper, 0, of_upper));
}

#include "split_operands.h"

/* What undoes the offset of weights: -2^15 times the sum of an operand's upper
   bytes. */
INLINE uint32_t offset_of(__m128i sum) {
  return 0 -
         ((uint32_t)(_mm_cvtsi128_si32(sum) + _mm_extract_epi32(sum, 2)) << 15);
}

/* Rows have the offset where they meet upper bytes. */
INLINE void prepare_panels(task *t, int rows) {
  const swiftlet_layer *layer = t->layer;
  if (layer->weight_bits == 16) {
    load_operands(t);
    return;
  }
  __m128i x = load_split(layer, layer->input, layer->input_size, t->x);
  __m128i h = load_split(layer, layer->output, hidden_size(layer), t->h);
  if (keeps_panels(layer)) return;
  t->correction =
      panel_corrections(rows, offset_of(x) << layer->shift, offset_of(h));
}

/* Four bytes for every unit. */
INLINE part repeated_bytes(int32_t four) { return (part){} + four; }

/* Those of an operand. */
INLINE part load_bytes(const int16_t *bytes) {
  int32_t four;
  __builtin_memcpy(&four, bytes, sizeof four);
  return repeated_bytes(four);
}

/* The sums of a vector of units: of int8 weights over the operand's upper and
   lower bytes, and of kept ones what the former have too much; of int16 weights
   over its even and odd pairs of values, of several streams in one sum. */
typedef struct {
  part upper, lower, offset;
} part_sums;

INLINE part_sums shifted_part(part_sums s, int32_t shift) {
  return (part_sums){s.upper << shift, s.lower << shift, s.offset << shift};
}

INLINE part_sums joined_parts(part_sums a, part_sums b) {
  return (part_sums){a.upper + b.upper, a.lower + b.lower, a.offset + b.offset};
}

INLINE part total_of_part(part_sums s, panel_form form) {
  s.upper -= s.offset;
  return (form.weight_bits == 8 ? s.upper << 8 : s.upper) + s.lower;
}

/* Adds the products of four columns. */
INLINE void add_columns(part_sums *sum, const uint8_t *weights,
                        const int16_t *operand, panel_form form) {
  const part offset = repeated_bytes((int32_t)0x80808080);
  part w = load_part(weights);
  part upper = load_bytes(operand), lower = load_bytes(operand + 2);
  if (form.weight_bits == 16) {
    part *last = form.streams > 1 ? &sum->upper : &sum->lower;
    sum->upper = dot_halfwords(sum->upper, w, upper);
    *last = dot_halfwords(*last, load_part(weights + 64), lower);
    return;
  }
  if (has_offset_operands(form.is_kept, form.upper_bytes)) {
    sum->upper = dot_bytes(sum->upper, upper, w);
    sum->offset = dot_bytes(sum->offset, offset, w);
  } else {
    sum->upper = dot_bytes(sum->upper, w ^ offset, upper);
    if (form.is_kept) sum->upper -= dot_bytes((part){}, offset, upper);
  }
  if (!form.upper_bytes) sum->lower = dot_bytes(sum->lower, lower, w);
}

#include "panels.h"

/* The fewer sums a block has, the more of its row wait for one another. */
INLINE int turns_of(int rows, int is_kept) {
  const int turns = rows == 1 ? MOST_SUMS : rows == 3 && !is_kept ? 2 : 1;
  return turns > PARTS ? turns / PARTS : 1;
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  const swiftlet_layer *layer = t->layer;
#define FORM(sums, parts, bits, upper_bytes, is_kept)                 \
  sums(t, &t->x, panel, (quads(*)[4])sum,                             \
       (panel_form){rows, 1, turns_of(rows, is_kept), 0, parts, bits, \
                    upper_bytes, is_kept})
  if (layer->weight_bits == 16)
    FORM(panel_sums_of, PARTS, 16, 0, 0);
  else if (keeps_panels(layer) && layer->upper_bytes)
    FORM(panel_sums_of, PARTS, 8, 1, 1);
  else if (keeps_panels(layer))
    FORM(panel_sums_of, PARTS, 8, 0, 1);
  else if (PARTS > 1 && layer->upper_bytes && count <= 8)
    FORM(panel_sums_of, 1, 8, 1, 0);
  else if (PARTS > 1 && count <= 8)
    FORM(panel_sums_of, 1, 8, 0, 0);
  else if (layer->upper_bytes || rows == 1)
    FORM(panel_sums_of, PARTS, 8, layer->upper_bytes, 0);
  else
    FORM(panel_sums_by_part, PARTS, 8, 0, 0);
#undef FORM
}

/* As many at once as there are registers for their sums. */
INLINE void stream_sums(const task *t, int16_t *const x[], int32_t count,
                        int rows, const uint8_t *panel, quads (*sum)[4]) {
  const swiftlet_layer *layer = t->layer;
  const int upper_bytes = layer->weight_bits == 8 && layer->upper_bytes;
  const int sums = layer->weight_bits == 8 && !upper_bytes ? 2 : 1;
  const int at_once = rows == 1 ? MOST_SUMS : MOST_SUMS / sums / PARTS;
  sums_of_streams(t, x, count, panel, sum,
                  (panel_form){rows, at_once, 1, 0, PARTS, layer->weight_bits,
                               upper_bytes, 0});
}
