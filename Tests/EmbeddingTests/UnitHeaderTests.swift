import Foundation
import SwiftletDevices
import SwiftletEmbedding
import SwiftletFormat
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("The units in the model's header")
struct UnitHeaderTests {
  private static let inputs = [
    ("pressure", 24, "PRESSURE"), ("flow rate", 0, "FLOW_RATE"),
    ("es", 31, "ES"), ("Flow rate", 16, "FLOW_RATE_3"), ("温度", 10, "4"),
  ]
  private static let compilers = [
    ["gcc", "-std=c99"], ["gcc", "-std=c11"], ["g++", "-std=c++17"],
    ["clang", "-std=c99"], ["clang", "-std=c11"], ["clang++", "-std=c++17"],
  ]

  /// A golden model with inputs of other names and fraction bits, which
  /// predicts values.
  private func embedding() throws -> Embedding {
    let core = try #require(TargetCore(name: "host"))
    var network = try goldenModel("lstm-w8-a16").network
    network.task = .regression
    try #require(network.inputs.count == Self.inputs.count)
    for (index, input) in Self.inputs.enumerated() {
      network.inputs[index].name = input.0
      network.inputs[index].fractionBits = input.1
      network.inputs[index].shift = 0
      network.inputs[index].multiplier = 1 << 20
      network.inputs[index].zero = 1000
    }
    for index in network.outputs.indices {
      network.outputs[index].name = "v\(index)"
    }
    return Embedding(
      model: try QuantizedModel(bytes: Data(network.fileBytes())),
      target: core, layout: .plain, budget: nil, version: "1.2.3")
  }

  /// Runs the body of a `main` with the header, and a runtime whose fraction
  /// bits are `bits` and whose conversions keep what they get in `fixed`.
  private func expectZero(
    _ body: String, globals: String = "", compiler: [String],
    flags: String = ""
  ) throws {
    let header = try embedding().modelHeader
    let suffix = compiler[0].hasSuffix("++") ? "cpp" : "c"
    let runtime = """
      #include "swiftlet_model.h"
      unsigned bits;
      int32_t fixed;
      unsigned swiftlet_input_fraction_bits(const swiftlet_model *, size_t);
      unsigned swiftlet_input_fraction_bits(
          const swiftlet_model *model, size_t index) {
        (void)model, (void)index;
        return bits;
      }
      unsigned swiftlet_output_fraction_bits(
          const swiftlet_model *model, size_t index) {
        (void)model, (void)index;
        return bits;
      }
      int16_t swiftlet_quantize_input(
          const swiftlet_model *model, size_t index, int32_t value) {
        (void)model, (void)index;
        fixed = value;
        return 7;
      }
      int32_t swiftlet_read_output(
          const swiftlet_model *model, size_t index, int16_t value) {
        (void)model, (void)index, (void)value;
        return fixed;
      }
      \(globals)
      int main(void) {
        \(body)
        return 0;
      }

      """
    try withFolder { folder in
      try Data(header.utf8).write(
        to: folder.appending(path: "swiftlet_model.h"))
      try Data(runtime.utf8).write(to: folder.appending(path: "main.\(suffix)"))
      _ = try shell(
        """
        \(compiler.joined(separator: " ")) -Wall -Wextra -Wconversion \
        -Wpedantic -Werror \(flags) \(headers) main.\(suffix) -o main
        ./main
        """, in: folder)
    }
  }

  @Test("name each input's index and fraction bits", arguments: compilers)
  func names(compiler: [String]) throws {
    let checks = Self.inputs.enumerated().map { index, input in
      """
      if (MODEL_INPUT_\(input.2) != \(index)) return 1;
      if (MODEL_FRACTION_BITS_\(input.2) != \(input.1)) return 1;
      """
    }
    try expectZero(
      checks.joined(separator: "\n")
        + "\nif (MODEL_OUTPUT_V6 != 6) return 1;", compiler: compiler)
  }

  @Test(
    "constants are computed by the compiler: halves up, saturated",
    arguments: compilers)
  func constants(compiler: [String]) throws {
    let cases: [(String, Int, Int32)] = [
      ("0.206", 24, 3_456_106), ("-0.206", 24, -3_456_106), ("3", 0, 3),
      ("0.5", 0, 1), ("-0.5", 0, 0), ("-1.5", 0, -1), ("-1.6", 0, -2),
      ("1.5", 0, 2), ("0.49999", 0, 0), ("-3", 4, -48), ("1", 31, .max),
      ("-1", 31, .min), ("1e30", 24, .max), ("-1e30", 24, .min),
      ("2147483646.4", 0, .max - 1), ("-2147483647.6", 0, .min),
      ("2147483647", 0, .max), ("0.25f", 2, 1),
    ]
    let values = cases.map { "MODEL_FIXED(\($0.0), \($0.1))" }
    let checks = cases.enumerated().map { index, constant in
      "if (constants[\(index)] != \(c(constant.2))) return \(index + 1);"
    }
    try expectZero(
      checks.joined(separator: "\n"),
      globals: """
        static const int32_t constants[] = {
          \(values.joined(separator: ",\n  "))
        };
        """, compiler: compiler)
  }

  @Test("whole numbers are shifted and saturate", arguments: compilers)
  func integers(compiler: [String]) throws {
    let taken: [(Int, Int32, Int32)] = [
      (0, .max, .max), (0, .min, .min), (0, -5, -5), (24, 3, 3 << 24),
      (24, -3, -3 << 24), (24, 127, 127 << 24), (24, 128, .max),
      (24, -128, .min), (24, -129, .min), (31, 0, 0), (31, 1, .max),
      (31, -1, .min), (31, -2, .min),
    ]
    let read: [(Int, Int32, Int32)] = [
      (0, .max, .max), (0, .min, .min), (1, 3, 2), (1, -3, -1), (1, 1, 1),
      (1, -1, 0), (4, 23, 1), (4, 24, 2), (4, -24, -1), (4, -25, -2),
      (31, .max, 1), (31, .min, -1), (30, .max, 2),
    ]
    let checks =
      taken.map { bits, value, expected in
        """
        bits = \(bits);
        if (model_quantize_integer(&model, 0, \(c(value))) != 7) return 1;
        if (fixed != \(c(expected))) return 2;
        """
      }
      + read.map { bits, value, expected in
        """
        bits = \(bits);
        fixed = \(c(value));
        if (model_read_integer(&model, 0, 1) != \(c(expected))) return 3;
        """
      }
    try expectZero(
      checks.joined(separator: "\n"), globals: "static swiftlet_model model;",
      compiler: compiler)
  }

  @Test(
    "floats become the nearest integer, halves up; NaN is a gap",
    arguments: compilers)
  func floats(compiler: [String]) throws {
    let values: [Float] = [
      0, 0.206, -0.206, 867, 0.5, -0.5, 1.5, -1.5, -1.75, 2.5, -2.5, 0.49999997,
      -0.49999997, 8_388_609, -8_388_609, 4_194_304.5, -4_194_304.5,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude,
      2_147_483_520, -2_147_483_648, 1e10,
    ]
    let checks = [0, 1, 16, 24, 31].flatMap { bits in
      values.map { value in
        let scaled =
          Double(value) * Double(sign: .plus, exponent: bits, significand: 1)
        let expected = (scaled + 0.5).rounded(.down)
        let fixed = Int32(max(-0x1p31, min(0x1p31 - 1, expected)))
        return """
          bits = \(bits);
          if (model_quantize_float(&model, 0, \(value)f) != 7) return 1;
          if (fixed != \(c(fixed))) return 2;
          """
      }
    }
    try expectZero(
      checks.joined(separator: "\n")
        + """

          if (model_quantize_float(&model, 0, 0.0f / 0.0f) != SWIFTLET_GAP)
            return 3;
          bits = 10;
          fixed = -1536;
          if (model_read_float(&model, 0, 1) * 2.0f != -3.0f) return 4;
        """, globals: "static swiftlet_model model;", compiler: compiler)
  }

  @Test("the host rounds as the header does, at halves of both signs")
  func halves() throws {
    var network = try goldenModel("lstm-w8-a16").network
    // What a step takes is the fixed-point number itself.
    for index in network.inputs.indices {
      network.inputs[index].zero = 0
      network.inputs[index].multiplier = 1 << 17
      network.inputs[index].fractionBits = index
      network.inputs[index].shift = 15
    }
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    let checks = network.inputs.indices.flatMap { (bits) -> [String] in
      (-6...6).map { (halves) -> String in
        let value = Float(halves) / 2 / Float(1 << bits)
        let raw = model.quantize(Double(value), input: bits)
        // Half of an even number, or half up.
        #expect(Int(raw) == (halves + 1) >> 1)
        return """
          bits = \(bits);
          if (model_quantize_float(&model, 0, \(value)f) != 7) return 1;
          if (fixed != \(raw)) return 2;
          """
      }
    }
    try expectZero(
      checks.joined(separator: "\n"), globals: "static swiftlet_model model;",
      compiler: ["gcc", "-std=c99"])
  }

  @Test("a program without floats takes none", arguments: compilers)
  func noFloats(compiler: [String]) throws {
    try expectZero(
      "", globals: "#define model_round taken\nstatic int model_round;",
      compiler: compiler,
      flags: "-DMODEL_NO_FLOAT -Wno-unused-variable")
  }

  private func c(_ value: Int32) -> String {
    value == .min ? "INT32_MIN" : "\(value)"
  }
}

@Suite("The recorded samples")
struct SequenceHeaderTests {
  @Test("become the recorded integers again")
  func samples() throws {
    let core = try #require(TargetCore(name: "host"))
    var network = try goldenModel("lstm-w8-a16").network
    for index in network.inputs.indices {
      network.inputs[index].zero = Int32(index) << 20
      network.inputs[index].multiplier = 1 << 26
      network.inputs[index].fractionBits = 20
      network.inputs[index].shift = 4
    }
    let steps = [-32767, 32767, 0, 1, -1, 12345, -9876, .min].map { input in
      QuantizedNetwork.GoldenStep(
        inputs: network.inputs.map { _ in input },
        outputs: network.outputs.map { _ in 0 })
    }
    network.goldenSteps = steps
    let header = Embedding(
      model: try QuantizedModel(bytes: Data(network.fileBytes())),
      target: core, layout: .plain, budget: nil, version: "1.2.3"
    ).sequenceHeader
    let integers = header.matches(of: /\/\* ([-0-9, ]+) \*\//).map {
      String($0.1)
    }
    #expect(
      integers
        == steps.map { $0.inputs.map(String.init).joined(separator: ", ") })
  }
}
