/* Sums over blocks of four columns, in pairs of rows. A file that includes this
   defines before it, for its set of instructions:

     pair_sums                          a tile's sums of halfwords and of second
                                        rows
     add_blocks(sum, tile, rows, over_h, values, count)
                                        adds the products of four tiles' blocks
     shifted(sum, shift)                sums, shifted left
     rows_of(sum)                       the four rows' sums
     int16_sums(task, rows, tile)       a tile's sums of int16 weights
     unit_sums(weights, stride, values, count)
                                        a row's sums of a panel's sixteen units,
                                        whose blocks are a stride apart */

/* The first rows of pairs have the offset; the third of three rows is a first
   one over x as over h. */
INLINE void prepare(task *t, const swiftlet_layer *layer, int rows) {
  (void)rows;
  load_operands(t, layer);
  if (t->storage != SWIFTLET_ALL_BLOCKS || t->bits == 16) return;
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  t->correction = corrections(first, 0, first, 0);
}

/* Four tiles of int8 weights. */
INLINE quads narrow_sums(const task *t, int rows,
                         const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4] = {};
  add_blocks(sum, tile, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) sum[j] = shifted(sum[j], t->shift);
  add_blocks(sum, tile, rows, 1, t->h, t->h_blocks);
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = rows_of(sum[j]);
  return join(result);
}

INLINE quads sums(const task *t, int rows, const uint8_t *const tile[4]) {
  if (t->bits == 8) return narrow_sums(t, rows, tile);
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = int16_sums(t, rows, tile[j]);
  return join(result);
}

INLINE void panel_sums(const task *t, int rows, const uint8_t *panel,
                       quads sum[4]) {
  const int64_t stride = 64 * rows;
  for (int row = 0; row < rows; row++, panel += 64) {
    quads x = unit_sums(panel, stride, t->x, t->x_blocks) << t->shift;
    quads h = unit_sums(panel + stride * t->x_blocks, stride, t->h,
                        t->h_blocks);
    const int is_split = rows == 3 && row == 2;
    sum[row] = is_split ? x : x + h;
    if (is_split) sum[row + 1] = h;
  }
}
