import Foundation
import SwiftletCells
import SwiftletImporting
import TemporaryFolder
import Testing

/// A Python with the `safetensors` package, made once in the build folder.
enum Python {
  static let executable: URL? = find()

  private static func find() -> URL? {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appendingPathComponent(".build/python")
    let python = folder.appendingPathComponent("bin/python")
    if succeeds(python, ["-c", "import safetensors, numpy"]) {
      return python
    }
    let system = URL(fileURLWithPath: "/usr/bin/env")
    let made =
      succeeds(system, ["python3", "-m", "venv", folder.path])
      && succeeds(
        python, ["-m", "pip", "install", "-q", "safetensors", "numpy"])
    return made ? python : nil
  }

  private static func succeeds(
    _ executable: URL, _ arguments: [String]
  ) -> Bool {
    (try? run(executable, arguments))?.status == 0
  }

  /// Runs a program and gives its status and standard output.
  static func run(
    _ executable: URL, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = executable
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}

@Suite("The safetensors package of Python")
struct PythonTests {
  static let script = """
    import json, sys
    from safetensors import safe_open
    with safe_open(sys.argv[1], "numpy") as f:
        names = sorted(f.keys())
        print(json.dumps({
            "metadata": f.metadata(),
            "shapes": {n: list(f.get_tensor(n).shape) for n in names},
            "values": {n: f.get_tensor(n).ravel().tolist() for n in names}}))
    """

  struct Report: Decodable {
    var metadata: [String: String]
    var shapes: [String: [Int]]
    var values: [String: [Float]]
  }

  @Test(
    "opens a float model with its names, shapes and values",
    .enabled(
      if: Python.executable != nil,
      "needs python3 with venv, and safetensors and numpy from PyPI"))
  func opens() throws {
    let python = try #require(Python.executable)
    let model = try sampleModel()
    let report = try withFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      try model.write(to: file)
      let (status, output) = try Python.run(
        python, ["-c", Self.script, file.path])
      #expect(status == 0)
      return try JSONDecoder().decode(Report.self, from: Data(output.utf8))
    }
    let tensors = model.network.tensors
    #expect(report.shapes.keys.sorted() == tensors.map(\.name).sorted())
    for tensor in tensors {
      #expect(report.shapes[tensor.name] == tensor.shape)
      #expect(
        report.values[tensor.name] == Array(model.parameters[tensor.range]))
    }
    #expect(try report.metadata == model.safeTensors().metadata)
  }
}
