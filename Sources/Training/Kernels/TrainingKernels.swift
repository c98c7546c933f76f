import CSwiftletTraining
import Foundation
import SwiftletCells

/// The inner operations of a training with the vectors of this machine; every
/// set of instructions gives the same bits.
package struct TrainingKernels: @unchecked Sendable {
  /// A set of vector instructions.
  package enum Level: Int32, CaseIterable, Sendable {
    /// SSE2 or Neon, which every machine has.
    case simd128
    case avx2
    case avx512
  }

  private let functions: UnsafePointer<swiftlet_training_kernels>

  /// The operations by a set of instructions; nil where this machine lacks it.
  package init?(_ level: Level) {
    guard let functions = swiftlet_training_kernels_of(level.rawValue) else {
      return nil
    }
    self.functions = functions
  }

  /// The operations by the best set that this machine has, or by that which the
  /// environment names in `SWIFTLET_TRAINING_LEVEL`.
  ///
  /// - Throws: `TrainingError` when there is none of that name.
  package static func chosen() throws -> TrainingKernels {
    try choice.get()
  }

  private static let choice: Result<TrainingKernels, TrainingError> = {
    let levels = Level.allCases.filter { TrainingKernels($0) != nil }
    let name = ProcessInfo.processInfo.environment[variable]
    let named = levels.last { name == nil || "\($0)" == name }
    guard let named, let kernels = TrainingKernels(named) else {
      let names = levels.map { "\($0)" }.joined(separator: ", ")
      return .failure(
        TrainingError(
          "\(variable) names no vectors of this machine; unset it, or give one "
            + "of \(names)"))
    }
    return .success(kernels)
  }()

  private static let variable = "SWIFTLET_TRAINING_LEVEL"
}

// Products of matrices. A series of vectors is a matrix of so many rows.
extension TrainingKernels {
  /// `C = S + A B`.
  ///
  /// - Parameters:
  ///   - a: `rows` vectors of `depth` numbers.
  ///   - b: `depth` vectors of `columns` numbers.
  ///   - s: `rows` vectors of `columns` numbers; nil for C itself.
  ///   - c: as many.
  func multiply(
    _ a: StepSeries<Float>, _ b: StepSeries<Float>,
    addingTo s: StepSeries<Float>? = nil, into c: MutableStepSeries<Float>,
    rows: Int, columns: Int, depth: Int
  ) {
    let s = s ?? c.series
    var product = swiftlet_product(
      a: a.base, a_row: a.stride, a_column: 1, b: b.base, b_row: b.stride,
      s: s.base, s_row: s.stride, c: c.base, c_row: c.stride, rows: rows,
      columns: columns, depth: depth)
    functions.pointee.multiply(&product)
  }

  /// `C += Aᵀ B`.
  ///
  /// - Parameters:
  ///   - a: `depth` vectors of `rows` numbers.
  ///   - b: `depth` vectors of `columns` numbers.
  ///   - c: `rows` vectors of `columns` numbers, one after the other.
  func addTransposedProduct(
    _ a: StepSeries<Float>, _ b: StepSeries<Float>,
    to c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, depth: Int
  ) {
    var product = swiftlet_product(
      a: a.base, a_row: 1, a_column: a.stride, b: b.base, b_row: b.stride,
      s: c, s_row: columns, c: c, c_row: columns, rows: rows, columns: columns,
      depth: depth)
    functions.pointee.multiply(&product)
  }

  /// Adds the sum of `depth` vectors of `columns` numbers.
  func addSum(
    of vectors: StepSeries<Float>, to sum: UnsafeMutablePointer<Float>,
    columns: Int, depth: Int
  ) {
    var one: Float = 1
    withUnsafePointer(to: &one) { one in
      let ones = StepSeries(base: one, stride: 0)
      addTransposedProduct(
        ones, vectors, to: sum, rows: 1, columns: columns, depth: depth)
    }
  }
}

extension TrainingKernels {
  /// The equations of a step of a layer, or a part of them.
  typealias Equations = @convention(c) (UnsafePointer<swiftlet_step>) -> Void

  /// Runs equations on a step.
  @inline(__always)
  func run(
    _ step: swiftlet_step,
    _ equations: (UnsafePointer<swiftlet_training_kernels>) -> Equations
  ) {
    var step = step
    equations(functions)(&step)
  }

  /// One update of Adam.
  func adam(_ update: swiftlet_adam) {
    var update = update
    functions.pointee.adam(&update)
  }
}
