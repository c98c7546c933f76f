#if SWIFTLET_CORTEX_M0

  /// Armv6-M: Cortex-M0, M0+ and M1.
  enum CortexM0: HalfwordCore, KernelCore {}

#endif
