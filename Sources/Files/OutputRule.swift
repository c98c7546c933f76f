/// Which files a command may write.
package enum OutputRule {
  /// Refuses outputs of a command that would destroy what it reads, or each
  /// other, however their paths are spelled; then makes sure that each can be
  /// written. Standard output and standard error count where they are files.
  ///
  /// - Parameters:
  ///   - outputs: What is written, by its option.
  ///   - inputs: The paths of what is read, by what they are, such as
  ///     `the model`.
  /// - Throws: `OutputConflict`, `OutputError` when a file cannot be
  ///   written, or `InputError` when the system does not say what is read.
  package static func check(
    _ outputs: [(String, OutputFile)] = [], reading inputs: [(String, [String])]
  ) throws {
    let options = try outputs.flatMap { name, file in
      try file.identities().map { Role(name, $0) }
    }
    let streams = [("standard output", Int32(1)), ("standard error", 2)]
      .compactMap { name, number in
        FileIdentity(descriptor: number).map { Role(name, $0) }
      }
    let read = try inputs.flatMap { name, paths in
      try paths.compactMap(identity).map { Role(name, $0) }
    }
    try refuse(options + streams, over: read)
    try refuse(options, sharedWith: streams)
    for (_, file) in outputs {
      try file.reserve()
      file.release()
    }
  }

  private static func identity(_ path: String) throws -> FileIdentity? {
    do {
      return try FileIdentity(path)
    } catch {
      throw InputError(path, error)
    }
  }

  private static func refuse(_ outputs: [Role], over inputs: [Role]) throws {
    for output in outputs {
      for input in inputs where output.identity == input.identity {
        throw OutputConflict(
          "\(output.name) would overwrite \(input.name); choose another name")
      }
    }
  }

  private static func refuse(
    _ outputs: [Role], sharedWith streams: [Role]
  ) throws {
    for (index, output) in outputs.enumerated() {
      for other in outputs[..<index] + streams
      where output.identity == other.identity && output.name != other.name {
        throw OutputConflict(
          "\(output.name) and \(other.name) are the same file; choose another "
            + "name")
      }
    }
  }
}

/// What a file is to a command.
private struct Role {
  let name: String
  let identity: FileIdentity

  init(_ name: String, _ identity: FileIdentity) {
    self.name = name
    self.identity = identity
  }
}
