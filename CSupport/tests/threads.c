/* Plays THREAD_STEPS steps of golden streams, those of each CASES_APART-th
   model, in 64 threads at once, all of one opened model, and compares each integer with what it gives alone: for
   ThreadSanitizer. Ends with 0 if all agree. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "checksum.h"
#include "golden.h"
#include "inputs.h"
#include "swiftlet.h"

enum { THREADS = 64, MOST_VALUES = 96 };

typedef struct player {
  const golden_case *golden;
  const swiftlet_model *model;
  /* Of all outputs; 0 where a call answers an error. */
  uint32_t checksum;
} player;

static void *play(void *argument) {
  player *player = argument;
  const golden_case *golden = player->golden;
  size_t size = swiftlet_arena_size(player->model);
  size_t input_count = swiftlet_input_count(player->model);
  size_t output_count = swiftlet_output_count(player->model);
  int16_t input[MOST_VALUES], output[MOST_VALUES];
  uint32_t random = golden->seed, checksum = 0xFFFFFFFFu;
  swiftlet_stream stream;
  void *arena = malloc(size);
  swiftlet_status status = swiftlet_start(&stream, player->model, arena, size);
  for (int step = 0; step < THREAD_STEPS && status == SWIFTLET_OK; step++) {
    next_input(&random, input, input_count, golden->vocabulary,
               golden->allows_gaps);
    status = swiftlet_step(&stream, input, input_count, output, output_count);
    for (size_t index = 0; index < output_count; index++)
      checksum = add_to_checksum(checksum, output[index]);
  }
  free(arena);
  player->checksum = status == SWIFTLET_OK ? checksum : 0;
  return NULL;
}

/* Plays a model in all threads; gives in how many it differs. */
static int play_in_threads(const golden_case *golden) {
  static pthread_t threads[THREADS];
  static player players[THREADS];
  swiftlet_model model;
  int differences = 0;
  if (swiftlet_open(&model, golden->model, golden->model_size) != SWIFTLET_OK)
    return THREADS;
  player alone = {golden, &model, 0};
  play(&alone);
  if (alone.checksum == 0) return THREADS;
  for (int index = 0; index < THREADS; index++) {
    players[index] = alone;
    if (pthread_create(&threads[index], NULL, play, &players[index]) != 0)
      abort();
  }
  for (int index = 0; index < THREADS; index++) {
    pthread_join(threads[index], NULL);
    differences += players[index].checksum != alone.checksum;
  }
  return differences;
}

int main(void) {
  int failures = 0;
  for (size_t index = 0; index < golden_case_count; index += CASES_APART) {
    int differences = play_in_threads(&golden_cases[index]);
    if (differences == 0) continue;
    printf("FAIL  %s: %d of %d threads differ\n", golden_cases[index].name,
           differences, THREADS);
    failures = 1;
  }
  return failures;
}
