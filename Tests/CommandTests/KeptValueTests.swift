import Foundation
import TemporaryFolder
import Testing

/// A float model's file as FLOATMODEL.md describes it.
private struct ModelFile {
  /// The layers, as the metadata have them.
  let layers: String
  let outputs: [String]
  /// The tensors and their shapes.
  let tensors: [(name: String, shape: [Int])]

  /// An LSTM with a skip around it and a state to start from.
  static let skip = ModelFile(
    layers: """
      [{"kind":"copy","size":2},{"kind":"lstm","input_size":2,"hidden_size":3},\
      {"kind":"dense","input_size":3,"output_size":1,"activation":"linear"},\
      {"kind":"add","size":1,"second":0}]
      """,
    outputs: ["target"],
    tensors: [
      ("initial_state", [6]), ("layers.1.bias", [12]),
      ("layers.1.weight_hh", [12, 3]), ("layers.1.weight_ih", [12, 2]),
      ("layers.2.bias", [1]), ("layers.2.weight", [1, 3]),
    ])

  /// A convolution over the present and two earlier timesteps, an LSTM and two
  /// heads.
  static let heads = ModelFile(
    layers: """
      [{"kind":"history","input_size":2,"size":4},\
      {"kind":"conv1d","frames":3,"channels":2,"output_channels":3,"kernel":3,\
      "stride":1,"dilation":1,"padding":[0,0],"activation":"relu","source":0},\
      {"kind":"lstm","input_size":3,"hidden_size":3},\
      {"kind":"copy","size":3},\
      {"kind":"dense","input_size":3,"output_size":1,"activation":"sigmoid"},\
      {"kind":"copy","size":1},\
      {"kind":"dense","input_size":3,"output_size":1,"activation":"linear",\
      "source":6},\
      {"kind":"copy","size":1},{"kind":"copy","size":2,"source":9}]
      """,
    outputs: ["active", "target"],
    tensors: [
      ("layers.1.bias", [3]), ("layers.1.weight", [3, 6]),
      ("layers.2.bias", [12]), ("layers.2.weight_hh", [12, 3]),
      ("layers.2.weight_ih", [12, 3]), ("layers.4.bias", [1]),
      ("layers.4.weight", [1, 3]), ("layers.6.bias", [1]),
      ("layers.6.weight", [1, 3]),
    ])

  func bytes() throws -> Data {
    func channels(_ names: [String]) -> String {
      let channels = names.map { #"{"name":"\#($0)","mean":0,"deviation":1}"# }
      return "[\(channels.joined(separator: ","))]"
    }
    let metadata = [
      "swiftlet.format": "1", "swiftlet.layers": layers,
      "swiftlet.inputs": channels(["x", "y"]),
      "swiftlet.outputs": channels(outputs),
      "swiftlet.task": "regression", "swiftlet.scoring": "every-step",
      "swiftlet.notes": "{}",
    ]
    var header: [String: Any] = ["__metadata__": metadata]
    var body = Data()
    for (name, shape) in tensors {
      let start = body.count
      for index in 0..<shape.reduce(1, *) {
        let value = sin(Float(index + name.count)) * 0.8
        withUnsafeBytes(of: value.bitPattern.littleEndian) {
          body.append(contentsOf: $0)
        }
      }
      header[name] = [
        "dtype": "F32", "shape": shape, "data_offsets": [start, body.count],
      ]
    }
    let text = try JSONSerialization.data(withJSONObject: header)
    var file = Data()
    withUnsafeBytes(of: UInt64(text.count).littleEndian) {
      file.append(contentsOf: $0)
    }
    return file + text + body
  }
}

/// Runs a body in a folder with a model, `model.safetensors`, and data for it,
/// `walk.csv`.
private func withModel(_ file: ModelFile, _ body: (URL) throws -> Void) throws {
  try withFolder { folder in
    try file.bytes().write(
      to: folder.appendingPathComponent("model.safetensors"))
    let rows = (0..<200).map { index in
      let angle = Double(index) / 5
      return String(
        format: "%d,%.4f,%.4f", index / 100, 3 * sin(angle), cos(angle))
        + file.outputs.map { _ in String(format: ",%.4f", sin(angle + 0.2)) }
        .joined()
    }
    let names = ["seq", "x", "y"] + file.outputs.map { "target_\($0)" }
    try Data(
      (names.joined(separator: ",") + "\n" + rows.joined(separator: "\n")
        + "\n").utf8
    ).write(to: folder.appendingPathComponent("walk.csv"))
    try body(folder)
  }
}

@Suite("Models that keep values")
struct KeptValueTests {
  @Test("are quantized, inspected and verified like others")
  func pipeline() throws {
    try withModel(.skip) { folder in
      let run = try shell(
        """
        swiftlet quantize model.safetensors --calibration walk.csv \
          --out model.swlt >/dev/null && swiftlet inspect model.swlt
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      for line in [
        "start        the model's own state", "copy                   2→2",
        "sum                    1→1",
        "kept         3 values of a step, for layers further on",
      ] {
        #expect(run.output.contains(line), "\(run.output)")
      }
      let inspected = try json(
        shell("swiftlet inspect model.swlt --json", in: folder))
      let layers = try #require(inspected["layers"] as? [[String: Any]])
      #expect(
        layers.map { $0["sources"] as? [Int] } == [[-1], [0], [-1], [-1, 0]])
      #expect(inspected["kept_values"] as? Int == 3)
      #expect(inspected["initial_state"] as? Bool == true)
      let verified = try json(
        shell(
          """
          swiftlet verify model.swlt --reference model.safetensors \
            --data walk.csv --report page.html --json
          """, in: folder))
      #expect(try #require(verified["rms_error"] as? Double) < 0.002)
      let page = try String(
        contentsOf: folder.appendingPathComponent("page.html"),
        encoding: .utf8)
      #expect(page.contains("3 sum") && page.contains("0 copy"))
    }
  }

  @Test("are embedded with their names, and answer as the stream does")
  func embedding() throws {
    try withModel(.heads) { folder in
      let run = try shell(
        """
        swiftlet quantize model.safetensors --calibration walk.csv \
          --out model.swlt >/dev/null &&
        swiftlet embed model.swlt --target host --out fw --json &&
        cd fw && mkdir build && cc -Os -ffreestanding -Wall -Wextra -Werror \
          main.c swiftlet_model.c board.c libswiftlet.a -o build/model &&
        build/model | head -n 16 >../played
        cd .. && sed -n 's|.*}, /\\* \\(.*\\) \\*/|\\1|p' fw/sequence.h |
          tr -d ' ' | swiftlet stream --raw model.swlt | cmp - played
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)\(run.output)")
      let files = try contents(of: folder)
      #expect(files["played"]?.split(separator: 10).count == 16)
      let header = String(
        decoding: try #require(files["fw/swiftlet_model.h"]), as: UTF8.self)
      for line in [
        "#define MODEL_INPUTS 2", "#define MODEL_OUTPUTS 2",
        "MODEL_INPUT_X = 0", "MODEL_INPUT_Y = 1", "MODEL_OUTPUT_ACTIVE = 0",
        "MODEL_OUTPUT_TARGET = 1",
      ] {
        #expect(header.contains(line), "\(line)")
      }
    }
  }

  private func json(_ run: Run) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.messages)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        as? [String: Any])
  }
}
