import Foundation
import SwiftletDevices
import SwiftletEmbedding
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("The classes in the model's header")
struct ClassHeaderTests {
  /// Names that are awkward in C, and the constants that stand for them.
  private static let names = [
    ("idle", "IDLE"), ("idle ", "IDLE_"), ("läuft", "L_UFT"), ("日本", "3"),
    ("a\"b\\", "A_B_"), ("what??/", "WHAT___"), ("IDLE", "IDLE_6"),
    ("3", "3_7"),
  ]

  /// The header of a golden model with outputs of other names.
  private func header(_ names: [String], isClassifier: Bool) throws -> String {
    let core = try #require(TargetCore(name: "host"))
    var network = try goldenModel("dense-w8-a16").network
    let output = try #require(network.outputs.first)
    network.task = isClassifier ? .classification : .regression
    for index in network.outputs.indices {
      network.outputs[index] = output
      network.outputs[index].name = names[index % names.count]
    }
    return Embedding(
      model: try QuantizedModel(bytes: Data(network.fileBytes())),
      target: core, layout: .plain, budget: nil, version: "1.2.3"
    ).modelHeader
  }

  @Test("a model that predicts values has none")
  func values() throws {
    let header = try header(["x"], isClassifier: false)
    #expect(!header.contains("MODEL_CLASS"))
  }

  @Test(
    "compiles without a warning, names each class, and costs nothing unused",
    arguments: [
      ["cc", "-std=c99"], ["cc", "-std=c11"], ["c++", "-std=c++17"],
    ])
  func compiles(compiler: [String]) throws {
    let names = Self.names.map(\.0)
    let header = try header(names, isClassifier: true)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "classes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let suffix = compiler[0] == "cc" ? "c" : "cpp"
    try Data(header.utf8).write(to: folder.appending(path: "swiftlet_model.h"))
    let count = header.components(separatedBy: "  MODEL_CLASS_").count - 1
    let checks = Self.names.prefix(count).enumerated().map {
      "if (MODEL_CLASS_\($1.1) != \($0)) return 1;"
    }
    try Data(
      """
      #include "swiftlet_model.h"
      #include <stdio.h>
      int main(void) {
        \(checks.joined(separator: "\n  "))
        for (size_t i = 0; model_class_name(i); i++)
          puts(model_class_name(i));
        return MODEL_CLASSES != \(count);
      }
      """.utf8
    ).write(to: folder.appending(path: "main.\(suffix)"))
    try Data("#include \"swiftlet_model.h\"\nint nothing;\n".utf8).write(
      to: folder.appending(path: "unused.\(suffix)"))
    let flags =
      compiler.dropFirst().joined(separator: " ")
      + " -Wall -Wextra -Wconversion -Wpedantic -Werror \(headers)"
    let printed = try shell(
      """
      \(compiler[0]) \(flags) main.\(suffix) -o main
      \(compiler[0]) \(flags) -O0 -c unused.\(suffix) -o unused.o
      ! grep -q idle unused.o
      ./main
      """, in: folder)
    #expect(printed == Array(names.prefix(count)))
  }
}
