#if SWIFTLET_AVR

  /// Cores with registers of 8 bits: experimental.
  enum AVR: HalfwordCore {}

#endif
