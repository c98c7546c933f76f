import Foundation
import SwiftletDevices
import SwiftletEmbedding
import SwiftletFormat
import TemporaryFolder
import Testing

@Suite("The name of a model in C")
struct ModelNameTests {
  private func embedding(_ model: String, _ name: String) throws -> Embedding {
    Embedding(
      model: try goldenModel(model), name: try #require(ModelName(name)),
      target: try #require(TargetCore(name: "cortex-m4")), layout: .plain,
      budget: nil, version: "1.2.3")
  }

  @Test("begins with a letter and has nothing that C or C++ reserve")
  func names() {
    for name in ["model", "pump", "p", "pump_2", "a1_b2"] {
      #expect(ModelName(name)?.symbol == name)
    }
    for name in [
      "", "2x", "Pump", "a__b", "_a", "a_", "a-b", "ä", "a b", "swiftlet",
      "swiftlet_x", "decision", "window", String(repeating: "a", count: 41),
    ] {
      #expect(ModelName(name) == nil, "\(name)")
    }
  }

  @Test("is the default where none is given")
  func standard() throws {
    let model = try goldenModel("lstm-w8-a16")
    let core = try #require(TargetCore(name: "cortex-m4"))
    let plain = Embedding(
      model: model, target: core, layout: .plain, budget: nil,
      version: "1.2.3")
    let named = try embedding("lstm-w8-a16", "model")
    #expect(plain.name == named.name)
    #expect(plain.modelHeader == named.modelHeader)
    let paths = plain.files.map(\.path)
    for path in ["swiftlet_model.h", "swiftlet_model.c", "sequence.h"] {
      #expect(paths.contains(path))
    }
  }

  @Test("goes where the model's names go, and nowhere else")
  func renaming() throws {
    let standard = try embedding("lstm-w8-a16", "model")
    let pump = try embedding("lstm-w8-a16", "pump")
    for (text, renamed) in [
      (standard.modelHeader, pump.modelHeader),
      (standard.modelSource, pump.modelSource),
      (standard.sequenceHeader, pump.sequenceHeader),
    ] {
      let expected = text.replacing("MODEL_", with: "PUMP_")
        .replacing("swiftlet_model.h", with: "swiftlet_pump.h")
        .replacing("model_quantize", with: "pump_quantize")
        .replacing("model_read", with: "pump_read")
        .replacing("model_round", with: "pump_round")
        .replacing("model_class", with: "pump_class")
        .replacing("model_data", with: "pump_data")
        .replacing("SEQUENCE_", with: "PUMP_SEQUENCE_")
        .replacing("    sequence[", with: "    pump_sequence[")
      #expect(renamed == expected)
    }
    #expect(
      Set(pump.files.map(\.path)).symmetricDifference(
        standard.files.map(\.path))
        == [
          "swiftlet_model.h", "swiftlet_model.c", "sequence.h",
          "swiftlet_pump.h", "swiftlet_pump.c", "pump_sequence.h",
        ])
  }

  @Test(
    "keeps two models apart in one program, without a warning",
    arguments: [
      ["gcc", "-std=c99"], ["gcc", "-std=c11"], ["g++", "-std=c++17"],
      ["clang", "-std=c11"], ["clang++", "-std=c++17"],
    ])
  func together(compiler: [String]) throws {
    try withFolder { folder in
      for (model, name) in [
        ("lstm-w8-a16", "pump"), ("gru-reset-after-w8-a16", "fan"),
      ] {
        let embedding = try embedding(model, name)
        for (file, text) in [
          ("swiftlet_\(name).h", embedding.modelHeader),
          ("swiftlet_\(name).c", embedding.modelSource),
        ] {
          try Data(text.utf8).write(to: folder.appending(path: file))
        }
      }
      let suffix = compiler[0].hasSuffix("++") ? "cpp" : "c"
      try Data(
        """
        #include "swiftlet_fan.h"
        #include "swiftlet_pump.h"
        #include "swiftlet_decision.h"
        #include "swiftlet_window.h"
        int main(void) {
          return pump_data[0] != fan_data[0] || PUMP_ID == FAN_ID;
        }

        """.utf8
      ).write(to: folder.appending(path: "main.\(suffix)"))
      // The library is not here: it is not called.
      _ = try shell(
        """
        sources="main.\(suffix) swiftlet_pump.c swiftlet_fan.c"
        \(compiler.joined(separator: " ")) -Wall -Wextra -Wconversion \
        -Wpedantic -Werror -O1 -ffunction-sections -Wl,--gc-sections \
        \(headers) -I. \(compiler[0] == "clang++" ? "-Wno-deprecated" : "") \
        $sources -o main
        ./main
        """, in: folder)
    }
  }
}
