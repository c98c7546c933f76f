/* The lower floor of a step: pre-activations of units (ARITHMETIC.md, section
   5), from tiles, panels or kept blocks.

   A template without a guard. A file that includes it defines before it what
   arithmetic.h wants and gives, and for its set of instructions:

     correct(task, rows)                sets the correction of the sums of pairs
                                        over loaded operands
     sums(task, rows, tile)             of four tiles: each one's four sums
     prepare_panels(task, rows)         loads the operands of panels, and sets
                                        the correction of their sums
     panel_sums(task, rows, count, panel, sum)
                                        of a panel: for each row the sums of
                                        its sixteen units, or more than the
                                        first `count` of them
     stream_sums(task, x, count, rows, panel, sum)
                                        the sums of all sixteen units in each of
                                        `count` streams, whose operands lie
                                        apart

   It gives what cells.h wants: begin and preactivations.

   rows is what a unit has: 4, or 3 in a reset-after GRU, whose sums over x and
   h of the third row are two, or 1, where four units share a tile. */
#include "kept.h"
#include "task.h"

/* Loads the operands of tiles, with what undoes offsets over them. */
INLINE void prepare_tiles(task *t, int rows) {
  load_operands(t);
  if (has_pairs(t->layer)) correct(t, rows);
}

/* Loads the operands. */
INLINE void prepare(task *t, int rows) {
  if (has_panels(t->layer))
    prepare_panels(t, rows);
  else
    prepare_tiles(t, rows);
}

/* The task of a layer whose units have `rows` rows, with its operands. */
INLINE task begin(const swiftlet_layer *layer, int rows) {
  task t = make_task(layer, rows);
  prepare(&t, rows);
  join_operands(&t, rows);
  return t;
}

/* Four values each from four places. */
INLINE quads load_quads(const uint8_t *const place[4], int64_t offset) {
  four loaded[4];
  for (int j = 0; j < 4; j++)
    __builtin_memcpy(&loaded[j], place[j] + offset, 16);
  return join(loaded);
}

/* Of four tiles, some bytes apart: of each its four rows'. Beyond the last tile
   its own come again. */
INLINE quads of_four_tiles(const task *t, int rows, const uint8_t *first,
                           int64_t stride) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++) {
    const uint8_t *place = first + j * stride;
    tile[j] = place < t->last ? place : t->last;
  }
  quads biased =
      sums(t, rows, tile) + t->correction + load_quads(tile, t->tile_size - 32);
  return scale_quads(biased, load_quads(tile, t->tile_size - 16));
}

/* Apart from their callers, which would need too many registers. */
#define APART static __attribute__((noinline))

APART quads of_four_quads(const task *t, const uint8_t *first, int64_t stride) {
  return of_four_tiles(t, 4, first, stride);
}

/* From four rows each of the units 4 j + k in s[k] to sixteen units each of
   the rows. */
INLINE void transpose(const quads s[4], quads v[4]) {
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
  octet low01 = (octet)__builtin_shufflevector(s[0], s[1], LOW);
  octet low23 = (octet)__builtin_shufflevector(s[2], s[3], LOW);
  octet high01 = (octet)__builtin_shufflevector(s[0], s[1], HIGH);
  octet high23 = (octet)__builtin_shufflevector(s[2], s[3], HIGH);
#define FIRST 0, 8, 2, 10, 4, 12, 6, 14
#define SECOND 1, 9, 3, 11, 5, 13, 7, 15
  v[0] = (quads)__builtin_shufflevector(low01, low23, FIRST);
  v[1] = (quads)__builtin_shufflevector(low01, low23, SECOND);
  v[2] = (quads)__builtin_shufflevector(high01, high23, FIRST);
  v[3] = (quads)__builtin_shufflevector(high01, high23, SECOND);
}

INLINE void of_tiles(const task *t, int rows, int32_t unit, quads v[4]) {
  const int64_t size = t->tile_size;
  if (rows == 1) {
    v[0] = of_four_quads(t, t->tiles + unit / 4 * size, size);
    return;
  }
  const uint8_t *first = t->tiles + unit * size;
  quads s[4] = {};
  for (int k = 0; k < 4 && first <= t->last; k++, first += size)
    s[k] = rows == 4 ? of_four_quads(t, first, 4 * size)
                     : of_four_tiles(t, 3, first, 4 * size);
  transpose(s, v);
}

INLINE void of_kept_tiles(task *t, int rows, int32_t count, quads v[4]) {
  kept_tiles tiles = {};
  if (rows == 1) {
    for (int i = 0; i < 4 && 4 * i < count; i++) take_kept(&tiles, i, t, 4);
    v[0] = scaled_kept(&tiles, 0);
    return;
  }
  for (int i = 0; i < 16 && i < count; i++)
    take_kept(&tiles, i % 4 * 4 + i / 4, t, rows);
  quads s[4];
  for (int k = 0; k < 4; k++) s[k] = scaled_kept(&tiles, k);
  transpose(s, v);
}

/* Numbers of LANES units, a vector for each row. */
typedef struct {
  lanes row[4];
} unit_lanes;

/* The numbers of a panel for each row: four of reset-after GRUs. */
INLINE int row_count(int rows) { return rows == 3 ? 4 : rows; }

/* The pre-activations of LANES units from one of a panel on. */
INLINE unit_lanes scaled(const task *t, int rows, int32_t panel,
                         const quads sum[4], int32_t unit) {
  const int count = row_count(rows);
  const uint8_t *biases =
      t->tiles + (panel + 1) * t->tile_size - 128 * count + 4 * unit;
  unit_lanes v = {};
#pragma unroll
  for (int row = 0; row < count; row++) {
    const uint8_t *bias = biases + 64 * row;
    lanes biased = load_lanes((const int32_t *)&sum[row] + unit) +
                   t->correction[row] + load_lanes(bias);
    v.row[row] = scale(biased, load_lanes(bias + 64 * count));
  }
  return v;
}

INLINE void sums_of_panel(const task *t, int rows, int32_t panel, int32_t units,
                          quads sum[4]) {
  panel_sums(t, rows, units, t->tiles + panel * t->tile_size, sum);
}

/* Units whose pre-activations are there before the equations begin: as long as
   nothing waits for a sum, several turns of the equations run at once. */
enum { CHUNK = 64 };

/* Pre-activations: of each sixteen units a vector for each row. */
typedef quads unit_rows[CHUNK / 16][4];

/* LANES units from one of a panel on. */
INLINE unit_lanes load_units(const quads v[4], int unit, int rows) {
  unit_lanes loaded = {};
#pragma unroll
  for (int row = 0; row < row_count(rows); row++)
    loaded.row[row] = load_lanes((const int32_t *)&v[row] + unit);
  return loaded;
}

INLINE void store_units(quads v[4], int unit, int rows, unit_lanes stored) {
#pragma unroll
  for (int row = 0; row < row_count(rows); row++)
    __builtin_memcpy((int32_t *)&v[row] + unit, &stored.row[row],
                     sizeof stored.row[row]);
}

/* Of a panel's `units` units, from their sums. */
INLINE void scale_panel(const task *t, int rows, int32_t panel, int32_t units,
                        const quads sum[4], quads v[4]) {
#pragma unroll
  for (int i = 0; i < 16; i += LANES)
    if (i < units) store_units(v, i, rows, scaled(t, rows, panel, sum, i));
}

INLINE void of_panel(const task *t, int rows, int32_t panel, int32_t units,
                     quads v[4]) {
  quads sum[4];
  sums_of_panel(t, rows, panel, units, sum);
  scale_panel(t, rows, panel, units, sum, v);
}

/* Of the sixteen units from one of the layer on, in `count` streams, as many as
   a chunk has panels: from their operands, and what undoes offsets over them. */
INLINE void of_streams(task t, int16_t *const x[], const quads correction[],
                       int32_t count, int rows, int32_t unit, unit_rows v) {
  const int32_t panel = unit / 16, units = t.layer->output_size - unit;
  quads sum[CHUNK / 16][4];
  stream_sums(&t, x, count, rows, t.tiles + panel * t.tile_size, sum);
#pragma nounroll
  for (int32_t i = 0; i < count; i++) {
    t.correction = correction[i];
    scale_panel(&t, rows, panel, units, sum[i], v[i]);
  }
}

/* Of the next `count` units, as many as a chunk has at most, from `unit` on. */
INLINE void preactivations(task *t, int rows, int32_t storage, int32_t unit,
                           int32_t count, unit_rows v) {
  for (int32_t i = 0; i < count; i += 16) switch (storage) {
    case SWIFTLET_STORAGE_ALL_BLOCKS:
      of_tiles(t, rows, unit + i, v[i / 16]);
      break;
    case SWIFTLET_STORAGE_KEPT_BLOCKS:
      of_kept_tiles(t, rows, count - i, v[i / 16]);
      break;
    default: of_panel(t, rows, (unit + i) / 16, count - i, v[i / 16]);
    }
}
