import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import SwiftletFormat
import SwiftletImporting
import SwiftletRuntime

/// Rows of `evaluate flips`: in how many steps a bit of the state that was
/// flipped has no effect any more: on the class that is named, and on anything,
/// as the whole state is again what it would be.
struct FlipTable {
  static let header = [
    "model", "part", "flips", "class: median", "95 %", "most",
    "state: median", "95 %", "most",
  ].joined(separator: "\t")

  /// Steps after which no more are run.
  private static let limit = 10_000
  private static let flipCount = 1000

  private let name: String
  private let model: QuantizedModel
  /// The timesteps of the data's test part, one after the other.
  private let steps: [[Int16]]

  /// - Parameters:
  ///   - path: The quantized model's file.
  ///   - reference: That of the float model that it was made of.
  ///   - data: What `--data` takes.
  init(_ path: String, reference: String, data: String) throws {
    let url = URL(fileURLWithPath: path)
    name = url.deletingPathExtension().lastPathComponent
    model = try QuantizedModel(contentsOf: url)
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: reference))
    let stream = QuantizedStream(model)
    steps = try DataSource(named: data).testPart(for: float).sequences
      .flatMap { sequence in
        (0..<sequence.timesteps).map {
          stream.quantize(sequence.features(at: $0))
        }
      }
  }

  /// A row for each part of the state: of each layer's h, and of an LSTM's c.
  func rows() -> [String] {
    parts.map { part in
      var generator = Generator(seed: 1)
      let flips = (0..<Self.flipCount).map { _ in
        settle(part.bytes, &generator)
      }
      return
        ([name, part.name, "\(Self.flipCount)"]
        + quantiles(flips.map(\.class)) + quantiles(flips.map(\.state)))
        .joined(separator: "\t")
    }
  }

  /// The median, what 95 of 100 do not exceed, and the most.
  private func quantiles(_ steps: [Int]) -> [String] {
    let sorted = steps.sorted()
    return [0.5, 0.95, 1].map { share in
      let count = sorted[Int(share * Double(sorted.count - 1))]
      return count < Self.limit ? "\(count)" : "over \(Self.limit)"
    }
  }

  /// Where the parts of the state lie (FORMAT.md, section 9).
  private var parts: [(name: String, bytes: Range<Int>)] {
    var parts: [(String, Range<Int>)] = []
    var offset = holds ? 2 * padded(model.inputCount) : 0
    for layer in model.layers where layer.kind.isRecurrent {
      let title = layer.kind.rawValue
      if layer.kind == .lstm {
        parts.append(
          ("\(title), c", offset..<offset + 4 * layer.outputSize))
        offset += 4 * padded(layer.outputSize)
      }
      parts.append(("\(title), h", offset..<offset + 2 * layer.outputSize))
      offset += 2 * padded(layer.outputSize)
    }
    return parts
  }

  /// Whether the state begins with the inputs that are held.
  private var holds: Bool {
    switch model.gapPolicy {
    case .refuse, .mean: false
    case .hold, .holdThenMean, .holdThenReset: true
    }
  }

  private func padded(_ count: Int) -> Int { (count + 3) & ~3 }

  /// Flips a bit after some steps, and gives the steps up to the last one that
  /// names another class, and until the state is what it would be.
  private func settle(
    _ bytes: Range<Int>, _ generator: inout Generator
  ) -> (class: Int, state: Int) {
    let (right, wrong) = (Running(model), Running(model))
    var next = generator.below(steps.count)
    func step() -> Bool {
      let input = steps[next % steps.count]
      next += 1
      return right.step(input) == wrong.step(input)
    }
    for _ in 0..<100 { _ = step() }
    wrong.flip(
      bit: 8 * bytes.lowerBound + generator.below(8 * bytes.count))
    var count = 0
    var last = 0
    while right.state != wrong.state && count < Self.limit {
      let agrees = step()
      count += 1
      if !agrees { last = count }
    }
    return (last, count)
  }
}

/// A stream whose state lies open.
private final class Running {
  private let arena: UnsafeMutableRawBufferPointer
  private var stream = swiftlet_stream()
  private var output: [Int16]
  private var model: swiftlet_model
  private let stateSize: Int

  init(_ quantized: QuantizedModel) {
    model = quantized.handle
    arena = .allocate(
      byteCount: swiftlet_arena_size(&model), alignment: 16)
    stateSize = swiftlet_state_size(&model)
    output = Array(repeating: 0, count: quantized.outputCount)
    swiftlet_start(&stream, &model, arena.baseAddress, arena.count)
  }

  deinit { arena.deallocate() }

  /// The state's bytes.
  var state: [UInt8] { Array(arena[..<stateSize]) }

  /// Runs a timestep and gives the class that it names.
  func step(_ input: [Int16]) -> Int {
    swiftlet_step(&stream, input, input.count, &output, output.count)
    return swiftlet_largest_output(&model, output)
  }

  /// Changes one bit of the state.
  func flip(bit: Int) { arena[bit / 8] ^= 1 << UInt8(bit % 8) }
}
