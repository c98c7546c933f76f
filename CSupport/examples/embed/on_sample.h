/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* The model's stream, and a timestep of it. */
#ifndef ON_SAMPLE_H
#define ON_SAMPLE_H

#include "swiftlet.h"
#include "swiftlet_model.h"

static uint32_t arena[(MODEL_ARENA_SIZE + 3) / 4];
static swiftlet_model model;
static swiftlet_stream stream;

/* Opens the model and starts its stream. */
static swiftlet_status start_stream(void) {
  const swiftlet_status status = swiftlet_open(&model, model_data, MODEL_SIZE);
  if (status != SWIFTLET_OK) return status;
  return swiftlet_start(&stream, &model, arena, sizeof arena);
}

/* Runs a timestep: a sample in the data's units, and the integers of its
   answer. In units an answer is model_read_float(&model, index, output[index]);
   a classifier's class is swiftlet_largest_output(&model, output). */
static swiftlet_status on_sample(const float sample[MODEL_INPUTS],
                                 int16_t output[MODEL_OUTPUTS]) {
  int16_t input[MODEL_INPUTS];
  for (size_t index = 0; index < MODEL_INPUTS; index++)
    input[index] = model_quantize_float(&model, index, sample[index]);
  return swiftlet_step(&stream, input, MODEL_INPUTS, output, MODEL_OUTPUTS);
}

/* Whether the last timestep gave an answer: every one does. */
static int has_answer(void) { return 1; }

#endif
