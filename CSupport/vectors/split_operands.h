/* Operands of int8 weights in panels on x86-64, as bytes or halfwords in an
   order of their own.

   A template without a guard. A file that includes it defines before it

     split_values(layer, values, sum)   eight values as the layer's operand; adds
                                        to a sum what corrections want of them

   It gives load_split. */
#include <immintrin.h>

#include "task.h"

/* Writes values as an operand, and zeros up to a whole block. Gives the sum. */
INLINE __m128i load_split(const swiftlet_layer *layer, int16_t *values,
                          int32_t count, int16_t *operand) {
  __m128i sum = _mm_setzero_si128();
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i block = _mm_loadu_si128((const __m128i *)(values + i));
    _mm_storeu_si128((__m128i *)(operand + i),
                     split_values(layer, block, &sum));
  }
  for (; i < count; i += 4) {
    __m128i block = _mm_cvtsi64_si128(load_last(values + i, count - i));
    _mm_storel_epi64((__m128i *)(operand + i),
                     split_values(layer, block, &sum));
  }
  return sum;
}
