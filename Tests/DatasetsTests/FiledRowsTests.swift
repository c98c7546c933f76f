import Foundation
import SwiftletCells
import SwiftletDatasets
import TemporaryFolder
import Testing

/// The bits of numbers, all NaN alike.
private func bits(_ numbers: [Double]) -> [UInt64] {
  numbers.map { $0.isNaN ? 1 : $0.bitPattern }
}

@Suite("Data beyond the memory that they may take")
struct FiledRowsTests {
  static let schema = Dataset.Schema(
    featureNames: ["x", "y"],
    target: .classes(names: ["off", "on"], column: "state"), step: 1)

  /// Recordings of different lengths with gaps in values and in time.
  private static let text: String = {
    var rows = ["seq,t,y,x,state"]
    for (recording, length) in [1, 700, 3, 40].enumerated() {
      for row in 0..<length {
        let x = row % 7 == 3 ? "" : "\(Double(row) / 3)"
        rows.append(
          "r\(recording),\(row),\(row == 500 ? 1e6 : Double(row % 4)),\(x),"
            + (row % 3 == 0 ? "" : row % 2 == 0 ? "on" : "0"))
      }
    }
    return rows.joined(separator: "\n")
  }()

  private func read(_ limit: Int) throws -> Dataset {
    try withFile { file in
      try Dataset(
        contentsOf: file, roles: ColumnRoles(ignored: ["t"]),
        expecting: Dataset.Schema(
          featureNames: ["x", "y"], target: Self.schema.target),
        memoryLimit: limit)
    }
  }

  private func withFile<Result>(
    _ body: (URL) throws -> Result
  ) throws -> Result {
    try withFolder { folder in
      let file = folder.appendingPathComponent("data.csv")
      try Data(Self.text.utf8).write(to: file)
      return try body(file)
    }
  }

  @Test("rows in a file are those in memory", arguments: [0, 2, 3, 2000, 2232])
  func rows(limit: Int) throws {
    let (memory, filed) = (try read(.max), try read(limit))
    #expect(filed.sequences.map(\.id) == memory.sequences.map(\.id))
    #expect(filed.gapCount == memory.gapCount && memory.gapCount > 0)
    #expect(filed.maskedTargetCount == memory.maskedTargetCount)
    #expect(filed.classCounts == memory.classCounts)
    #expect(filed.outliers.map(\.line) == memory.outliers.map(\.line))
    #expect(filed.outliers.map(\.value) == [1e6])
    #expect(!filed.hasNoTargets)
    for (a, b) in zip(filed.sequences, memory.sequences) {
      #expect(a.timesteps == b.timesteps && a.targetCount == b.targetCount)
      #expect(bits(a.features) == bits(b.features))
      #expect(bits(a.targets) == bits(b.targets))
      for timestep in 0..<a.timesteps {
        #expect(
          bits(a.features(at: timestep)) == bits(b.features(at: timestep)))
        #expect(bits(a.targets(at: timestep)) == bits(b.targets(at: timestep)))
      }
      let range = a.timesteps / 3..<a.timesteps
      #expect(bits(a.part(range).features) == bits(b.part(range).features))
      #expect(bits(a.part(range).targets) == bits(b.part(range).targets))
      let isGap = { (value: Double) in value.isNaN }
      #expect(a.firstFeature(where: isGap) == b.firstFeature(where: isGap))
    }
  }

  @Test("timesteps that are missing in time lie in the file too")
  func missing() throws {
    let text =
      "seq,t,x,y,state\na,0,1,2,on\na,4,3,4,off\nb,0,5,6,on\nb,2,7,8,\n"
    func read(_ limit: Int) throws -> Dataset {
      try withFolder { folder in
        let file = folder.appendingPathComponent("data.csv")
        try Data(text.utf8).write(to: file)
        return try Dataset(
          contentsOf: file, expecting: Self.schema, memoryLimit: limit)
      }
    }
    let (memory, filed) = (try read(.max), try read(5))
    #expect(filed.missingSteps == 4 && memory.missingSteps == 4)
    #expect(filed.sequences.map(\.timesteps) == [5, 3])
    for (a, b) in zip(filed.sequences, memory.sequences) {
      #expect(bits(a.features) == bits(b.features))
      #expect(bits(a.targets) == bits(b.targets))
    }
  }

  @Test("equal sequences are equal wherever they lie")
  func equality() throws {
    let file = try RowFile(width: 3)
    try file.append([1, 2, 0, 3, 4, 1])
    try file.append([5, 6, 1])
    try file.finish()
    let filed = DataSequence(
      id: "a", file: file, firstRow: 1, timesteps: 2, featureCount: 2)
    let memory = DataSequence(
      id: "a", features: [3, 4, 5, 6], targets: [1, 1], featureCount: 2)
    #expect(filed == memory && filed.targetCount == 1)
    #expect(filed.part(0..<1) != memory)
  }
}
