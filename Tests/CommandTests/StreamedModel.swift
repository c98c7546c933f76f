import Foundation
import TemporaryFolder
import Testing

/// Runs a body in a folder with a trained classifier of two features and its
/// quantized model.
func withStreamedModel(_ body: (URL) throws -> Void) throws {
  try withFolder { folder in
    let rows = (0..<60).map {
      "\($0 % 9),0.\($0 % 7),\($0 % 9 > 4 ? "b" : "a")"
    }
    try Data((["x,y,label"] + rows).joined(separator: "\n").utf8).write(
      to: folder.appendingPathComponent("data.csv"))
    let run = try shell(
      """
      swiftlet train --data data.csv --hidden 4 --epochs 4 --validation 0 &&
      swiftlet quantize model.safetensors --calibration data.csv --out m.swlt
      """, in: folder)
    #expect(run.status == 0, "\(run.messages)")
    try body(folder)
  }
}
