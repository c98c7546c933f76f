import Foundation
import SwiftletDevices
import SwiftletEmbedding
import SwiftletFiles
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
    var folder = try EmbedFolder(url.path)
    let empty = ProjectFolder(url: url.appending(path: "nowhere"))
    #expect(throws: (any Error).self) {
      try embedding(core, .plain).write(to: &folder, from: empty)
    }
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test("has tools that get words as they are, and fail in a line")
  func tools() throws {
    try withFolder { url in
      let project = ProjectFolder(url: url.appending(path: "it's a $HOME"))
      try FileManager.default.createDirectory(
        at: project.url, withIntermediateDirectories: false)
      func add(_ name: String, _ script: String) throws {
        let file = project.file(name)
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o755], ofItemAtPath: file.path)
      }
      try add("print", #"printf '%s|' "$@""#)
      let printed = try project.output(
        of: "print", ["a b", "it's", "$HOME", "*"], purpose: "none")
      #expect(printed == "a b|it's|$HOME|*|")
      try add("fail", "echo half; exit 3")
      #expect(throws: DeviceError("none; see the lines above")) {
        try project.output(of: "fail", [], purpose: "none", isQuiet: true)
      }
    }
  }

  @Test("is as it was where one of its files cannot be written")
  func whole() throws {
    try withFolder { url in
      let project = ProjectFolder(url: url.appending(path: "project"))
      let sources = try embedding(.host, .plain).sources(in: project)
      for source in sources {
        let file = URL(filePath: source)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true)
        try Data("first".utf8).write(to: file)
      }
      let out = url.appending(path: "out")
      var folder = try EmbedFolder(out.path)
      try embedding(.host, .plain).write(to: &folder, from: project)
      let before = try contents(out)
      for source in sources {
        try Data("second".utf8).write(to: URL(filePath: source))
      }
      // A folder in the place where the last file is made.
      let last = try #require(embedding(.host, .plain).files.last).path
      let obstacle = out.appending(path: last + ".swiftlet-part")
      try FileManager.default.createDirectory(
        at: obstacle, withIntermediateDirectories: false)
      #expect(throws: OutputError.self) {
        try embedding(.host, .plain).write(to: &folder, from: project)
      }
      try FileManager.default.removeItem(at: obstacle)
      #expect(try contents(out) == before)
      folder = try EmbedFolder(out.path)
      try embedding(.host, .plain).write(to: &folder, from: project)
      #expect(try contents(out) != before)
    }
  }

  /// The files of a folder, but for the record of what was written.
  private func contents(_ folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: try names.filter { !$0.hasPrefix(".") }.map {
        ($0, try Data(contentsOf: folder.appending(path: $0)))
      })
  }
}

extension TargetCore {
  fileprivate static var host: TargetCore {
    all.first { $0.name == "host" } ?? all[0]
  }
}
