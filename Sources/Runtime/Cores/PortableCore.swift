internal import CSwiftletKernels

/// A core of which nothing is known.
enum PortableCore: CoreFamily {
  @inline(__always) static var runsWideBlocks: Bool { Supported.all }
  @inline(__always) static var runsPanels: Bool { Supported.all }
  typealias PanelUse = Panels
}

// The definitions.

extension CoreFamily {
  @inline(__always)
  static func scale(_ value: Int32, by multiplier: Int32) -> Int32 {
    let product = value.multipliedFullWidth(by: multiplier)
    return product.high &+ Int32(truncatingIfNeeded: product.low &>> 31)
  }

  @inline(__always)
  static func add(
    _ value: Int32, shiftedBy shift: Int32, to sum: Int32
  ) -> Int32 {
    sum &+ value.rounded(shift)
  }

  @inline(__always)
  static func signMask(_ value: Int32) -> Int32 { value &>> 31 }

  @inline(__always)
  static func magnitude(of value: Int32) -> Int32 {
    let sign = signMask(value)
    return (value ^ sign) &- sign
  }

  @inline(__always)
  static func flip(_ a: Int32, whereNegative b: Int32) -> Int32 {
    a ^ signMask(b)
  }

  @inline(__always)
  static func smaller(_ a: Int32, _ b: Int32) -> Int32 { min(a, b) }

  @inline(__always)
  static func clamp(_ value: Int32, to largest: Int32) -> Int32 {
    max(0, min(largest, value))
  }

  @inline(__always)
  static func saturate(_ value: Int32, bits: Int32) -> Int32 {
    let largest: Int32 = (1 &<< (bits &- 1)) &- 1
    return max(~largest, min(largest, value))
  }

  @inline(__always)
  static func roundToUpperByte(_ value: Int32) -> Int32 {
    smaller(32767, value &+ 128) & ~255
  }

  @inline(__always)
  static func interpolateTanh(
    of magnitude: Int32, plus offset: Int32
  ) -> Int32 {
    // The last segment goes on for ever.
    let segment = smaller(255, magnitude &>> 9)
    let knot = swiftlet_tanh_table() + Int(segment)
    let f = magnitude & 511
    let first = Int32(knot[0])
    return f &* (Int32(knot[1]) &- first) &+ (first &<< 9 &+ offset)
  }
}

extension CoreFamily {
  @inline(__always)
  static func copy(
    _ values: UnsafePointer<Int16>, to output: UnsafeMutablePointer<Int16>,
    _ count: Int
  ) {
    for index in 0..<count { output[index] = values[index] }
  }

  @inline(__always)
  static func loadFirst(
    _ count: Int, of input: UnsafePointer<Int16>,
    to values: UnsafeMutablePointer<Int16>
  ) -> (count: Int, gaps: Int32) {
    (0, 0)
  }
}

extension CoreFamily {
  @inline(__always)
  static func operandForm(
    of layer: LayerView, isNarrow: Bool
  ) -> OperandForm {
    isNarrow ? .upperByte : .whole
  }

  @inline(__always)
  static func loadOperand(
    _ values: UnsafeMutablePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
    _ form: OperandForm, _ sums: Int32
  ) -> Operand {
    loadNarrowOperand(values, count, into: operand, paddedCount, form, sums)
  }

  /// The same in blocks of at most 8 columns.
  @inline(__always)
  static func loadNarrowOperand(
    _ values: UnsafeMutablePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
    _ form: OperandForm, _ sums: Int32
  ) -> Operand {
    let quads = paddedToFour(count)
    for index in count..<quads { values[index] = 0 }
    for index in quads..<paddedCount { operand[index] = 0 }
    let sum = loadQuads(values, quads, into: operand, form, sums)
    return Operand(values: UnsafePointer(operand), sum: sum)
  }

  @inline(__always)
  static func loadQuads(
    _ values: UnsafePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ form: OperandForm,
    _ sums: Int32
  ) -> Int32 {
    let isRounded =
      Supported.activations8 && (!Supported.activations16 || form != .whole)
    let sum =
      isRounded
      ? mapQuads(values, count, to: operand, roundToUpperByte)
      : mapQuads(values, count, to: operand) { $0 }
    return sums &* sum
  }

  /// Writes a function of each value, four in a round, and gives the sum.
  @inline(__always)
  private static func mapQuads(
    _ values: UnsafePointer<Int16>, _ count: Int,
    to operand: UnsafeMutablePointer<Int16>, _ function: (Int32) -> Int32
  ) -> Int32 {
    guard count > 0 else { return 0 }
    var (from, to) = (values, operand)
    let end = values + count
    var sum: Int32 = 0
    repeat {
      for index in 0..<4 {
        let value = function(Int32(from[index]))
        to[index] = Int16(truncatingIfNeeded: value)
        sum &+= value
      }
      from += 4
      to += 4
    } while from != end
    return sum
  }
}

extension CoreFamily {
  @inline(__always) static var runsWideBlocks: Bool { false }
  @inline(__always) static var runsPanels: Bool { false }
  @inline(__always) static var takesColumns: Bool { false }

  @inline(__always)
  static func kernel(
    of layer: LayerView, _ form: OperandForm, _ level: KernelLevel
  ) -> Kernel? {
    nil
  }

  @inline(__always)
  static func secondStart(ofSum sum: Int32, _ form: OperandForm) -> Int32 {
    0
  }

  @inline(__always)
  static func next(_ tiles: inout TileReader, rowCount: Int) -> Quad {
    tiles.defined(rowCount)
  }
}

extension CoreFamily where KernelLevel == Void {
  @inline(__always) static var kernelLevel: KernelLevel { () }
}

extension CoreFamily {
  @inline(__always)
  static func firstSteps(
    _ stream: Stream, _ place: inout Stream.LayerPlace
  ) -> Int {
    0
  }

  @inline(__always)
  static func step(
    _ group: StreamGroup, into output: UnsafeMutablePointer<Int16>
  ) {
    let size = group.model.outputCount
    for index in 0..<group.count {
      copy(group[index].step(), to: output + index &* size, size)
    }
  }

  @inline(__always)
  static func step(
    _ stream: Stream, _ layer: LayerView, _ form: OperandForm,
    input: UnsafeMutablePointer<Int16>, hidden: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>
  ) -> Bool {
    false
  }

  @inline(__always)
  static func step(
    _ stream: Stream, _ layer: LayerView, _ tiles: inout TileReader,
    _ form: OperandForm, hidden: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>, _ unitCount: Int
  ) -> Bool {
    false
  }

  @inline(__always)
  static func lstmStep(
    _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
    hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
    _ unitCount: Int
  ) -> Bool {
    false
  }
}
