import Foundation
import RandomNetworks
import SwiftletFiles
import SwiftletFormat
import SwiftletRuntime

/// Writes what the device images play: `golden-cases FOLDER [SEED]` writes the
/// golden streams as a C file for `Tests/Devices/golden` and each layout of
/// weights, of other networks with another seed than 0, and
/// `golden-cases --bench FOLDER LAYOUT` a model file for each row of
/// `tools/bench device`, int8 weights in a layout of that name.
/// `golden-cases --soak FILE STEPS SEED` writes a C file of models with the
/// checksums of that many steps of a soak, for `Tests/Devices/soak`.
/// `golden-cases --costs FOLDER` writes the models of `tools/make-costs`,
/// `golden-cases --tiny FOLDER` a C file for each golden stream that a core of
/// 2 KB of RAM plays, and `golden-cases --vectors FOLDER` the models and steps
/// of `Tests/GoldenVectors`.
@main
struct GoldenCases {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.count == 3, arguments.first == "--bench",
      let layout = WeightLayout(rawValue: arguments[3])
    {
      try writeBenchModels(to: URL(filePath: arguments[2]), layout)
    } else if arguments.count == 4, arguments.first == "--soak",
      let steps = Int(arguments[3]), steps > 0, steps % 10 == 0,
      let seed = UInt32(arguments[4]), seed > 0
    {
      try writeSoak(to: URL(filePath: arguments[2]), steps, seed)
    } else if arguments.count == 2, arguments.first == "--vectors" {
      try GoldenVectors.write(to: URL(filePath: arguments[2]))
    } else if arguments.count == 2, arguments.first == "--costs" {
      try writeCostModels(to: URL(filePath: arguments[2]))
    } else if arguments.count == 2, arguments.first == "--tiny" {
      try writeTinyCases(to: URL(filePath: arguments[2]))
    } else if 1...2 ~= arguments.count, let path = arguments.first,
      let seed = arguments.count == 1 ? 0 : UInt32(arguments[2])
    {
      try writeGoldenCases(to: URL(filePath: path), seed)
    } else {
      FileHandle.standardError.write(
        Data(
          """
          usage: golden-cases FOLDER [SEED] | --bench FOLDER LAYOUT | --costs FOLDER \
          | --tiny FOLDER | --vectors FOLDER | --soak FILE STEPS SEED

          """.utf8))
      exit(64)
    }
  }

  /// Writes LAYOUT.c with the streams of what a core runs whose kernels are made
  /// for a layout, and the first of each layout that it does not run; small.c with
  /// those of the first layout but the largest; and gaps.c with
  /// those whose models give held values up.
  private static func writeGoldenCases(
    to folder: URL, _ seed: UInt32
  ) throws {
    let cases = try NetworkPlan.golden.enumerated().map { index, plan in
      try GoldenCase(plan, seed: 1000 * seed + UInt32(index + 1))
    }
    for layout in WeightLayout.allCases {
      var refused: Set<WeightLayout> = []
      let own = cases.filter {
        let other = $0.plan.layout
        return layout.runs(other) || refused.insert(other).inserted
      }
      try OutputFile(folder.appending(path: "\(layout.rawValue).c"))
        .write(Data(source(of: own).utf8))
      guard layout == .narrow else { continue }
      let small = own.filter { !$0.plan.isLarge }
      try OutputFile(folder.appending(path: "small.c"))
        .write(Data(source(of: small).utf8))
    }
    let givingUp = try NetworkPlan.givingUp.enumerated().map { index, plan in
      try GoldenCase(plan, seed: 1000 * seed + UInt32(index + 1))
    }
    try OutputFile(folder.appending(path: "gaps.c"))
      .write(Data(source(of: givingUp).utf8))
  }

  private static func writeSoak(
    to file: URL, _ steps: Int, _ seed: UInt32
  ) throws {
    let plans = NetworkPlan.golden + NetworkPlan.givingUp
    let cases = try plans.filter { WeightLayout.narrow.runs($0.layout) }
      .map { try GoldenCase($0, seed: seed, soakSteps: steps) }
    try OutputFile(file).write(Data(source(of: cases).utf8))
  }

  private static func writeBenchModels(
    to folder: URL, _ layout: WeightLayout
  ) throws {
    for (name, plan) in NetworkPlan.deviceBench(layout) {
      var generator = Generator(seed: 1)
      try generator.network(plan).write(to: folder.appending(path: name))
    }
  }

  private static func writeTinyCases(to folder: URL) throws {
    for (index, plan) in NetworkPlan.tiny.enumerated() {
      let golden = try GoldenCase(plan, seed: UInt32(index + 1))
      let name = String(format: "%02d.c", index)
      try OutputFile(folder.appending(path: name))
        .write(Data(source(of: [golden]).utf8))
    }
  }

  private static func source(of cases: [GoldenCase]) -> String {
    var text = """
      /* Written by golden-cases. */
      #include "golden.h"

      """
    for (index, golden) in cases.enumerated() {
      text += """

        static const _Alignas(4) uint32_t model_\(index)[] = {
        \(words(golden.model.bytes))
        };
        static const uint32_t checksums_\(index)[] = {
        \(hex(golden.checksums))
        };

        """
    }
    text += "\nconst golden_case golden_cases[] = {\n"
    for (index, golden) in cases.enumerated() {
      let allowsGaps = golden.plan.gapPolicy != .refuse
      text += """
          {"\(golden.plan.name)", model_\(index), sizeof model_\(index),
           \(golden.seed), \(golden.plan.vocabulary), \(allowsGaps ? 1 : 0),
           checksums_\(index)},

        """
    }
    return text + """
      };
      const size_t golden_case_count = \(cases.count);
      const uint32_t golden_unsupported[] = {
      \(words(unsupported(cases[0].model.bytes)))
      };

      """
  }

  /// A model file that needs a feature which no library has.
  private static func unsupported(_ bytes: Data) -> Data {
    var bytes = bytes
    bytes[Header.requiredFeaturesOffset + 3] = 0x80
    var checksum = Checksum()
    for at in stride(from: 0, to: Header.checksumOffset, by: 2) {
      let word = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
      checksum.add(Int16(bitPattern: word))
    }
    for index in 0..<4 {
      bytes[Header.checksumOffset + index] = UInt8(
        truncatingIfNeeded: checksum.value >> (8 * UInt32(index)))
    }
    return bytes
  }

  /// A file's bytes as little-endian words; its size is a multiple of 16.
  private static func words(_ bytes: Data) -> String {
    hex(
      stride(from: 0, to: bytes.count, by: 4).map { start in
        (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
      })
  }

  private static func hex(_ words: [UInt32]) -> String {
    stride(from: 0, to: words.count, by: 6).map { start in
      "  "
        + words[start..<min(start + 6, words.count)].map {
          "0x\(String($0, radix: 16)),"
        }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

extension NetworkPlan {
  /// Whether the smallest board has no flash for the network beside all others:
  /// several layers have many blocks, or weights of an unusual width meet many
  /// frames.
  fileprivate var isLarge: Bool {
    name.hasPrefix("wide ") && layers.count > 1
      || name.hasPrefix("history, conv") && weightBits != 8
        && layers.count == 2
  }
}
