#include "support.h"

/* Where a property stands in a model file (FORMAT.md): bytes of its header, or
   of the entry of one of its layers. */
typedef struct place {
  const char *name;
  enum { HEADER, LAYER } part;
  size_t offset, size;
  uint8_t bytes[2];
} place;

static const place places[PROPERTY_COUNT] = {
    [REFUSES_GAPS] = {"refuses gaps", HEADER, 27, 1, {0}},
    [TAKES_MEANS] = {"takes means for gaps", HEADER, 27, 1, {1}},
    [HOLDS_VALUES] = {"holds values over gaps", HEADER, 27, 1, {2}},
    [HAS_BYTES] = {"has 8-bit activations", HEADER, 26, 1, {8}},
    [HAS_EMBEDDING] = {"has an embedding", LAYER, 0, 2, {1, 0}},
    [HAS_RNN_TANH] = {"has a simple RNN (tanh)", LAYER, 0, 2, {2, 0}},
    [HAS_RNN_RELU] = {"has a simple RNN (relu)", LAYER, 0, 2, {2, 1}},
    [HAS_GRU_BEFORE] = {"has a GRU (reset before)", LAYER, 0, 2, {3, 0}},
    [HAS_GRU_AFTER] = {"has a GRU (reset after)", LAYER, 0, 2, {3, 1}},
    [HAS_LSTM] = {"has an LSTM", LAYER, 0, 2, {4, 0}},
    [HAS_DENSE_LINEAR] = {"has a dense layer", LAYER, 0, 2, {5, 0}},
    [HAS_DENSE_RELU] = {"has a dense layer (relu)", LAYER, 0, 2, {5, 1}},
    [HAS_DENSE_SIGMOID] = {"has a dense layer (sigmoid)", LAYER, 0, 2, {5, 2}},
    [HAS_DENSE_TANH] = {"has a dense layer (tanh)", LAYER, 0, 2, {5, 3}},
    [HAS_INT4] = {"has int4 weights", LAYER, 2, 1, {4}},
    [HAS_INT16] = {"has int16 weights", LAYER, 2, 1, {16}},
    [HAS_KEPT_BLOCKS] = {"has kept blocks", LAYER, 9, 1, {1}},
    [HAS_PANELS] = {"has panels", LAYER, 9, 1, {2}},
    [HAS_SUM] = {"has a sum", LAYER, 0, 2, {6, 0}},
    [HAS_COPY] = {"has a copy", LAYER, 0, 2, {6, 16}},
    [HAS_PRODUCT] = {"has a product", LAYER, 0, 2, {6, 17}},
    [HAS_MAGNITUDE] = {"has a magnitude", LAYER, 0, 2, {6, 18}},
    [HAS_LEAKY_RELU] = {"has a leaky relu", LAYER, 0, 2, {6, 19}},
    [KEEPS_VALUES_AND_STARTS_ELSEWHERE] =
        {"keeps values and has a state", HEADER, 12, 1, {8 + 16}},
    [STARTS_FROM_A_STATE] = {"starts from a state", HEADER, 12, 1, {16}},
};

static uint32_t load(const uint8_t *bytes) {
  return (uint32_t)(bytes[0] | bytes[1] << 8 | bytes[2] << 16) |
         (uint32_t)bytes[3] << 24;
}

static int has(const golden_case *golden, const place *wanted) {
  const uint8_t *model = golden->model, *part = model;
  size_t count = 1;
  if (wanted->part == LAYER) {
    part += load(model + 40);
    count = load(model + 44) / 40;
  }
  for (size_t index = 0; index < count; index++, part += 40)
    if (memcmp(part + wanted->offset, wanted->bytes, wanted->size) == 0)
      return 1;
  return 0;
}

const golden_case *smallest_case(property wanted) {
  const golden_case *smallest = NULL;
  for (size_t index = 0; index < golden_case_count; index++) {
    const golden_case *golden = &golden_cases[index];
    if (has(golden, &places[wanted]) &&
        (smallest == NULL || golden->model_size < smallest->model_size))
      smallest = golden;
  }
  if (smallest == NULL) fail_msg("no golden model %s", places[wanted].name);
  return smallest;
}

static const uint8_t guard = 0xA5;

void start_guarded(guarded_stream *guarded, const void *model,
                   size_t model_size) {
  assert_int_equal(swiftlet_open(&guarded->model, model, model_size),
                   SWIFTLET_OK);
  size_t size = swiftlet_arena_size(&guarded->model);
  guarded->arena_size = size;
  guarded->memory = malloc(size + 2 * GUARD_SIZE);
  assert_non_null(guarded->memory);
  memset(guarded->memory, guard, size + 2 * GUARD_SIZE);
  assert_int_equal(swiftlet_start(&guarded->stream, &guarded->model,
                                  guarded->memory + GUARD_SIZE, size),
                   SWIFTLET_OK);
}

int guards_hold(const guarded_stream *guarded) {
  const uint8_t *end = guarded->memory + GUARD_SIZE + guarded->arena_size;
  for (size_t index = 0; index < GUARD_SIZE; index++)
    if (guarded->memory[index] != guard || end[index] != guard) return 0;
  return 1;
}

void end_guarded(guarded_stream *guarded) { free(guarded->memory); }

uint8_t *copy_of(const golden_case *golden) {
  uint8_t *copy = malloc(golden->model_size);
  assert_non_null(copy);
  memcpy(copy, golden->model, golden->model_size);
  return copy;
}

static uint32_t checksum_of(const uint8_t *bytes, size_t size) {
  uint32_t checksum = 0xFFFFFFFFu;
  for (size_t index = 0; index < size; index++) {
    checksum ^= bytes[index];
    for (int bit = 0; bit < 8; bit++)
      checksum = (checksum >> 1) ^ (0xEDB88320u & (0u - (checksum & 1u)));
  }
  return ~checksum;
}

static void store(uint8_t *bytes, uint32_t value) {
  for (int index = 0; index < 4; index++)
    bytes[index] = (uint8_t)(value >> (8 * index));
}

void fix_checksums(uint8_t *bytes, size_t size) {
  store(bytes + 16, checksum_of(bytes + 128, size - 128));
  store(bytes + 124, checksum_of(bytes, 124));
}
