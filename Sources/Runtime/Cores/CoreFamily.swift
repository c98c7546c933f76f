internal import CSwiftletKernels

/// What a family of cores may do in a way of its own. The extensions give
/// every function its definition, in Swift that runs on all cores; a family's
/// file in this folder replaces what its instructions or its kernels do better.
/// Whatever the family, the results are the same.
protocol CoreFamily {
  // MARK: Arithmetic

  /// `value * multiplier / 2^32`, rounded halves up. Exact for all operands.
  static func scale(_ value: Int32, by multiplier: Int32) -> Int32

  /// `sum + value / 2^shift`, the quotient rounded halves up; `shift` in 1...30
  /// and `value + 2^(shift - 1)` within Int32.
  static func add(
    _ value: Int32, shiftedBy shift: Int32, to sum: Int32
  ) -> Int32

  /// All ones for a negative value, else 0.
  static func signMask(_ value: Int32) -> Int32

  /// |value|, within Int32.
  static func magnitude(of value: Int32) -> Int32

  /// `a`, or its complement where `b` is negative.
  static func flip(_ a: Int32, whereNegative b: Int32) -> Int32

  /// The smaller of two numbers whose difference is within Int32.
  static func smaller(_ a: Int32, _ b: Int32) -> Int32

  /// `value` brought into `0...largest`, where `largest - value` is within
  /// Int32.
  static func clamp(_ value: Int32, to largest: Int32) -> Int32

  /// `value` brought into the range of a signed integer of `bits` bits.
  static func saturate(_ value: Int32, bits: Int32) -> Int32

  /// The multiple of 256 next to a value of 16 bits, at most 127 times 256.
  static func roundToUpperByte(_ value: Int32) -> Int32

  /// The table of tanh at a magnitude, in units of 1 / 24576: 512 times the
  /// number between its knots, plus `offset`.
  static func interpolateTanh(
    of magnitude: Int32, plus offset: Int32
  ) -> Int32

  // MARK: Memory

  /// Copies `count` values.
  static func copy(
    _ values: UnsafePointer<Int16>, to output: UnsafeMutablePointer<Int16>,
    _ count: Int
  )

  /// Copies the first of `count` inputs, zeros where one is `SWIFTLET_GAP`.
  ///
  /// - Returns: How many it has copied, and a negative number where any of them
  ///   was a gap.
  static func loadFirst(
    _ count: Int, of input: UnsafePointer<Int16>,
    to values: UnsafeMutablePointer<Int16>
  ) -> (count: Int, gaps: Int32)

  // MARK: Operands

  /// The form in which the kernels of a layer take operands; `isNarrow` where
  /// activations have 8 bits.
  static func operandForm(of layer: LayerView, isNarrow: Bool) -> OperandForm

  /// Writes the operand of values, as `loadOperand` does.
  static func loadOperand(
    _ values: UnsafeMutablePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
    _ form: OperandForm, _ sums: Int32
  ) -> Operand

  /// Writes `count` operands of values, a multiple of 4.
  ///
  /// - Returns: Their sum, each times `sums`, which is 1 or 0.
  static func loadQuads(
    _ values: UnsafePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ form: OperandForm,
    _ sums: Int32
  ) -> Int32

  // MARK: Tiles

  /// Whether the family runs int8 weights in blocks of 16 columns, and in
  /// panels.
  static var runsWideBlocks: Bool { get }
  static var runsPanels: Bool { get }
  /// What a layer's shape knows of panels: `Panels` where the family runs them.
  associatedtype PanelUse: PanelCounts = NoPanels
  /// Whether its kernels take operands in whole vectors of 16 columns.
  static var takesColumns: Bool { get }

  /// The kernel of a layer's weights and operands; nil where the definition
  /// has to do.
  static func kernel(
    of layer: LayerView, _ form: OperandForm, _ level: KernelLevel
  ) -> Kernel?

  /// The second word of what the sums of a pair of rows start from, whose first
  /// is -2^7 `sum`: that of the second row, or of 64 bits.
  static func secondStart(ofSum sum: Int32, _ form: OperandForm) -> Int32

  /// The pre-activations of the next tile of `rowCount` rows, 3 or 4.
  static func next(
    _ tiles: inout TileReader, rowCount: Int
  ) -> Quad
  /// What a reader keeps of its layer for the definition.
  associatedtype DefinitionLayer: LayerReference = LayerView

  // MARK: Steps

  /// The kernels among which a stream chooses as it starts.
  associatedtype KernelLevel = Void
  static var kernelLevel: KernelLevel { get }

  /// Runs the first layers of a stream's step, as many as kernels run whole, and
  /// moves `place` on from the first one's.
  ///
  /// - Returns: How many.
  static func firstSteps(
    _ stream: Stream, _ place: inout Stream.LayerPlace
  ) -> Int

  /// Runs one timestep of each stream of a group, on the inputs that it has
  /// loaded, and writes their outputs one after the other.
  static func step(
    _ group: StreamGroup, into output: UnsafeMutablePointer<Int16>)

  /// Runs a layer's whole step in a stream.
  ///
  /// - Parameters:
  ///   - input: `(inputSize)`, with room up to a multiple of 4.
  ///   - hidden: h, updated in place, or the output of a layer without state.
  ///   - cell: an LSTM's c, updated in place.
  /// - Returns: Whether a kernel did it.
  static func step(
    _ stream: Stream, _ layer: LayerView, _ form: OperandForm,
    input: UnsafeMutablePointer<Int16>, hidden: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>
  ) -> Bool

  /// The same of `unitCount` units on the layer's loaded operands.
  static func step(
    _ stream: Stream, _ layer: LayerView, _ tiles: inout TileReader,
    _ form: OperandForm, hidden: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>, _ unitCount: Int
  ) -> Bool

  /// Runs the step of an LSTM layer with tanh and sigmoid, as `lstmStep` does.
  ///
  /// - Returns: Whether a kernel did it.
  static func lstmStep(
    _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
    hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
    _ unitCount: Int
  ) -> Bool
}

/// A core's own kernel.
typealias Kernel = @convention(c) () -> Void

#if SWIFTLET_CORTEX_M0
  typealias Core = CortexM0
#elseif SWIFTLET_CORTEX_M3
  typealias Core = CortexM3
#elseif SWIFTLET_DSP
  typealias Core = CortexDSP
#elseif SWIFTLET_HELIUM
  typealias Core = Helium
#elseif SWIFTLET_RISCV32
  typealias Core = RISCV32
#elseif SWIFTLET_AVR
  typealias Core = AVR
#elseif SWIFTLET_WEBASSEMBLY
  typealias Core = WebAssembly
#elseif SWIFTLET_VECTORS
  typealias Core = Host
#else
  typealias Core = PortableCore
#endif
