/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Windows over a stream of samples: for a network that was trained on windows
   of so many timesteps, each from a state of zeros.

   A window begins every `hop` timesteps and has `size` of them, in a stream of
   its own. With a hop of `size` one stream starts again and again, and answers
   every `size` timesteps; with a hop of 1 `size` streams run side by side, and
   there is an answer at every timestep once the first window is whole. A
   timestep then costs as many steps as there are streams.

   Functions of this header alone, on top of swiftlet.h: what a program does
   not call is not in it. Nothing is allocated. C99 and C++. */
#ifndef SWIFTLET_WINDOW_H
#define SWIFTLET_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "swiftlet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How many streams windows take. hop: 1 ... size. */
#define SWIFTLET_WINDOW_STREAMS(size, hop) (((size) + (hop)-1) / (hop))

/* Bytes of the arena of so many streams, from those of one. */
#define SWIFTLET_WINDOW_ARENA_SIZE(streams, arena_size) \
  ((streams) * (((size_t)(arena_size) + 3) / 4 * 4))

/* Windows of one model. A caller reads no member. */
typedef struct swiftlet_windows {
  swiftlet_stream *streams;
  uint32_t size, hop;
  /* Timesteps since the first, brought into two rounds of all streams. */
  uint32_t clock;
} swiftlet_windows;

/* How many streams there are. */
static inline uint32_t swiftlet_windows_count(const swiftlet_windows *windows) {
  return SWIFTLET_WINDOW_STREAMS(windows->size, windows->hop);
}

/* Starts again, as before the first timestep. */
static inline void swiftlet_windows_reset(swiftlet_windows *windows) {
  windows->clock = 0;
}

/* Starts windows.

   streams: SWIFTLET_WINDOW_STREAMS(size, hop) of them, the caller's memory,
   which the windows use as long as they are used; arena: at a multiple of 4,
   for as long, of SWIFTLET_WINDOW_ARENA_SIZE bytes for them; size: timesteps of
   a window, 1 ... 2^20; hop: from the beginning of a window to that of the
   next, 1 ... size.

   Errors: those of swiftlet_start; NULL_ARGUMENT also for windows and streams;
   COUNT_MISMATCH when size or hop is out of its range. */
static inline swiftlet_status
swiftlet_windows_start(swiftlet_windows *windows, swiftlet_stream *streams,
                       const swiftlet_model *model, void *arena,
                       size_t arena_size, uint32_t size, uint32_t hop) {
  const size_t part = SWIFTLET_WINDOW_ARENA_SIZE(1, swiftlet_arena_size(model));
  uint8_t *memory = (uint8_t *)arena;
  if (windows == NULL || streams == NULL) return SWIFTLET_NULL_ARGUMENT;
  if (hop == 0 || hop > size || size > (UINT32_C(1) << 20))
    return SWIFTLET_COUNT_MISMATCH;
  windows->streams = streams;
  windows->size = size;
  windows->hop = hop;
  windows->clock = 0;
  for (uint32_t index = 0; index < swiftlet_windows_count(windows); index++) {
    const swiftlet_status status =
        swiftlet_start(&streams[index], model, memory, arena_size);
    if (status != SWIFTLET_OK) return status;
    arena_size -= arena_size < part ? arena_size : part;
    memory += part;
  }
  return SWIFTLET_OK;
}

/* Runs one timestep.

   input, output and their counts: as for swiftlet_step; output is overwritten,
   and holds an answer where *is_answer is 1: where a window is whole, which is
   size - 1 timesteps after its first. Otherwise *is_answer is 0.

   Errors: those of swiftlet_step; what follows a refused timestep is as if it
   had not been. */
static inline swiftlet_status swiftlet_windows_step(
    swiftlet_windows *windows, const int16_t *input, size_t input_count,
    int16_t *output, size_t output_count, int *is_answer) {
  const uint32_t count = swiftlet_windows_count(windows);
  const uint32_t round = count * windows->hop;
  swiftlet_status status = SWIFTLET_OK;
  swiftlet_stream *ending = NULL;
  *is_answer = 0;
  for (uint32_t index = 0; index < count; index++) {
    swiftlet_stream *stream = &windows->streams[index];
    if (windows->clock < index * windows->hop) break;
    const uint32_t age = (windows->clock - index * windows->hop) % round;
    if (age >= windows->size) continue;
    if (age == 0) status = swiftlet_reset(stream);
    if (age == windows->size - 1) {
      ending = stream;
    } else if (status == SWIFTLET_OK) {
      status = swiftlet_step(stream, input, input_count, output, output_count);
    }
    if (status != SWIFTLET_OK) return status;
  }
  /* Last, so that its answer stays. */
  if (ending != NULL)
    status = swiftlet_step(ending, input, input_count, output, output_count);
  if (status != SWIFTLET_OK) return status;
  *is_answer = ending != NULL;
  windows->clock++;
  if (windows->clock == 2 * round) windows->clock = round;
  return SWIFTLET_OK;
}

#ifdef __cplusplus
}
#endif

#endif
