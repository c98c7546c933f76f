import Foundation
import TemporaryFolder
import Testing

/// A float model's file as FLOATMODEL.md describes it: an LSTM with a skip
/// around it and a state to start from.
private func modelFile() throws -> Data {
  let layers = """
    [{"kind":"copy","size":2},{"kind":"lstm","input_size":2,"hidden_size":3},\
    {"kind":"dense","input_size":3,"output_size":1,"activation":"linear"},\
    {"kind":"add","size":1,"second":0}]
    """
  func channel(_ name: String) -> String {
    #"{"name":"\#(name)","mean":0,"deviation":1}"#
  }
  let metadata = [
    "swiftlet.format": "1", "swiftlet.layers": layers,
    "swiftlet.inputs": "[\(channel("x")),\(channel("y"))]",
    "swiftlet.outputs": "[\(channel("target"))]",
    "swiftlet.task": "regression", "swiftlet.scoring": "every-step",
    "swiftlet.notes": "{}",
  ]
  var header: [String: Any] = ["__metadata__": metadata]
  var body = Data()
  for (name, shape) in [
    ("initial_state", [6]), ("layers.1.bias", [12]),
    ("layers.1.weight_hh", [12, 3]), ("layers.1.weight_ih", [12, 2]),
    ("layers.2.bias", [1]), ("layers.2.weight", [1, 3]),
  ] {
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

@Suite("Models that keep values")
struct KeptValueTests {
  @Test("are quantized, inspected and verified like others")
  func pipeline() throws {
    try withFolder { folder in
      try modelFile().write(
        to: folder.appendingPathComponent("model.safetensors"))
      let rows = (0..<200).map { index in
        let angle = Double(index) / 5
        return String(
          format: "%d,%.4f,%.4f,%.4f", index / 100, 3 * sin(angle),
          cos(angle), 3 * sin(angle + 0.2))
      }
      try Data(("seq,x,y,target\n" + rows.joined(separator: "\n") + "\n").utf8)
        .write(to: folder.appendingPathComponent("walk.csv"))
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

  private func json(_ run: Run) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.messages)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        as? [String: Any])
  }
}
