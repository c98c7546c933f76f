import Foundation
import SwiftletDevices
import SwiftletEmbedding
import TemporaryFolder
import Testing

@Suite("A folder that runs a model")
struct EmbeddingTests {
  private func embedding(
    _ core: TargetCore, _ layout: EmbedLayout
  ) throws -> Embedding {
    Embedding(
      model: try goldenModel("gru-reset-after-w8-a16"), target: core,
      layout: layout, budget: nil, version: "1.2.3")
  }

  @Test(
    "has each file once, the library and the page", arguments: TargetCore.all,
    EmbedLayout.allCases)
  func files(core: TargetCore, layout: EmbedLayout) throws {
    guard layout.supports(core) else { return }
    let paths = try embedding(core, layout).files.map(\.path)
    #expect(Set(paths).count == paths.count)
    #expect(paths.contains("README.md"))
    #expect(paths.contains { $0.hasSuffix("libswiftlet.a") })
    #expect(paths == paths.sorted())
  }

  @Test("exists for the cores that an ecosystem has")
  func support() {
    let supported = Dictionary(
      uniqueKeysWithValues: EmbedLayout.allCases.map { layout in
        (layout, TargetCore.all.filter(layout.supports).map(\.name))
      })
    let cortexM = ["0", "3", "4", "7", "33", "55"].map { "cortex-m\($0)" }
    #expect(supported[.plain] == cortexM + ["riscv32", "wasm32", "host"])
    #expect(supported[.cmake] == supported[.plain])
    #expect(supported[.arduino] == cortexM)
    #expect(supported[.zephyr] == cortexM + ["riscv32"])
    #expect(
      supported[.platformio] == cortexM.dropLast() + ["riscv32", "host"])
  }

  @Test("cannot be written where the project has no library")
  func missing() throws {
    let core = try #require(TargetCore(name: "cortex-m4"))
    let url = FileManager.default.temporaryDirectory
      .appending(path: "embedding-\(UUID().uuidString)")
    var folder = EmbedFolder(url.path)
    let empty = ProjectFolder(url: url.appending(path: "nowhere"))
    #expect(throws: (any Error).self) {
      try embedding(core, .plain).write(to: &folder, from: empty)
    }
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }
}
