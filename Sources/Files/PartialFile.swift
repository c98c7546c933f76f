import Foundation

/// The new contents of a file under a temporary name beside it, which no other
/// process writes meanwhile.
///
/// What a process that was killed has left is taken over: the system ends its
/// lock.
struct PartialFile: ~Copyable {
  private let path: String
  private let descriptor: Descriptor

  /// The temporary name of a path.
  static func path(of target: String) -> String { target + ".swiftlet-part" }

  /// Makes an empty file beside the target.
  ///
  /// - Throws: `SystemError`: `EWOULDBLOCK` when another process writes it.
  init(of target: String) throws(SystemError) {
    path = Self.path(of: target)
    descriptor = try Self.locked(path)
  }

  deinit { Self.remove(path, of: descriptor.number) }

  private static func locked(_ path: String) throws(SystemError) -> Descriptor {
    while true {
      let descriptor = try Descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW)
      guard
        flock(descriptor.number, LOCK_EX | LOCK_NB) == 0
          || errno != EWOULDBLOCK
      else { throw SystemError(EWOULDBLOCK) }
      do throws(SystemError) {
        guard try FileStatus(descriptor: descriptor.number).kind == .file else {
          throw SystemError(EEXIST)
        }
        // Whoever had the lock may have renamed the file.
        guard try isSame(descriptor.number, path) else { continue }
        guard ftruncate(descriptor.number, 0) == 0 else { throw .last }
        return descriptor
      } catch {
        remove(path, of: descriptor.number)
        throw error
      }
    }
  }

  /// Removes the file, unless it has another name by now.
  private static func remove(_ path: String, of descriptor: Int32) {
    if (try? isSame(descriptor, path)) == true { unlink(path) }
  }

  /// Whether an open file is a plain one and has the path.
  private static func isSame(
    _ descriptor: Int32, _ path: String
  ) throws(SystemError) -> Bool {
    guard let file = FileIdentity(descriptor: descriptor) else { return false }
    return try file == FileIdentity(path)
  }

  /// Writes the contents, to the disk.
  borrowing func fill(_ data: Data) throws(SystemError) {
    try descriptor.write(data)
    guard fsync(descriptor.number) == 0 else { throw .last }
  }

  /// Puts the file in the target's place, with its permissions.
  consuming func replace(_ target: String) throws(SystemError) {
    if let old = try FileStatus(target) {
      // Only who may give a file away keeps its owner.
      _ = fchown(descriptor.number, old.owner.user, old.owner.group)
      guard fchmod(descriptor.number, old.permissions) == 0,
        fsync(descriptor.number) == 0
      else { throw .last }
    }
    guard rename(path, target) == 0 else { throw .last }
    // Makes the rename durable, where the file system allows it.
    if let folder = try? Descriptor(folderPath(of: target), O_RDONLY) {
      guard fsync(folder.number) == 0 || [EINVAL, EBADF].contains(errno) else {
        throw .last
      }
    }
  }
}
