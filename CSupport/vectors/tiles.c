/* One tile's pre-activations (ARITHMETIC.md, section 5) with vectors of 16
   bytes, for the layers of which no kernel takes the whole step: blocks of 16
   columns, other activations, GRUs that reset before and keep some blocks.

   A format has a type of sums and a function add(sum, blocks, rows, over_h,
   values, count) that adds the products of a tile's blocks over an operand and
   gives where they end. */
#include "../kernels/swiftlet_codes.h"
#include "../kernels/swiftlet_tile.h"
#include "swiftlet_vectors.h"

#if defined(__x86_64__) || defined(__aarch64__)

#include "dots.h"
#include "kept.h"

/* int8 weights, pairs with an offset. */
INLINE const uint8_t *add_int8(block_sums *sum, const uint8_t *blocks, int rows,
                               int over_h, const int16_t *values,
                               int32_t count) {
  for (int32_t i = 0; i < count; i++, blocks += 4 * rows)
    add_block(sum, load_block(blocks, rows), rows, over_h, 128,
              load_twice(values + 4 * i));
  return blocks;
}

/* int4 weights. */
INLINE const uint8_t *add_int4(block_sums *sum, const uint8_t *blocks, int rows,
                               int over_h, const int16_t *values,
                               int32_t count) {
  for (int32_t i = 0; i < count; i++, blocks += 4 * rows) {
    const int8_block block = load_block(blocks, rows);
    const int16_t *x = values + 8 * i;
    add_block(sum, lower_halves(block), rows, over_h, 128, load_twice(x));
    add_block(sum, upper_halves(block), rows, over_h, 128, load_twice(x + 4));
  }
  return blocks;
}

/* int8 weights of kept blocks, pairs without an offset. */
INLINE const uint8_t *add_kept(block_sums *sum, const uint8_t *blocks, int rows,
                               int over_h, const int16_t *values,
                               int32_t count) {
  return count > 0 ? add_run(sum, blocks, rows, over_h, values) : blocks;
}

/* int8 weights in blocks of 16 columns, a row after the other. */
typedef struct {
  dots rows[4];
} wide_sums;

INLINE eight load_eight(const void *values) {
  eight loaded;
  __builtin_memcpy(&loaded, values, sizeof loaded);
  return loaded;
}

INLINE const uint8_t *add_wide(wide_sums *sum, const uint8_t *blocks, int rows,
                               int over_h, const int16_t *values,
                               int32_t count) {
  for (int32_t i = 0; i < count; i++, values += 16) {
    const eight first = load_eight(values), last = load_eight(values + 8);
    for (int row = 0; row < rows; row++, blocks += 16) {
      dots *place = &sum->rows[rows == 3 && row == 2 && over_h ? 3 : row];
      add_products(place, load_widened(blocks), first);
      add_products(place, load_widened(blocks + 8), last);
    }
  }
  return blocks;
}

INLINE wide_sums shifted_wide(wide_sums sum, int32_t shift) {
  for (int row = 0; row < 4; row++)
    sum.rows[row] = shifted_dots(sum.rows[row], shift);
  return sum;
}

INLINE four rows_of_wide(wide_sums sum) {
  return sum_pairs(sum_pairs(pairs_of(sum.rows[0]), pairs_of(sum.rows[1])),
                   sum_pairs(pairs_of(sum.rows[2]), pairs_of(sum.rows[3])));
}

/* What undoes the offsets of pairs: first rows have one, and the third row of
   three. */
INLINE four correction(const swiftlet_tile *tile) {
  uint32_t first = (uint32_t)tile->x_start[0];
  if (tile->shift != 0)
    first = (first << tile->shift) - ((uint32_t)tile->h_sum << 7);
  return (four){(int32_t)first, 0, (int32_t)first, 0};
}

/* Sums with their biases, scaled; moves to the next tile. */
INLINE swiftlet_quad preactivations_of(four sum, swiftlet_tile *tile,
                                       const uint8_t *parameters) {
  four bias, multiplier;
  __builtin_memcpy(&bias, parameters, sizeof bias);
  __builtin_memcpy(&multiplier, parameters + sizeof bias, sizeof multiplier);
  tile->weights = parameters + sizeof bias + sizeof multiplier;
  const four v = SCALE(four, sum + bias, multiplier);
  return (swiftlet_quad){v[0], v[1], v[2], v[3]};
}

/* The kernel of a format for tiles of so many rows, its sums of a type with
   functions that shift them and make rows of them. */
#define TILE(format, rows, type, shifted, rows_of, has_offset)               \
  static swiftlet_quad format##_tile_of_##rows(swiftlet_tile *tile) {        \
    type sum = {};                                                           \
    const uint8_t *place =                                                   \
        add_##format(&sum, tile->weights, rows, 0, tile->x, tile->x_blocks); \
    sum = shifted(sum, tile->shift);                                         \
    place = add_##format(&sum, place, rows, 1, tile->h, tile->h_blocks);     \
    four all = rows_of(sum);                                                 \
    if (has_offset) all += correction(tile);                                 \
    return preactivations_of(all, tile, place);                              \
  }

#define TILES(format, ...)     \
  TILE(format, 3, __VA_ARGS__) \
  TILE(format, 4, __VA_ARGS__)

TILES(int4, block_sums, shifted_sums, rows_of_block, 1)
TILES(int8, block_sums, shifted_sums, rows_of_block, 1)
TILES(kept, block_sums, shifted_sums, rows_of_block, 0)
TILES(int16_rows, int16_rows, shifted_rows, rows_of_int16, 0)
TILES(wide, wide_sums, shifted_wide, rows_of_wide, 0)

typedef swiftlet_quad tile_kernel(swiftlet_tile *tile);

#define KERNEL(format) rows == 3 ? format##_tile_of_3 : format##_tile_of_4

static tile_kernel *kernel_of(int32_t format, int32_t rows) {
  switch (format) {
  case SWIFTLET_FORMAT_INT4: return KERNEL(int4);
  case SWIFTLET_FORMAT_INT8: return KERNEL(int8);
  case SWIFTLET_FORMAT_KEPT_INT8: return KERNEL(kept);
  case SWIFTLET_FORMAT_INT16: return KERNEL(int16_rows);
  case SWIFTLET_FORMAT_WIDE_INT8: return KERNEL(wide);
  default: return NULL;
  }
}

swiftlet_tile_kernel swiftlet_kernel_of_tiles(int32_t level, int32_t format,
                                              int32_t rows) {
  if (level == SWIFTLET_SCALAR) return NULL;
  return (swiftlet_tile_kernel)kernel_of(format, rows);
}

swiftlet_quad swiftlet_run_tile(void *tile) {
  swiftlet_tile *next = tile;
  return ((tile_kernel *)next->kernel)(next);
}

#else

swiftlet_tile_kernel swiftlet_kernel_of_tiles(int32_t level, int32_t format,
                                              int32_t rows) {
  (void)level, (void)format, (void)rows;
  return NULL;
}

swiftlet_quad swiftlet_run_tile(void *tile) {
  (void)tile;
  return (swiftlet_quad){};
}

#endif
