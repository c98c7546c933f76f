internal import CSwiftlet

// From the handles of swiftlet.h to the views of what they hold; nil for a handle
// that is NULL, or was never opened or started.

extension ModelView {
  init?(opened model: UnsafePointer<swiftlet_model>?) {
    guard let bytes = model?.pointee.bytes else { return nil }
    self.init(bytes)
  }

  /// State and scratch memory of a stream, in bytes.
  var arenaSize: Int { stateSize &+ scratchSize }

  /// The name of an index: inputs first, then outputs.
  func name(_ index: Int) -> UnsafePointer<CChar> {
    text(bytes + section(Section.names), at: index)
  }
}

/// The text of an index among texts that each end with a zero byte.
func text(
  _ texts: UnsafePointer<UInt8>, at index: Int
) -> UnsafePointer<CChar> {
  var text = texts
  for _ in 0..<index {
    while text.pointee != 0 { text += 1 }
    text += 1
  }
  return UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)
}

extension InputView {
  init?(opened model: UnsafePointer<swiftlet_model>?, _ index: Int) {
    guard
      let model = ModelView(opened: model), 0..<model.inputCount ~= index
    else { return nil }
    self.init(model, index)
  }
}

extension OutputView {
  init?(opened model: UnsafePointer<swiftlet_model>?, _ index: Int) {
    guard
      let model = ModelView(opened: model), 0..<model.outputCount ~= index
    else { return nil }
    self.init(model, index)
  }
}

extension Stream {
  init?(started stream: UnsafePointer<swiftlet_stream>?) {
    guard let bytes = stream?.pointee.bytes, let arena = stream?.pointee.arena
    else { return nil }
    self.init(model: ModelView(bytes), arena: UnsafeMutableRawPointer(arena))
  }
}
