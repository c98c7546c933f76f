/* The life of a model and a stream, and their misuse. */
#include "support.h"
#include "swiftlet_decision.h"

/* Counts calls of the allocator; the linker sends malloc and its like here. */
static int allocations;
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
  allocations++;
  return __real_malloc(size);
}
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) {
  allocations++;
  return __real_calloc(count, size);
}
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
  allocations++;
  return __real_posix_memalign(memory, alignment, size);
}

static void no_call_allocates(void **state) {
  (void)state;
  for (size_t index = 0; index < golden_case_count; index++) {
    const golden_case *each = &golden_cases[index];
    guarded_stream guarded;
    start_guarded(&guarded, each->model, each->model_size);
    int16_t input[MOST_VALUES] = {0}, output[MOST_VALUES];
    uint8_t snapshot[1024];
    int before = allocations;
    swiftlet_model model;
    assert_int_equal(swiftlet_open(&model, each->model, each->model_size),
                     SWIFTLET_OK);
    for (int step = 0; step < 100; step++)
      assert_int_equal(
          swiftlet_step(&guarded.stream, input, swiftlet_input_count(&model),
                        output, swiftlet_output_count(&model)),
          SWIFTLET_OK);
    assert_int_equal(swiftlet_save(&guarded.stream, snapshot, sizeof snapshot),
                     SWIFTLET_OK);
    assert_int_equal(
        swiftlet_restore(&guarded.stream, snapshot, sizeof snapshot),
        SWIFTLET_OK);
    swiftlet_progress progress;
    swiftlet_check check = {0};
    assert_int_equal(swiftlet_step_begin(&guarded.stream, &progress, input,
                                         swiftlet_input_count(&model)),
                     SWIFTLET_OK);
    while (swiftlet_step_some(&guarded.stream, &progress, 4, output,
                              swiftlet_output_count(&model)) ==
           SWIFTLET_UNFINISHED) {
    }
    assert_int_equal(swiftlet_check_some(&model, &check, each->model_size),
                     SWIFTLET_OK);
    swiftlet_reset(&guarded.stream);
    swiftlet_self_test(&model, guarded.memory + GUARD_SIZE, guarded.arena_size);
    assert_int_equal(allocations, before);
    assert_true(guards_hold(&guarded));
    end_guarded(&guarded);
  }
}

static void null_arguments_are_answered(void **state) {
  (void)state;
  const golden_case *golden = smallest_case(HAS_LSTM);
  swiftlet_model model, unopened = {0};
  swiftlet_stream stream = {0};
  int16_t values[MOST_VALUES] = {0};
  uint32_t arena[64];
  assert_int_equal(swiftlet_open(NULL, golden->model, golden->model_size),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_open(&model, NULL, 10), SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_start(&stream, &unopened, arena, sizeof arena),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_start(NULL, &unopened, arena, sizeof arena),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step(&stream, values, 1, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  swiftlet_stream *streams[] = {&stream};
  assert_int_equal(swiftlet_step_many(streams, 1, values, 1, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step_many(NULL, 1, values, 1, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step_missing(&stream, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step_missing(NULL, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_reset(&stream), SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_reset(NULL), SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_save(&stream, arena, sizeof arena),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_restore(&stream, arena, sizeof arena),
                   SWIFTLET_NULL_ARGUMENT);
  swiftlet_progress progress;
  swiftlet_check check = {0};
  assert_int_equal(swiftlet_step_begin(&stream, &progress, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step_begin(NULL, &progress, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_step_some(&stream, &progress, 1, values, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_check_some(&unopened, &check, 1),
                   SWIFTLET_NULL_ARGUMENT);
  assert_int_equal(swiftlet_arena_size(NULL), 0);
  assert_null(swiftlet_input_name(NULL, 0));
}

static void a_misaligned_model_or_arena_is_refused(void **state) {
  (void)state;
  const golden_case *golden = smallest_case(HAS_LSTM);
  uint8_t *copy = malloc(golden->model_size + 4);
  assert_non_null(copy);
  for (size_t offset = 1; offset < 4; offset++) {
    memcpy(copy + offset, golden->model, golden->model_size);
    swiftlet_model model;
    swiftlet_stream stream;
    assert_int_equal(swiftlet_open(&model, copy + offset, golden->model_size),
                     SWIFTLET_MISALIGNED);
    assert_int_equal(swiftlet_open(&model, golden->model, golden->model_size),
                     SWIFTLET_OK);
    assert_int_equal(
        swiftlet_start(&stream, &model, copy + offset, golden->model_size),
        SWIFTLET_MISALIGNED);
  }
  free(copy);
}

static void a_short_arena_is_refused(void **state) {
  (void)state;
  const golden_case *golden = smallest_case(HAS_LSTM);
  swiftlet_model model;
  swiftlet_stream stream;
  uint32_t arena[256];
  assert_int_equal(swiftlet_open(&model, golden->model, golden->model_size),
                   SWIFTLET_OK);
  size_t size = swiftlet_arena_size(&model);
  assert_true(size <= sizeof arena);
  assert_int_equal(size,
                   swiftlet_state_size(&model) + swiftlet_scratch_size(&model));
  assert_int_equal(swiftlet_start(&stream, &model, arena, size - 1),
                   SWIFTLET_ARENA_TOO_SMALL);
  assert_int_equal(swiftlet_self_test(&model, arena, size - 1),
                   SWIFTLET_ARENA_TOO_SMALL);
  assert_int_equal(swiftlet_start(&stream, &model, arena, size), SWIFTLET_OK);
  assert_int_equal(swiftlet_self_test(&model, arena, size), SWIFTLET_OK);
}

static void a_step_of_other_widths_is_refused(void **state) {
  (void)state;
  const golden_case *golden = smallest_case(REFUSES_GAPS);
  guarded_stream guarded;
  start_guarded(&guarded, golden->model, golden->model_size);
  int16_t input[MOST_VALUES] = {0}, output[MOST_VALUES];
  size_t inputs = swiftlet_input_count(&guarded.model);
  size_t outputs = swiftlet_output_count(&guarded.model);
  assert_int_equal(
      swiftlet_step(&guarded.stream, input, inputs + 1, output, outputs),
      SWIFTLET_COUNT_MISMATCH);
  assert_int_equal(
      swiftlet_step(&guarded.stream, input, inputs, output, outputs - 1),
      SWIFTLET_COUNT_MISMATCH);
  input[0] = SWIFTLET_GAP;
  assert_int_equal(
      swiftlet_step(&guarded.stream, input, inputs, output, outputs),
      SWIFTLET_GAP_REFUSED);
  end_guarded(&guarded);
}

static void every_status_has_a_name(void **state) {
  (void)state;
  for (int status = SWIFTLET_INVALID_SNAPSHOT; status <= SWIFTLET_UNFINISHED;
       status++) {
    const char *name = swiftlet_status_name((swiftlet_status)status);
    assert_non_null(name);
    assert_string_not_equal(name, "unknown status");
  }
  assert_string_equal(swiftlet_status_name((swiftlet_status)7),
                      "unknown status");
}

static void random_numbers_are_those_of_the_reference(void **state) {
  (void)state;
  const uint32_t published[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                0x83d2f293, 0xbfa4784b, 0xcbed606e};
  swiftlet_random random;
  swiftlet_random_start(&random, 42);
  for (size_t index = 0; index < 6; index++)
    assert_int_equal(swiftlet_random_next(&random), published[index]);
}

static void classes_come_as_often_as_they_are_likely(void **state) {
  (void)state;
  const golden_case *golden = smallest_case(HAS_EMBEDDING);
  guarded_stream guarded;
  start_guarded(&guarded, golden->model, golden->model_size);
  size_t outputs = swiftlet_output_count(&guarded.model);
  int16_t input = 1, output[MOST_VALUES];
  int counts[MOST_VALUES] = {0};
  swiftlet_step(&guarded.stream, &input, 1, output, outputs);
  swiftlet_random random;
  swiftlet_random_start(&random, 1);
  for (int draw = 0; draw < 32768; draw++)
    counts[swiftlet_sample(&guarded.model, output, SWIFTLET_TEMPERATURE(100),
                           &random)]++;
  const int32_t largest = swiftlet_largest_logit(&guarded.model, output);
  const double sum =
      (double)swiftlet_weight_sum(&guarded.model, output, largest);
  for (size_t index = 0; index < outputs; index++) {
    const double expected =
        32768.0 * swiftlet_weight(&guarded.model, output, index, largest) / sum;
    /* Four deviations of a count are at most 4 sqrt(32768) / 2. */
    assert_true(expected - 363 < counts[index]);
    assert_true(counts[index] < expected + 363);
  }
  end_guarded(&guarded);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_call_allocates),
      cmocka_unit_test(null_arguments_are_answered),
      cmocka_unit_test(a_misaligned_model_or_arena_is_refused),
      cmocka_unit_test(a_short_arena_is_refused),
      cmocka_unit_test(a_step_of_other_widths_is_refused),
      cmocka_unit_test(every_status_has_a_name),
      cmocka_unit_test(random_numbers_are_those_of_the_reference),
      cmocka_unit_test(classes_come_as_often_as_they_are_likely),
  };
  return cmocka_run_group_tests_name("interface", tests, NULL, NULL);
}
