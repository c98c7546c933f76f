import CSwiftlet
import TemporaryFolder
import Testing

@Suite("The version")
struct VersionTests {
  @Test("the header's three numbers are its text, and what the command says")
  func agreement() throws {
    let numbers = [
      SWIFTLET_VERSION_MAJOR, SWIFTLET_VERSION_MINOR, SWIFTLET_VERSION_PATCH,
    ]
    #expect(
      SWIFTLET_VERSION == numbers.map(String.init).joined(separator: "."))
    let run = try withFolder { try swiftlet(["--version"], in: $0) }
    #expect(run.output == SWIFTLET_VERSION + "\n")
  }
}
