/* Functions of one number and their slopes. Names and formulas are those of
   Sources/Cells: SIMD8+CellValue.swift, DenseActivation.swift; the error is
   that of the polynomials there, less than 1e-6 of the value. */

INLINE floats exponential(floats x) {
  x = smaller(larger(x, all(-87)), all(87));
  /* Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits. */
  const float shifter = 12582912;
  floats shifted = x * 1.44269504f + shifter;
  floats power = shifted - shifter;
  floats r = (x - power * 0.693359375f) + power * 2.1219444e-4f;
  floats p = r * 1.98756915e-4f + 1.39819995e-3f;
  p = p * r + 8.3334519e-3f;
  p = p * r + 4.1665796e-2f;
  p = p * r + 1.66666655e-1f;
  p = p * r + 5.0000001e-1f;
  floats mantissa = p * (r * r) + r + 1.0f;
  words integer = (words)shifted - (words)all(shifter);
  return (floats)((words)mantissa + (integer << 23));
}

INLINE floats sigmoid(floats x) {
  return 1.0f / (1.0f + exponential((floats){} - x));
}

INLINE floats hyperbolic_tangent(floats x) {
  floats large = 1.0f - 2.0f / (exponential(x + x) + 1.0f);
  floats square = x * x;
  floats p = square * -5.7049887e-3f + 2.06390888e-2f;
  p = p * square - 5.3739711e-2f;
  p = p * square + 1.33314428e-1f;
  p = p * square - 3.3333282e-1f;
  return choose(square < all(0.390625f), p * square * x + x, large);
}

INLINE floats bounded(floats x, float low, float high) {
  return smaller(larger(x, all(low)), all(high));
}

INLINE floats apply(int32_t function, floats x) {
  switch (function) {
  case SWIFTLET_RELU: return choose(x < (floats){}, (floats){}, x);
  case SWIFTLET_SIGMOID: return sigmoid(x);
  case SWIFTLET_TANH: return hyperbolic_tangent(x);
  case SWIFTLET_RELU6: return bounded(x, 0, 6);
  case SWIFTLET_HARD_SIGMOID: return bounded(x + 0.5f, 0, 1);
  case SWIFTLET_HARD_TANH: return bounded(x, -1, 1);
  default: return x;
  }
}

/* The derivative where a function gave y. */
INLINE floats slope(int32_t function, floats y) {
  switch (function) {
  case SWIFTLET_RELU: return heaviside(y);
  case SWIFTLET_SIGMOID: return y * (1.0f - y);
  case SWIFTLET_TANH: return 1.0f - y * y;
  case SWIFTLET_RELU6: return heaviside(y) * heaviside(6.0f - y);
  case SWIFTLET_HARD_SIGMOID: return heaviside(y) * heaviside(1.0f - y);
  case SWIFTLET_HARD_TANH: return heaviside(1.0f - y * y);
  default: return all(1);
  }
}
