import Foundation

/// Which file a path leads to, whatever its spelling: the file itself, or the
/// place of one that does not exist yet.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let node: UInt64
  /// The name in the folder `node`; empty for a file that exists.
  private let name: String

  /// The file at the end of a path and of its symbolic links; nil where not
  /// even its folder exists, and for a device, which has no contents to lose.
  ///
  /// - Throws: `SystemError` when the system does not say.
  package init?(_ path: String) throws(SystemError) {
    if let status = try FileStatus(path) {
      self.init(status)
    } else if let target = try? linkTarget(path),
      let folder = try FileStatus(folderPath(of: target))
    {
      self.init(folder, name: fileName(of: target))
    } else {
      return nil
    }
  }

  /// The plain file that is open under a number; nil for anything else.
  init?(descriptor: Int32) {
    guard let status = try? FileStatus(descriptor: descriptor),
      status.kind == .file
    else { return nil }
    self.init(status)
  }

  private init?(_ status: FileStatus, name: String = "") {
    guard status.kind != .device else { return nil }
    (device, node) = (status.device, status.node)
    self.name = name
  }
}

/// What the system says of a file.
struct FileStatus {
  enum Kind { case file, folder, pipe, device, other }

  let kind: Kind
  let device: UInt64
  let node: UInt64
  /// The bits that say who may do what.
  let permissions: mode_t
  let owner: (user: uid_t, group: gid_t)

  /// The file at the end of a path and of its links; nil where there is none.
  ///
  /// - Throws: `SystemError` when the system does not say.
  init?(_ path: String) throws(SystemError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // As what is written there finds out.
      let isNone = [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(errno)
      guard isNone else { throw .last }
      return nil
    }
    self.init(status)
  }

  init(descriptor: Int32) throws(SystemError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFIFO: .pipe
      case S_IFCHR: .device
      default: .other
      }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    node = UInt64(status.st_ino)
    permissions = status.st_mode & 0o7777
    owner = (status.st_uid, status.st_gid)
  }
}

/// The path at the end of a chain of symbolic links, of which the last may lead to
/// no file.
func linkTarget(_ path: String) throws(SystemError) -> String {
  var path = path
  for _ in 0..<40 {
    guard
      let next = try? FileManager.default.destinationOfSymbolicLink(
        atPath: path)
    else { return path }
    let folder = folderPath(of: path)
    path = next.hasPrefix("/") || folder == "." ? next : folder + "/" + next
  }
  throw SystemError(ELOOP)
}
