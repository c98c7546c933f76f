/* The equations of cells, forward and back. Names and formulas are those of
   Sources/Cells and Sources/Training/Backward. Functions whose names end in
   `by` are inlined with the activations that layers have as a rule, so that
   these are chosen once for all numbers. */

/* Does something for every vector of units of every row. */
#define FOR_EACH_VECTOR(step)                       \
  for (ptrdiff_t row = 0; row < (step).rows; row++) \
    for (ptrdiff_t k = 0, left = (step).units; k < left; k += FLOATS)

/* The numbers of a part of a row: that which begins `part` times as many
   numbers behind its start as there are units. */
#define PART(kind, part) \
  (step.kind.base + row * step.kind.row + (part)*step.units + k)
#define GET(kind, part) load_some(PART(kind, part), left - k)
#define SET(kind, part, vector) store_some(PART(kind, part), vector, left - k)

/* Calls a function by the activations of a step. */
#define BY_ACTIVATIONS(function_by, step)                        \
  do {                                                           \
    if ((step)->function == SWIFTLET_SIGMOID &&                  \
        (step)->candidate == SWIFTLET_TANH)                      \
      function_by(*(step), SWIFTLET_SIGMOID, SWIFTLET_TANH);     \
    else                                                         \
      function_by(*(step), (step)->function, (step)->candidate); \
  } while (0)

INLINE void activate_by(swiftlet_step step, int32_t function) {
  FOR_EACH_VECTOR(step)
  SET(record, 0, apply(function, GET(record, 0)));
}

static void activate(const swiftlet_step *step) {
  switch (step->function) {
  case SWIFTLET_LINEAR: break;
  case SWIFTLET_SIGMOID: activate_by(*step, SWIFTLET_SIGMOID); break;
  case SWIFTLET_TANH: activate_by(*step, SWIFTLET_TANH); break;
  default: activate_by(*step, step->function);
  }
}

static void activate_back(const swiftlet_step *all) {
  const swiftlet_step step = *all;
  FOR_EACH_VECTOR(step) {
    floats gradient = GET(output_gradient, 0);
    if (step.state_gradient.base) gradient += GET(state_gradient, 0);
    SET(delta, 0, gradient * slope(step.function, GET(record, 0)));
  }
}

enum { HIDDEN };

/* The parts of an LSTM's record, and of its delta. */
enum { CELL = 1, INPUT, FORGET, CANDIDATE, OUTPUT, SQUASHED };
enum { BY_INPUT, BY_FORGET, BY_CANDIDATE, BY_OUTPUT };

/* The activations of the gates come first, as none waits for another. */
INLINE void lstm_by(swiftlet_step step, int32_t gate, int32_t candidate) {
  FOR_EACH_VECTOR(step) {
    SET(record, INPUT, apply(gate, GET(record, INPUT)));
    SET(record, FORGET, apply(gate, GET(record, FORGET)));
    SET(record, CANDIDATE, apply(candidate, GET(record, CANDIDATE)));
    SET(record, OUTPUT, apply(gate, GET(record, OUTPUT)));
  }
  FOR_EACH_VECTOR(step) {
    floats c = GET(record, FORGET) * GET(previous, CELL) +
               GET(record, INPUT) * GET(record, CANDIDATE);
    floats squashed = apply(candidate, c);
    SET(record, CELL, c);
    SET(record, SQUASHED, squashed);
    SET(record, HIDDEN, GET(record, OUTPUT) * squashed);
  }
}

static void lstm(const swiftlet_step *step) { BY_ACTIVATIONS(lstm_by, step); }

INLINE void lstm_back_by(swiftlet_step step, int32_t gate, int32_t candidate) {
  FOR_EACH_VECTOR(step) {
    floats i = GET(record, INPUT), f = GET(record, FORGET);
    floats g = GET(record, CANDIDATE), o = GET(record, OUTPUT);
    floats squashed = GET(record, SQUASHED);
    floats dh = GET(output_gradient, 0) + GET(state_gradient, HIDDEN);
    floats dc = GET(state_gradient, CELL) + dh * o * slope(candidate, squashed);
    SET(delta, BY_INPUT, dc * g * slope(gate, i));
    SET(delta, BY_FORGET, dc * GET(previous, CELL) * slope(gate, f));
    SET(delta, BY_CANDIDATE, dc * i * slope(candidate, g));
    SET(delta, BY_OUTPUT, dh * squashed * slope(gate, o));
    SET(state_gradient, CELL, dc * f);
  }
}

static void lstm_back(const swiftlet_step *step) {
  BY_ACTIVATIONS(lstm_back_by, step);
}

/* The parts of a GRU's record, and of its delta. */
enum { RESET = 1, UPDATE, PROPOSAL, TERM };
enum { BY_RESET, BY_UPDATE, BY_PROPOSAL, BY_TERM };

INLINE void gru_by(swiftlet_step step, int32_t gate, int32_t candidate) {
  FOR_EACH_VECTOR(step) {
    SET(record, RESET, apply(gate, GET(record, RESET)));
    SET(record, UPDATE, apply(gate, GET(record, UPDATE)));
  }
  FOR_EACH_VECTOR(step) {
    floats n = apply(candidate, GET(record, PROPOSAL) +
                                    GET(record, RESET) * GET(record, TERM));
    SET(record, PROPOSAL, n);
    SET(record, HIDDEN, n + GET(record, UPDATE) * (GET(previous, HIDDEN) - n));
  }
}

static void gru(const swiftlet_step *step) { BY_ACTIVATIONS(gru_by, step); }

static void gru_reset(const swiftlet_step *all) {
  const swiftlet_step step = *all;
  FOR_EACH_VECTOR(step) {
    floats r = apply(step.function, GET(record, RESET));
    SET(record, RESET, r);
    SET(record, UPDATE, apply(step.function, GET(record, UPDATE)));
    SET(record, TERM, r * GET(previous, HIDDEN));
  }
}

static void gru_update(const swiftlet_step *all) {
  const swiftlet_step step = *all;
  FOR_EACH_VECTOR(step) {
    floats n = apply(step.candidate, GET(record, PROPOSAL));
    SET(record, PROPOSAL, n);
    SET(record, HIDDEN, n + GET(record, UPDATE) * (GET(previous, HIDDEN) - n));
  }
}

INLINE void gru_update_back_by(swiftlet_step step, int32_t gate,
                               int32_t candidate) {
  FOR_EACH_VECTOR(step) {
    floats z = GET(record, UPDATE), n = GET(record, PROPOSAL);
    floats dh = GET(output_gradient, 0) + GET(state_gradient, HIDDEN);
    SET(delta, BY_UPDATE, dh * (GET(previous, HIDDEN) - n) * slope(gate, z));
    SET(delta, BY_PROPOSAL, dh * (1.0f - z) * slope(candidate, n));
    SET(state_gradient, HIDDEN, dh * z);
  }
}

static void gru_update_back(const swiftlet_step *step) {
  BY_ACTIVATIONS(gru_update_back_by, step);
}

static void gru_reset_back(const swiftlet_step *all) {
  const swiftlet_step step = *all;
  FOR_EACH_VECTOR(step) {
    floats r = GET(record, RESET), by_term = GET(delta, BY_TERM);
    SET(delta, BY_RESET,
        by_term * GET(previous, HIDDEN) * slope(step.function, r));
    SET(state_gradient, HIDDEN, GET(state_gradient, HIDDEN) + by_term * r);
  }
}

INLINE void gru_term_back_by(swiftlet_step step, int32_t gate,
                             int32_t candidate) {
  (void)candidate;
  FOR_EACH_VECTOR(step) {
    floats r = GET(record, RESET), by_proposal = GET(delta, BY_PROPOSAL);
    SET(delta, BY_RESET, by_proposal * GET(record, TERM) * slope(gate, r));
    SET(delta, BY_TERM, by_proposal * r);
  }
}

static void gru_back(const swiftlet_step *step) {
  gru_update_back(step);
  BY_ACTIVATIONS(gru_term_back_by, step);
}
