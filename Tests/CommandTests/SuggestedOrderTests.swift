import Foundation
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("A suggested order of modules")
struct SuggestedOrderTests {
  /// State dicts whose sizes leave the order open, or what follows a Linear.
  private static let dicts: [[String: [Int]]] = [
    gru("rnn", 16, inputs: 1).merging(linear("lin", 16, 1)) { $1 },
    gru("gru", 8, inputs: 8).merging(linear("encoder", 8, 8)) { $1 }
      .merging(linear("decoder", 8, 8)) { $1 },
    linear("a", 4, 4).merging(linear("b", 4, 4)) { $1 },
    gru("r", 4, inputs: 4).merging(["head.weight": [7, 4]]) { $1 },
    gru("r", 4, inputs: 3).merging(linear("fc1", 5, 3)) { $1 }
      .merging(linear("fc2", 4, 2)) { $1 }
      .merging(linear("fc0", 6, 5)) { $1 },
  ]

  private static func linear(
    _ name: String, _ inputs: Int, _ outputs: Int
  ) -> [String: [Int]] {
    ["\(name).weight": [outputs, inputs], "\(name).bias": [outputs]]
  }

  private static func gru(
    _ name: String, _ hidden: Int, inputs: Int
  ) -> [String: [Int]] {
    [
      "\(name).weight_ih_l0": [3 * hidden, inputs],
      "\(name).weight_hh_l0": [3 * hidden, hidden],
      "\(name).bias_ih_l0": [3 * hidden], "\(name).bias_hh_l0": [3 * hidden],
    ]
  }

  /// Writes a state dict, `in.safetensors`.
  private func write(_ shapes: [String: [Int]], in folder: URL) throws {
    try SafeTensors(
      tensors: shapes.mapValues { shape in
        SafeTensors.Tensor(
          shape: shape,
          values: Array(repeating: 0.5, count: shape.reduce(1, *)))
      }, metadata: [:]
    ).write(to: folder.appendingPathComponent("in.safetensors"))
  }

  @Test("every one works as it is printed", arguments: dicts)
  func works(shapes: [String: [Int]]) throws {
    try withFolder { folder in
      try write(shapes, in: folder)
      let asked = try swiftlet(["import", "in.safetensors"], in: folder)
      #expect(asked.status == 1)
      let words = asked.messages.split(whereSeparator: \.isWhitespace)
      let orders = zip(words, words.dropFirst()).filter { $0.0 == "--layers" }
        .map { $0.1.trimmingCharacters(in: [",", "."]) }
      #expect(!orders.isEmpty, "\(asked.messages)")
      for order in orders {
        let run = try swiftlet(
          ["import", "in.safetensors", "--layers", order, "--out", "o"],
          in: folder)
        #expect(run.status == 0, "\(order): \(run.messages)")
      }
    }
  }

  @Test("is not asked for where numbers in names tell one, if sizes allow it")
  func numbers() throws {
    try withFolder { folder in
      for (inputs, order, isNoted) in [
        ([4, 4, 4], ["gru1", "gru2", "gru10"], true),
        ([6, 3, 4], ["gru2", "gru1", "gru10"], false),
      ] {
        let shapes = Self.gru("gru1", 4, inputs: inputs[0])
          .merging(Self.gru("gru2", inputs[0], inputs: inputs[1])) { $1 }
          .merging(Self.gru("gru10", 4, inputs: inputs[2])) { $1 }
        try write(shapes, in: folder)
        let run = try swiftlet(["import", "in.safetensors"], in: folder)
        #expect(run.status == 0, "\(run.messages)")
        let places = order.map { run.output.range(of: "(\($0).")?.lowerBound }
        #expect(!places.contains(nil), "\(run.output)")
        #expect(places.compactMap(\.self).sorted() == places)
        #expect(
          run.messages.contains("in the order of the numbers") == isNoted,
          "\(run.messages)")
      }
    }
  }

  @Test("keeps what a user says already")
  func keeps() throws {
    try withFolder { folder in
      let shapes = Self.gru("r", 4, inputs: 3)
        .merging(Self.linear("fc1", 5, 3)) { $1 }
        .merging(Self.linear("fc0", 6, 5)) { $1 }
      try write(shapes, in: folder)
      let run = try swiftlet(
        ["import", "in.safetensors", "--layers", "fc0:tanh,fc1,r"], in: folder)
      #expect(
        run.messages.contains("such as --layers fc0:tanh,fc1:relu,r"),
        "\(run.messages)")
    }
  }
}
