#include "support.h"

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
