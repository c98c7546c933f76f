import Foundation
import SwiftletImporting
import TemporaryFolder
import Testing
import WrongModels

/// A pickle that a program of Python would run, or that grows without end.
@Suite("A hostile pickle", .serialized)
struct HostilePickleTests {
  @Test(
    "ends in one line, soon", .timeLimit(.minutes(1)),
    arguments: HostilePickle.all)
  func refused(hostile: WrongModel) throws {
    try withFolder { folder in
      try hostile.write(folder)
      let file = folder.appendingPathComponent(hostile.file)
      let start = Date()
      let reason = complaint { try ModelImport.read(file) } ?? "is read"
      #expect(reason.contains(hostile.sentence), "\(reason.prefix(500))")
      #expect(!reason.contains("\n"))
      #expect(reason.utf8.count < 1000)
      #expect(Date().timeIntervalSince(start) < 20)
    }
  }
}
