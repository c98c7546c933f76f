import Foundation
import SwiftletFiles
import Testing

@Suite("An output")
struct OutputFileTests {
  private func write(_ text: String, _ path: String) throws {
    try OutputFile(path).write(Data(text.utf8))
  }

  @Test("replaces a file whole and leaves nothing beside it")
  func replaces() throws {
    try withFolder { folder in
      let path = folder + "/model"
      try write("a long first text", path)
      let reader = try #require(FileHandle(forReadingAtPath: path))
      try write("second", path)
      #expect(try text(path) == "second")
      // Whoever has the old file open still reads the whole of it.
      let old = try #require(try reader.readToEnd())
      #expect(String(decoding: old, as: UTF8.self) == "a long first text")
      #expect(try names(folder) == ["model"])
    }
  }

  @Test("that is staged leaves a file as it was until it is put in its place")
  func stages() throws {
    try withFolder { folder in
      let paths = ["a", "b"].map { folder + "/" + $0 }
      try put("old", paths[0])
      var files = try paths.map { try OutputFile($0) }
      for file in files { try file.stage(Data("new".utf8)) }
      #expect(try text(paths[0]) == "old")
      #expect(!FileManager.default.fileExists(atPath: paths[1]))
      for file in files { try file.commit() }
      #expect(try text(paths[0]) == "new" && text(paths[1]) == "new")
      // What is staged and never put in its place goes.
      files = try paths.map { try OutputFile($0) }
      try files[0].stage(Data("newer".utf8))
      files = []
      #expect(try text(paths[0]) == "new")
      #expect(try names(folder) == ["a", "b"])
    }
  }

  @Test("is read back up to a limit, and from what never ends too")
  func limit() throws {
    try withFolder { folder in
      let path = folder + "/model"
      try put("four", path)
      let file = URL(filePath: path)
      #expect(try contents(of: file, atMost: 4) == Data("four".utf8))
      #expect(throws: SystemError(EFBIG)) {
        try contents(of: file, atMost: 3)
      }
      #expect(throws: SystemError(EFBIG)) {
        try contents(of: URL(filePath: "/dev/zero"), atMost: 1 << 20)
      }
      #expect(throws: SystemError(ENOENT)) {
        try contents(of: URL(filePath: path + "s"))
      }
    }
  }

  @Test("keeps a file's permissions")
  func permissions() throws {
    try withFolder { folder in
      let path = folder + "/model"
      try put("old", path)
      #expect(chmod(path, 0o640) == 0)
      try write("new", path)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
    }
  }

  @Test(
    "goes through symbolic links, which stay, to where there is no file yet")
  func links() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/inner", withIntermediateDirectories: false)
      try link(folder + "/first", to: "inner/second")
      try link(folder + "/inner/second", to: folder + "/third")
      for words in ["new", "newer"] {
        try write(words, folder + "/first")
        #expect(try text(folder + "/third") == words)
      }
      #expect(try names(folder) == ["first", "inner", "third"])
      let target = try FileManager.default.destinationOfSymbolicLink(
        atPath: folder + "/first")
      #expect(target == "inner/second")
    }
  }

  @Test("goes into a named pipe, which stays")
  func pipe() throws {
    try withFolder { folder in
      let path = folder + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let reader = Process()
      reader.executableURL = URL(filePath: "/bin/sh")
      reader.arguments = ["-c", "cat pipe >read"]
      reader.currentDirectoryURL = URL(filePath: folder)
      try reader.run()
      // More than a pipe holds.
      let words = String(repeating: "words ", count: 40_000)
      try write(words, path)
      reader.waitUntilExit()
      #expect(try text(folder + "/read") == words)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(try names(folder) == ["pipe", "read"])
    }
  }

  @Test("that nothing can be written to is refused with its name")
  func refusals() throws {
    try withFolder { folder in
      try put("", folder + "/file")
      try link(folder + "/loop", to: "loop")
      try link(folder + "/astray", to: "nowhere/file")
      for (path, cause) in [
        ("", "is a folder"), (".", "is a folder"), ("/", "is a folder"),
        (folder, "is a folder"), (folder + "/new/", "is a folder"),
        (folder + "/none/model", "there is no folder '\(folder)/none'"),
        (folder + "/file/model", "there is no folder '\(folder)/file'"),
        (folder + "/astray", "cannot be written"),
        (folder + "/loop", "cannot be written"),
        (folder + "/" + String(repeating: "n", count: 250), "too long"),
      ] {
        let error = #expect(throws: OutputError.self) {
          try OutputFile(path).reserve()
        }
        let line = try #require(error?.description)
        #expect(line.contains(cause) && line.contains("; "), "\(line)")
        #expect(line.hasPrefix(path) || line.hasPrefix("'\(path)'"))
        #expect(!line.contains("\n"))
      }
      #expect(try names(folder) == ["astray", "file", "loop"])
    }
  }

  @Test("is one process's while it is reserved, and stays as it was")
  func reservation() throws {
    try withFolder { folder in
      let path = folder + "/model"
      try put("old", path)
      let first = try OutputFile(path)
      try first.reserve()
      for other in [path, folder + "/./model"] {
        let error = #expect(throws: OutputError.self) {
          try OutputFile(other).write(Data("new".utf8))
        }
        #expect(error?.description.contains("another swiftlet") == true)
      }
      #expect(try text(path) == "old")
      first.release()
      #expect(try names(folder) == ["model"])
      try write("new", path)
      #expect(try text(path) == "new")
    }
  }

  @Test("takes over what a process that was killed has left")
  func leftovers() throws {
    try withFolder { folder in
      try put("half of a file that is lo", folder + "/model.swiftlet-part")
      try write("new", folder + "/model")
      #expect(try text(folder + "/model") == "new")
      #expect(try names(folder) == ["model"])
    }
  }
}
