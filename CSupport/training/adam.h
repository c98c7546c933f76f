/* Adam: see Sources/Training/Adam.swift. */

static void adam(const swiftlet_adam *u) {
  for (ptrdiff_t k = 0; k < u->count; k += FLOATS) {
    ptrdiff_t left = u->count - k;
    floats g = load_some(u->gradient + k, left);
    floats parameter = load_some(u->parameters + k, left);
    floats first =
        u->beta1 * load_some(u->first + k, left) + (1 - u->beta1) * g;
    floats second =
        u->beta2 * load_some(u->second + k, left) + (1 - u->beta2) * g * g;
    floats scale =
        __builtin_elementwise_sqrt(second * u->correction) + u->epsilon;
    parameter -= u->learning_rate * first / scale +
                 u->shrink * load_some(u->decay + k, left) * parameter;
    store_some(u->first + k, first, left);
    store_some(u->second + k, second, left);
    store_some(u->parameters + k, parameter, left);
  }
}
