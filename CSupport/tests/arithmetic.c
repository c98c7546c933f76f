/* What ARITHMETIC.md says of its functions, tried on all inputs: tools/prove
   compiles and runs it. Prints a line a theorem. */
#include "arithmetic.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "swiftlet_decision.h"
#include "swiftlet_tables.h"

static bool failed = false;

static void theorem(bool holds, const char *text) {
  printf("%s: %s\n", holds ? "all inputs" : "FALSE", text);
  fflush(stdout);
  failed |= !holds;
}

/* Levels
   ------ */

#if defined(__x86_64__)
extern const vector_kernels simd128_kernels, avx2_kernels, avx512_kernels;
#else
extern const vector_kernels simd128_kernels;
#endif

typedef struct level {
  const char *name;
  const vector_kernels *kernels;
} level;

/* Those that this machine can run; a name of NULL ends them. */
static const level *levels(void) {
  static level found[4];
  int count = 0;
  found[count++] = (level){"16 bytes", &simd128_kernels};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    found[count++] = (level){"AVX2", &avx2_kernels};
  if (__builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    found[count++] = (level){"AVX-512", &avx512_kernels};
#endif
  return found;
}

/* ARITHMETIC.md, section 4
   ------------------------ */

/* t of a magnitude. */
static int64_t table_tanh(int64_t a) {
  const int16_t *T = swiftlet_tanh_table();
  int64_t i = (a >> 9) < 255 ? a >> 9 : 255, f = a - ((a >> 9) << 9);
  return T[i] * (512 - f) + T[i + 1] * f + (1 << 24);
}

typedef struct triple {
  int32_t tanh, sigmoid, sigmoid31;
} triple;

static triple specified(int32_t v) {
  int64_t t = table_tanh(v < 0 ? -(int64_t)v : v), s = v >= 0 ? t : -t - 1;
  int64_t rounded = (t + (1 << 9)) >> 10;
  return (triple){(int32_t)(v < 0 ? -rounded : rounded),
                  (int32_t)(((1 << 25) + s + (1 << 10)) >> 11),
                  (int32_t)(((1 << 25) + s) * 32)};
}

/* t as cores spell it: PortableCore.swift; swiftlet_arm.h with SMLAD; Helium's
   helium_steps.c, whose shift saturates. */
static int32_t portable(int32_t a) {
  int32_t segment = a >> 9 < 255 ? a >> 9 : 255, f = a & 511;
  const int16_t *knot = swiftlet_tanh_table() + segment;
  return f * (knot[1] - knot[0]) + (knot[0] * 512 + (1 << 24));
}

static int32_t with_smlad(int32_t a) {
  int32_t segment = a >> 9 > 255 ? 255 : a >> 9, f = a & 511;
  const int16_t *knot = swiftlet_tanh_table() + segment;
  uint32_t weights = 512 + (uint32_t)f * 65535;
  return knot[0] * (int16_t)weights + knot[1] * (int16_t)(weights >> 16) +
         (1 << 24);
}

static int32_t with_helium(int32_t a) {
  uint32_t shifted = (uint32_t)a >> 17 != 0 ? UINT32_MAX : (uint32_t)a << 15;
  const int16_t *knot = swiftlet_tanh_table() + (shifted >> 24);
  return (a & 511) * (knot[1] - knot[0]) + (1 << 24) + knot[0] * 512;
}

/* All pre-activations
   ------------------- */

typedef struct verdict {
  bool equal[3], scalar, monotone, symmetric;
} verdict;

/* A block of pre-activations, and what they are to give. */
static void specify(int64_t first, int32_t sign, int32_t *v,
                    activations *result) {
  for (int i = 0; i < BLOCK; i++) {
    v[i] = (int32_t)(sign * (first + i));
    triple t = specified(v[i]);
    result->tanh[i] = t.tanh;
    result->sigmoid[i] = t.sigmoid;
    result->sigmoid31[i] = t.sigmoid31;
  }
}

static void compare(const int32_t *v, const activations *expected,
                    verdict *verdict) {
  activations given;
  const level *level = levels();
  for (int i = 0; level[i].name != NULL; i++) {
    level[i].kernels->activate(v, &given);
    verdict->equal[i] &= memcmp(&given, expected, sizeof given) == 0;
  }
}

/* Whether results follow those of the last block without going back. */
static bool rises(const int32_t *results, int32_t sign, int32_t *last) {
  bool holds = true;
  int32_t before = *last;
  for (int i = 0; i < BLOCK; i++) {
    holds &= sign > 0 ? results[i] >= before : results[i] <= before;
    before = results[i];
  }
  *last = before;
  return holds;
}

static bool mirrored(const activations *a, const activations *b) {
  bool holds = true;
  for (int i = 0; i < BLOCK; i++)
    holds &=
        a->tanh[i] == -b->tanh[i] && a->sigmoid[i] + b->sigmoid[i] == 1 << 15;
  return holds;
}

static bool spelled(const int32_t *v) {
  bool holds = true;
  for (int i = 0; i < BLOCK; i++) {
    int64_t t = table_tanh(v[i]);
    holds &= t >= 0 && t < 1 << 25 && portable(v[i]) == t &&
             with_smlad(v[i]) == t && with_helium(v[i]) == t;
  }
  return holds;
}

static verdict check_activations(void) {
  verdict result = {{true, true, true}, true, true, true};
  int32_t last[2][3];
  triple zero = specified(0);
  for (int i = 0; i < 2; i++)
    memcpy(last[i], (int32_t[]){zero.tanh, zero.sigmoid, zero.sigmoid31},
           sizeof last[i]);
  for (int64_t first = 0; first < INT64_C(1) << 31; first += BLOCK) {
    static int32_t v[2][BLOCK];
    static activations expected[2];
    for (int side = 0; side < 2; side++) {
      int32_t sign = side == 0 ? 1 : -1;
      const activations *e = &expected[side];
      specify(first, sign, v[side], &expected[side]);
      compare(v[side], e, &result);
      result.monotone &= rises(e->tanh, sign, &last[side][0]) &&
                         rises(e->sigmoid, sign, &last[side][1]) &&
                         rises(e->sigmoid31, sign, &last[side][2]);
    }
    result.scalar &= spelled(v[0]);
    result.symmetric &= mirrored(&expected[0], &expected[1]);
  }
  return result;
}

/* The larger of the errors so far and those of a result where tanh has a
   value, in units of 2^-15. */
static void add_errors(triple t, long double tanh, long double worst[3]) {
  long double sigmoid = (1 + tanh) / 2;
  long double errors[3] = {t.tanh - tanh * 32768, t.sigmoid - sigmoid * 32768,
                           t.sigmoid31 / 65536.0L - sigmoid * 32768};
  for (int i = 0; i < 3; i++) worst[i] = fmaxl(worst[i], fabsl(errors[i]));
}

/* Every result up to 2^17. From there on results stay and the functions rise to
   their limits, so that both ends of what follows have the largest errors. */
static void check_errors(void) {
  long double table[3] = {0}, beyond[3] = {0};
  const int32_t end = 1 << 17;
  for (int32_t v = -end; v <= end; v++)
    add_errors(specified(v), tanhl(v / 24576.0L), table);
  for (int sign = -1; sign <= 1; sign += 2) {
    add_errors(specified(sign * end), tanhl(sign * end / 24576.0L), beyond);
    add_errors(specified(sign * end), sign, beyond);
  }
  const char *names[3] = {"tanh", "sigmoid", "sigmoid31"};
  const long double limits[3] = {1.37L, 0.95L, 0.95L};
  for (int i = 0; i < 3; i++) {
    char text[120];
    snprintf(text, sizeof text,
             "%s errs by %.4Lf of 2^-15 up to |v| = 2^17, beyond by %.4Lf",
             names[i], table[i], beyond[i]);
    theorem(table[i] <= limits[i] && beyond[i] <= 1, text);
  }
}

/* Section 8
   --------- */

/* w of a distance. */
static uint64_t specified_weight(uint64_t d) {
  uint64_t e = (d * UINT64_C(3098164009)) >> 15;
  uint64_t n = e >> 32, f = e - (n << 32);
  uint64_t p = 114090716 - ((f * 14555371) >> 32);
  p = 514119529 - ((f * p) >> 32);
  p = 1488326008 - ((f * p) >> 32);
  return n > 31 ? 0 : (2147483648 - ((f * p) >> 32)) >> n;
}

static void check_weights(void) {
  bool equal = true, falls = true;
  uint64_t before = UINT64_MAX;
  for (uint64_t d = 0; d <= UINT32_MAX; d++) {
    uint64_t w = specified_weight(d);
    equal &= swiftlet_exponential((uint32_t)d) == w;
    falls &= w <= before;
    before = w;
  }
  theorem(equal, "softmax: swiftlet_exponential gives section 8's w, 2^32");
  theorem(falls, "softmax: w never rises with the distance, 2^32");
  /* The shift takes less than a unit. Beyond, w is 0. */
  long double worst = 0;
  for (uint32_t d = 0; d < 1 << 21; d++) {
    long double exact = 0x1p31L * expl(-(long double)d / 65536);
    long double error = fabsl(specified_weight(d) - exact);
    worst = fmaxl(worst, (error - 1) / exact);
  }
  char text[120];
  snprintf(text, sizeof text,
           "softmax: w is exp within %.3Lg of it and a unit of 2^-31", worst);
  theorem(worst <= 3.4e-6L && specified_weight(1 << 21) == 0, text);
}

/* scale
   ----- */

static uint64_t random_state = 88172645463325252u;

static int32_t random_number(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (int32_t)(random_state >> 32) >> (random_state & 15);
}

static int32_t corner(int i) {
  int64_t power = INT64_C(1) << (i >> 3);
  int64_t value = power + (i >> 1 & 3) - 1;
  return (int32_t)(i & 1 ? -value : value);
}

static void check_scale(const level *level) {
  int32_t a[BLOCK], m[BLOCK], given[BLOCK];
  bool holds = true;
  for (int64_t block = 0; block < 1 << 18; block++) {
    for (int i = 0; i < BLOCK; i++) {
      int64_t pair = block * BLOCK + i;
      bool is_corner = pair < 1 << 16;
      a[i] = is_corner ? corner(pair & 255) : random_number();
      m[i] = is_corner ? corner(pair >> 8 & 255) : random_number();
    }
    level->kernels->multiply(a, m, given);
    for (int i = 0; i < BLOCK; i++)
      holds &= given[i] == ((int64_t)a[i] * m[i] + (INT64_C(1) << 31)) >> 32;
  }
  printf(
      "%s: scale as compiled for vectors of %s, 2^16 corners and 2^28 "
      "pairs\n",
      holds ? "at random" : "FALSE", level->name);
  failed |= !holds;
}

int main(void) {
  char text[120];
  check_errors();
  check_weights();
  const level *level = levels();
  for (int i = 0; level[i].name != NULL; i++) check_scale(&level[i]);
  verdict result = check_activations();
  for (int i = 0; level[i].name != NULL; i++) {
    snprintf(text, sizeof text,
             "tanh, sigmoid, sigmoid31 of vectors of %s are section 4's, 2^32",
             level[i].name);
    theorem(result.equal[i], text);
  }
  theorem(result.scalar,
          "the table between knots as scalar cores, SMLAD and Helium have it, "
          "2^31 magnitudes");
  theorem(result.monotone, "tanh, sigmoid and sigmoid31 are monotone, 2^32");
  theorem(result.symmetric,
          "tanh(-v) = -tanh(v), sigmoid(-v) = 2^15 - sigmoid(v), 2^31 pairs");
  return failed;
}
