/// How programs for a core are built and run.
package struct ProgramSettings: Sendable {
  /// The C compiler.
  package let compiler: String
  /// Flags of the compiler that choose the core.
  package let coreFlags: String
  /// Flags of a link that starts by the board's own code.
  package let linkFlags: String
  /// The compiler's own library, where a program's divisions and floats may
  /// need it.
  package let compilerLibrary: String
  /// The name of the program that a build writes.
  package let name: String
  /// The program's start-up code in `CSupport/boards`.
  package let startup: String
  /// The linker script there of the board that stands for the core.
  package let script: String?
  /// The command that runs a program on that board; nil where it runs itself.
  private let emulator: String?

  init(_ row: Table.Row) {
    compiler = row.text("compiler")
    coreFlags = row.text("program_flags")
    linkFlags = row.text("link_flags")
    compilerLibrary = row.text("libraries")
    name = row.text("program")
    startup = row.text("startup")
    script = row.optional("script")
    emulator = row.optional("emulator")
  }

  /// The command that runs the program in `build`.
  package var runCommand: String {
    let path = "build/\(name)"
    guard let emulator else { return path }
    return emulator.hasPrefix("qemu-")
      ? "\(emulator) -kernel \(path) -nographic -semihosting-config "
        + "enable=on,target=native"
      : "\(emulator) \(path)"
  }
}
