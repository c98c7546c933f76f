/* Sums over blocks of four columns, in pairs of rows. A file that includes this
   defines before it, for its set of instructions:

     pair_sums                          a tile's sums of halfwords and of second
                                        rows
     add_blocks(sum, tile, rows, over_h, values, count)
                                        adds the products of four tiles' blocks
     shifted(sum, shift)                sums, shifted left
     rows_of(sum)                       the four rows' sums */

/* The first rows of pairs have the offset; the third of three rows is a first
   one over x as over h. */
INLINE quads correction(const task *t, int rows) {
  (void)rows;
  if (t->width == 16 || t->bits == 16) return (quads){};
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  return corrections(first, 0, first, 0);
}

/* Four tiles' sums. */
INLINE quads join(const __m128i part[4]) {
  quads all;
  __builtin_memcpy(&all, part, sizeof all);
  return all;
}

/* Four tiles with blocks of 4 columns. */
INLINE quads narrow_sums(const task *t, int rows,
                         const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4] = {};
  add_blocks(sum, tile, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) sum[j] = shifted(sum[j], t->shift);
  add_blocks(sum, tile, rows, 1, t->h, t->h_blocks);
  __m128i result[4];
  for (int j = 0; j < 4; j++) result[j] = rows_of(sum[j]);
  return join(result);
}
