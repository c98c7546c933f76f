/* Long streams: the integers that Swift gives, over any split. */
#include "checksum.h"
#include "support.h"

/* Plays a golden stream; saves, resets and restores after every `split`
   steps, or never where split is 0. */
static void play(const golden_case *golden, uint32_t split) {
  guarded_stream guarded;
  start_guarded(&guarded, golden->model, golden->model_size);
  size_t inputs = swiftlet_input_count(&guarded.model);
  size_t outputs = swiftlet_output_count(&guarded.model);
  int16_t input[MOST_VALUES], output[MOST_VALUES];
  uint8_t snapshot[1024];
  assert_true(swiftlet_snapshot_size(&guarded.model) <= sizeof snapshot);
  uint32_t random = golden->seed, checksum = 0xFFFFFFFFu;
  for (uint32_t step = 0; step < GOLDEN_STEPS; step++) {
    next_input(&random, input, inputs, golden->vocabulary, golden->allows_gaps);
    assert_int_equal(
        swiftlet_step(&guarded.stream, input, inputs, output, outputs),
        SWIFTLET_OK);
    for (size_t index = 0; index < outputs; index++)
      checksum = add_to_checksum(checksum, output[index]);
    if ((step + 1) % GOLDEN_STEPS_PER_CHECKSUM == 0)
      assert_int_equal(~checksum,
                       golden->checksums[step / GOLDEN_STEPS_PER_CHECKSUM]);
    if (split != 0 && step % split == 0) {
      assert_int_equal(
          swiftlet_save(&guarded.stream, snapshot, sizeof snapshot),
          SWIFTLET_OK);
      assert_int_equal(swiftlet_reset(&guarded.stream), SWIFTLET_OK);
      assert_int_equal(
          swiftlet_restore(&guarded.stream, snapshot, sizeof snapshot),
          SWIFTLET_OK);
    }
  }
  assert_true(guards_hold(&guarded));
  end_guarded(&guarded);
}

static void golden_streams_give_the_integers_that_swift_gives(void **state) {
  (void)state;
  for (size_t index = 0; index < golden_case_count; index++)
    play(&golden_cases[index], 0);
}

static void a_saved_reset_and_restored_stream_goes_on(void **state) {
  (void)state;
  for (size_t index = 0; index < golden_case_count; index++)
    play(&golden_cases[index], 97);
}

enum { TOGETHER = 3 };

/* Plays a golden case in streams that step together, and in as many alone. */
static void play_together(const golden_case *golden) {
  guarded_stream together[TOGETHER], alone[TOGETHER];
  swiftlet_stream *streams[TOGETHER];
  for (size_t i = 0; i < TOGETHER; i++) {
    start_guarded(&together[i], golden->model, golden->model_size);
    start_guarded(&alone[i], golden->model, golden->model_size);
    streams[i] = &together[i].stream;
  }
  size_t inputs = swiftlet_input_count(&alone[0].model);
  size_t outputs = swiftlet_output_count(&alone[0].model);
  int16_t input[TOGETHER * MOST_VALUES], output[TOGETHER * MOST_VALUES];
  int16_t expected[TOGETHER * MOST_VALUES];
  uint32_t random = golden->seed;
  for (int step = 0; step < 20; step++) {
    for (size_t i = 0; i < TOGETHER; i++) {
      next_input(&random, input + i * inputs, inputs, golden->vocabulary,
                 golden->allows_gaps);
      assert_int_equal(swiftlet_step(&alone[i].stream, input + i * inputs,
                                     inputs, expected + i * outputs, outputs),
                       SWIFTLET_OK);
    }
    assert_int_equal(
        swiftlet_step_many(streams, TOGETHER, input, inputs, output, outputs),
        SWIFTLET_OK);
    assert_memory_equal(output, expected, TOGETHER * outputs * sizeof *output);
  }
  for (size_t i = 0; i < TOGETHER; i++) {
    assert_true(guards_hold(&together[i]));
    end_guarded(&together[i]);
    end_guarded(&alone[i]);
  }
}

static void streams_that_step_together_give_what_each_gives(void **state) {
  (void)state;
  for (size_t index = 0; index < golden_case_count; index++)
    play_together(&golden_cases[index]);
}

/* Starts a stream of a golden case, one step away from a state of zeros. */
static void start_and_step(guarded_stream *guarded, const golden_case *golden) {
  start_guarded(guarded, golden->model, golden->model_size);
  int16_t input[MOST_VALUES], output[MOST_VALUES];
  size_t inputs = swiftlet_input_count(&guarded->model);
  uint32_t random = golden->seed;
  next_input(&random, input, inputs, golden->vocabulary, 0);
  assert_int_equal(swiftlet_step(&guarded->stream, input, inputs, output,
                                 swiftlet_output_count(&guarded->model)),
                   SWIFTLET_OK);
}

static void a_snapshot_of_another_model_is_refused(void **state) {
  (void)state;
  guarded_stream first, second;
  uint8_t snapshot[1024], before[1024];
  start_and_step(&first, smallest_case(HAS_LSTM));
  start_and_step(&second, smallest_case(HAS_GRU_AFTER));
  swiftlet_save(&first.stream, snapshot, sizeof snapshot);
  swiftlet_save(&second.stream, before, sizeof before);
  assert_int_equal(swiftlet_restore(&second.stream, snapshot, sizeof snapshot),
                   SWIFTLET_SNAPSHOT_MISMATCH);
  swiftlet_save(&second.stream, snapshot, sizeof snapshot);
  assert_memory_equal(snapshot, before, swiftlet_snapshot_size(&second.model));
  end_guarded(&first);
  end_guarded(&second);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(golden_streams_give_the_integers_that_swift_gives),
      cmocka_unit_test(a_saved_reset_and_restored_stream_goes_on),
      cmocka_unit_test(streams_that_step_together_give_what_each_gives),
      cmocka_unit_test(a_snapshot_of_another_model_is_refused),
  };
  return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
