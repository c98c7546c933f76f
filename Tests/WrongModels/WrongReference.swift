import Foundation

/// Vectors that do not fit a model, or that it does not meet.
package enum WrongReference {
  package static let all = [
    vectors(
      "outputs that differ", "differs from the reference by",
      #"""
      {"inputs": [[[1, 2, 3, 4, 5]]], "outputs": [[[9, 9, 9]]]}
      """#),
    vectors("no JSON", "is no JSON object with 'inputs'", "inputs"),
    vectors(
      "a number that is not finite", "is no JSON object with 'inputs'",
      #"{"inputs": [[[NaN, 2, 3, 4, 5]]], "outputs": [[[1, 2, 3]]]}"#),
    vectors(
      "a flat array", "is no JSON object with 'inputs'",
      #"{"inputs": [1, 2], "outputs": [1, 2]}"#),
    vectors(
      "no timestep", "there is no timestep in 'inputs'",
      #"{"inputs": [], "outputs": []}"#),
    vectors(
      "more inputs than outputs", "there are 2 sequences of inputs and 1",
      #"{"inputs": [[[1]], [[1]]], "outputs": [[[1]]]}"#),
    vectors(
      "more timesteps than outputs", "sequence 0 has 2 timesteps of inputs",
      #"{"inputs": [[[1], [1]]], "outputs": [[[1]]]}"#),
    vectors(
      "other features", "has 2 inputs a timestep, but the network 5",
      #"{"inputs": [[[1, 2]]], "outputs": [[[1, 2, 3]]]}"#),
    vectors(
      "other outputs", "has 1 outputs a timestep, but the network 3",
      #"{"inputs": [[[1, 2, 3, 4, 5]]], "outputs": [[1]]}"#),
    vectors(
      "a symbol beyond the vocabulary", "has the symbol 11.0",
      of: "torch-embedding.safetensors",
      #"{"inputs": [[11]], "outputs": [[[0,0,0,0,0,0,0,0,0,0,0]]]}"#),
    WrongModel(
      name: "no vectors", file: "model.safetensors",
      arguments: ["--reference", "none.json"],
      sentence: "none.json: cannot be read", write: copy("torch-gru1")),
  ]

  private static func vectors(
    _ name: String, _ sentence: String,
    of model: String = "torch-gru1.safetensors", _ json: String
  ) -> WrongModel {
    WrongModel(
      name: name, file: "model.safetensors",
      arguments: ["--reference", "vectors.json"], sentence: sentence
    ) {
      try copy(String(model.dropLast(12)))($0)
      try Data(json.utf8).write(to: $0.appendingPathComponent("vectors.json"))
    }
  }

  private static func copy(_ name: String) -> @Sendable (URL) throws -> Void {
    {
      try FileManager.default.copyItem(
        at: fixture("\(name).safetensors"),
        to: $0.appendingPathComponent("model.safetensors"))
    }
  }
}
