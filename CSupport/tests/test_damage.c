/* Damaged and forged models: refused, or harmless. */
#include "support.h"

/* Runs a check on the smallest golden case with each property, on each case
   once. */
static void check_cases(void (*check)(const golden_case *golden)) {
  const golden_case *checked[PROPERTY_COUNT] = {NULL};
  size_t count = 0;
  for (int wanted = 0; wanted < PROPERTY_COUNT; wanted++) {
    const golden_case *golden = smallest_case((property)wanted);
    size_t seen = 0;
    while (seen < count && checked[seen] != golden) seen++;
    if (seen < count) continue;
    checked[count++] = golden;
    check(golden);
  }
}

static void flip_every_bit(const golden_case *golden) {
  uint8_t *bytes = copy_of(golden);
  swiftlet_model model;
  for (size_t bit = 0; bit < 8 * golden->model_size; bit++) {
    bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    assert_int_not_equal(swiftlet_open(&model, bytes, golden->model_size),
                         SWIFTLET_OK);
    bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
  }
  free(bytes);
}

static void every_flip_of_a_bit_is_refused(void **state) {
  (void)state;
  check_cases(flip_every_bit);
}

static void truncate_everywhere(const golden_case *golden) {
  for (size_t size = 0; size < golden->model_size; size++) {
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    memcpy(bytes, golden->model, size);
    swiftlet_model model;
    assert_int_equal(swiftlet_open(&model, bytes, size), SWIFTLET_TRUNCATED);
    free(bytes);
  }
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  check_cases(truncate_everywhere);
}

/* Opens a forged model and, where that succeeds, uses it. */
static int use(const uint8_t *bytes, size_t size) {
  swiftlet_model model;
  if (swiftlet_open(&model, bytes, size) != SWIFTLET_OK) return 0;
  guarded_stream guarded;
  start_guarded(&guarded, bytes, size);
  size_t inputs = swiftlet_input_count(&model);
  size_t outputs = swiftlet_output_count(&model);
  int16_t *input = malloc(inputs * sizeof *input);
  int16_t *output = malloc(outputs * sizeof *output);
  uint8_t *snapshot = malloc(swiftlet_snapshot_size(&model));
  assert_true(input && output && snapshot);
  uint32_t random = 1;
  for (int step = 0; step < 5; step++) {
    next_input(&random, input, inputs, 0, 1);
    swiftlet_step(&guarded.stream, input, inputs, output, outputs);
  }
  for (size_t index = 0; index < inputs; index++) {
    assert_non_null(swiftlet_input_name(&model, index));
    swiftlet_quantize_input(&model, index, INT32_MIN);
  }
  for (size_t index = 0; index < outputs; index++) {
    assert_non_null(swiftlet_output_name(&model, index));
    swiftlet_read_output(&model, index, INT16_MIN);
  }
  swiftlet_save(&guarded.stream, snapshot, swiftlet_snapshot_size(&model));
  swiftlet_self_test(&model, guarded.memory + GUARD_SIZE, guarded.arena_size);
  assert_true(guards_hold(&guarded));
  free(snapshot);
  free(output);
  free(input);
  end_guarded(&guarded);
  return 1;
}

static void forge_every_bit(const golden_case *golden) {
  int used = 0;
  uint8_t *bytes = copy_of(golden);
  for (size_t bit = 0; bit < 8 * golden->model_size; bit++) {
    memcpy(bytes, golden->model, golden->model_size);
    bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    fix_checksums(bytes, golden->model_size);
    used += use(bytes, golden->model_size);
  }
  free(bytes);
  assert_true(used > 0);
}

static void a_flip_with_checksums_made_to_fit_is_harmless(void **state) {
  (void)state;
  check_cases(forge_every_bit);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_flip_of_a_bit_is_refused),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(a_flip_with_checksums_made_to_fit_is_harmless),
  };
  return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}
