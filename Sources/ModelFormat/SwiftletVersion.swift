import CSwiftlet

/// The version of this package and of what it writes.
package enum SwiftletVersion {
  package static let current = SWIFTLET_VERSION
}
