/* How a panel's products are summed.

   A template without a guard. A file that includes it defines before it `part`,
   a vector of numbers, one of a unit. */
#include "task.h"

/* Vectors of a panel. */
enum { PARTS = 64 / sizeof(part) };

typedef struct {
  int rows;
  /* Streams, each with an operand of its own. */
  int streams;
  /* Sums of a row among which the blocks of one stream take turns, as each
     waits for the one before. */
  int turns;
  /* Vectors of units, from which to which: fewer than a panel's where that has
     fewer, or where their sums would need more registers than there are. */
  int first;
  int parts;
  int weight_bits;
  /* Whether operands of int8 weights have no lower bytes. */
  int upper_bytes;
  int is_kept;
} panel_form;

INLINE part load_part(const uint8_t *weights) {
  part loaded;
  __builtin_memcpy(&loaded, weights, sizeof loaded);
  return loaded;
}
