import Foundation
import SwiftletFiles

/// Everything that a training needs to go on as if never interrupted.
///
/// All random choices follow from the seed and the epoch, so that the epoch is
/// the state of the random source.
///
/// The file is one line, `swiftlet-checkpoint 4 HASH`, and JSON after it, in
/// which vectors are base64 of little-endian `Float`s.
struct Checkpoint: Codable, Equatable {
  var fingerprint: UInt64
  var configuration: TrainingConfiguration
  var parameters: Data
  var firstMoment: Data
  var secondMoment: Data
  var updates: Int
  var bestParameters: Data
  var bestEpoch: Int
  var history: [TrainingEpoch]

  private static let title = "swiftlet-checkpoint 4"

  /// Writes the file; at any moment there is a whole one.
  func write(to url: URL) throws {
    let body = try JSONEncoder().encode(self)
    let head = "\(Self.title) \(Self.hash(body))\n"
    try OutputFile(url).write(Data(head.utf8) + body)
  }

  /// Reads a file back.
  ///
  /// - Throws: `TrainingError` when there is none, or it is not a whole
  ///   checkpoint.
  init(contentsOf url: URL) throws {
    let data: Data
    do throws(SystemError) {
      data = try contents(of: url)
    } catch {
      throw TrainingError("\(InputError(url.relativePath, error))")
    }
    let parts = data.split(
      separator: UInt8(ascii: "\n"), maxSplits: 1,
      omittingEmptySubsequences: false)
    let head = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard head.hasPrefix(Self.title + " "), parts.count == 2 else {
      throw TrainingError(
        "\(url.relativePath) is not a checkpoint of this version; delete it")
    }
    let body = Data(parts[1])
    guard head == "\(Self.title) \(Self.hash(body))",
      let checkpoint = try? JSONDecoder().decode(Self.self, from: body),
      checkpoint.isOfAnEpoch
    else {
      throw TrainingError(
        "the checkpoint \(url.relativePath) is damaged or incomplete; delete "
          + "it")
    }
    self = checkpoint
  }

  /// Whether the numbers are such as the end of an epoch leaves.
  private var isOfAnEpoch: Bool {
    bestEpoch >= 1 && bestEpoch <= history.count
      && updates >= 1 && updates < 1 << 53
      && history.allSatisfy {
        $0.trainingLoss.isFinite && $0.validationLoss.isFinite
      }
  }

  private static func hash(_ body: Data) -> String {
    var fingerprint = Fingerprint()
    for byte in body { fingerprint.add(UInt32(byte)) }
    return String(fingerprint.value, radix: 16)
  }
}

extension Checkpoint {
  init(
    fingerprint: UInt64, configuration: TrainingConfiguration,
    parameters: [Float], adam: Adam, bestParameters: [Float], bestEpoch: Int,
    history: [TrainingEpoch]
  ) {
    self.fingerprint = fingerprint
    self.configuration = configuration
    self.parameters = Self.encode(parameters)
    firstMoment = Self.encode(adam.firstMoment)
    secondMoment = Self.encode(adam.secondMoment)
    updates = adam.updates
    self.bestParameters = Self.encode(bestParameters)
    self.bestEpoch = bestEpoch
    self.history = history
  }

  private static func encode(_ numbers: [Float]) -> Data {
    var data = Data(capacity: numbers.count * 4)
    for number in numbers {
      withUnsafeBytes(of: number.bitPattern.littleEndian) {
        data.append(contentsOf: $0)
      }
    }
    return data
  }

  /// The `count` finite numbers of a vector.
  static func decode(_ data: Data, count: Int) throws -> [Float] {
    guard data.count == 4 * count else {
      throw TrainingError(
        "the checkpoint's vectors do not fit the network; delete it")
    }
    let numbers = data.withUnsafeBytes { bytes in
      (0..<count).map { index in
        let bits = bytes.loadUnaligned(
          fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
    guard numbers.allSatisfy(\.isFinite) else {
      throw TrainingError(
        "the checkpoint's vectors are not finite; delete it")
    }
    return numbers
  }
}
