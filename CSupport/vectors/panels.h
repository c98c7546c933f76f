/* Sums of products of panels (FORMAT.md, "Panels"), with vectors of units.

   A template without a guard, after panel_form.h. A file that includes it
   defines before it, for its vectors:

     part_sums                          the sums of a vector of units
     add_columns(sum, weights, operand, form)
                                        adds the products of four columns
     shifted_part(sum, shift)           sums, shifted left
     joined_parts(a, b)                 the sums of both
     total_of_part(sum, form)           the numbers that they stand for

   It gives panel_sums_of, panel_sums_by_part and sums_of_streams. */

/* Sums of a row at most, in turns of one stream or of several streams. */
enum { MOST_SUMS = 4 };

/* The sums of the four rows of units. */
typedef struct {
  part_sums row[4][PARTS];
} panel_rows;

/* Bytes of a block of four columns of a row. */
INLINE int64_t block_size(panel_form form) { return 8 * form.weight_bits; }

/* Adds the products of a run's `count` blocks with operands of streams, which
   lie some values after their x; the third row of three goes where `third`
   says. */
INLINE void add_run_of_panel(panel_rows sum[MOST_SUMS], const uint8_t *run,
                             int third, int16_t *const x[], int64_t after,
                             int32_t count, panel_form form) {
  const uint8_t *places = run;
  if (form.is_kept) run += places_size(form.rows, count);
  for (int32_t i = 0; i < count; i += form.turns)
#pragma unroll
    for (int turn = 0; turn < form.turns && i + turn < count; turn++)
#pragma unroll
      for (int row = 0; row < form.rows; row++, run += block_size(form)) {
        int32_t place = i + turn;
        if (form.is_kept) {
          uint16_t kept;
          __builtin_memcpy(&kept, places, sizeof kept);
          places += sizeof kept;
          place = kept;
        }
        const int to = form.rows == 3 && row == 2 ? third : row;
#pragma unroll
        for (int j = form.first; j < form.parts; j++)
#pragma unroll
          for (int stream = 0; stream < form.streams; stream++)
            add_columns(&sum[turn + stream].row[to][j], run + sizeof(part) * j,
                        x[stream] + after + 4 * place, form);
      }
}

INLINE void shift_sums(panel_rows sum[MOST_SUMS], int32_t shift,
                       panel_form form) {
#pragma unroll
  for (int i = 0; i < form.turns * form.streams; i++)
#pragma unroll
    for (int row = 0; row < form.rows; row++)
#pragma unroll
      for (int j = form.first; j < form.parts; j++)
        sum[i].row[row][j] = shifted_part(sum[i].row[row][j], shift);
}

/* A row's sums of the units, of all turns. */
INLINE void store_sums(const panel_rows sum[], int row, quads *to,
                       panel_form form) {
#pragma unroll
  for (int j = form.first; j < form.parts; j++) {
    part_sums all = sum[0].row[row][j];
#pragma unroll
    for (int turn = 1; turn < form.turns; turn++)
      all = joined_parts(all, sum[turn].row[row][j]);
    const part total = total_of_part(all, form);
    __builtin_memcpy((char *)to + sizeof total * j, &total, sizeof total);
  }
}

/* A panel's sums in form.streams streams, whose operands x lie apart; h lies in
   each as far from x as in the task. */
INLINE void panel_sums_of(const task *t, int16_t *const x[],
                          const uint8_t *panel, quads (*sum)[4],
                          panel_form form) {
  const int32_t x_count = stored_over_x(t), h_count = stored_over_h(t);
  panel_rows s[MOST_SUMS] = {};
  add_run_of_panel(s, panel, 2, x, 0, x_count, form);
  if (h_count > 0) {
    shift_sums(s, t->layer->shift, form);
    panel += block_size(form) * form.rows * x_count;
    if (form.is_kept) panel += places_size(form.rows, x_count);
    add_run_of_panel(s, panel, 3, x, t->h - t->x, h_count, form);
  }
#pragma unroll
  for (int stream = 0; stream < form.streams; stream++)
#pragma unroll
    for (int row = 0; row < 4; row++)
      store_sums(s + stream, row, &sum[stream][row], form);
}

/* Vectors of units one after the other, where the sums of all would need more
   registers than there are. */
INLINE void panel_sums_by_part(const task *t, int16_t *const x[],
                               const uint8_t *panel, quads (*sum)[4],
                               panel_form form) {
  const int parts = form.parts;
#pragma unroll
  for (int j = 0; j < parts; j++) {
    form.first = j;
    form.parts = j + 1;
    panel_sums_of(t, x, panel, sum, form);
  }
}

/* The sums of a panel of all blocks in `count` streams, as many at once as the
   form says. */
INLINE void sums_of_streams(const task *t, int16_t *const x[], int32_t count,
                            const uint8_t *panel, quads (*sum)[4],
                            panel_form form) {
  const int at_once = form.streams;
  int32_t i = 0;
#pragma nounroll
  for (; i + at_once <= count; i += at_once)
    panel_sums_by_part(t, x + i, panel, sum + i, form);
  form.streams = 1;
#pragma nounroll
  for (; at_once > 1 && i < count; i++)
    panel_sums_by_part(t, x + i, panel, sum + i, form);
}
