/// Which parts of the program have run, in a program that counts them.
struct Reach {
  #if COUNTS_REGIONS
    /// Whether the program counts them.
    static let counts = true
    private var seen: [Bool]

    init() { seen = Self.counters.map { $0 > 0 } }

    /// Whether a part has run that had not when this was last asked.
    mutating func grows() -> Bool {
      let counters = Self.counters
      var grows = false
      for index in counters.indices where counters[index] > 0 && !seen[index] {
        seen[index] = true
        grows = true
      }
      return grows
    }

    private static var counters: UnsafeBufferPointer<UInt64> {
      UnsafeBufferPointer(
        start: beginCounters(), count: endCounters() - beginCounters())
    }
  #else
    /// Whether the program counts them.
    static let counts = false
    mutating func grows() -> Bool { false }
  #endif
}

#if COUNTS_REGIONS
  @_silgen_name("__llvm_profile_begin_counters")
  private func beginCounters() -> UnsafePointer<UInt64>

  @_silgen_name("__llvm_profile_end_counters")
  private func endCounters() -> UnsafePointer<UInt64>
#endif
