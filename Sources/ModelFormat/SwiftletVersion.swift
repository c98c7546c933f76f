/// The version of this package and of what it writes.
package enum SwiftletVersion {
  package static let current = "0.1.0"
}
