/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* The model's windows, and a timestep of them: each window begins from a state
   of zeros, and a new one every MODEL_HOP timesteps, in a stream of its own. */
#ifndef ON_SAMPLE_H
#define ON_SAMPLE_H

#include "swiftlet.h"
#include "swiftlet_model.h"
#include "swiftlet_window.h"

#define WINDOW_STREAMS SWIFTLET_WINDOW_STREAMS(MODEL_WINDOW, MODEL_HOP)

static uint32_t
    arena[SWIFTLET_WINDOW_ARENA_SIZE(WINDOW_STREAMS, MODEL_ARENA_SIZE) / 4];
static swiftlet_model model;
static swiftlet_stream streams[WINDOW_STREAMS];
static swiftlet_windows windows;
static int is_answer;

/* Opens the model and starts its windows. */
static swiftlet_status start_stream(void) {
  const swiftlet_status status = swiftlet_open(&model, model_data, MODEL_SIZE);
  if (status != SWIFTLET_OK) return status;
  return swiftlet_windows_start(&windows, streams, &model, arena, sizeof arena,
                                MODEL_WINDOW, MODEL_HOP);
}

/* Runs a timestep: a sample in the data's units, and where a window ends the
   integers of its answer. In units an answer is model_read_float(&model, index, output[index]);
   a classifier's class is swiftlet_largest_output(&model, output). */
static swiftlet_status on_sample(const float sample[MODEL_INPUTS],
                                 int16_t output[MODEL_OUTPUTS]) {
  int16_t input[MODEL_INPUTS];
  for (size_t index = 0; index < MODEL_INPUTS; index++)
    input[index] = model_quantize_float(&model, index, sample[index]);
  return swiftlet_windows_step(&windows, input, MODEL_INPUTS, output,
                               MODEL_OUTPUTS, &is_answer);
}

/* Whether the last timestep gave an answer: a window was whole with it. */
static int has_answer(void) { return is_answer; }

#endif
