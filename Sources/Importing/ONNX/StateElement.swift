/// One number of a state: of an input that brings states, or of what a
/// recurrent layer leaves behind.
struct StateElement: Hashable {
  /// What the number belongs to.
  enum Owner: Hashable {
    /// An input, by its index among those that bring states.
    case input(Int)
    /// A recurrent layer, by its index in the graph of layers.
    case layer(Int)
  }

  var owner: Owner
  /// The place in the input, or in the layer's state: `h`, then an LSTM's `c`.
  var index: Int

  /// The element as an integer, as which it runs through the operations that
  /// rearrange constants.
  var code: Int {
    switch owner {
    case .input(let number): (2 * number) << 32 | index
    case .layer(let number): (2 * number + 1) << 32 | index
    }
  }

  init(_ owner: Owner, _ index: Int) {
    self.owner = owner
    self.index = index
  }

  init(code: Int) {
    let number = code >> 33
    owner = code >> 32 & 1 == 0 ? .input(number) : .layer(number)
    index = code & 0xFFFF_FFFF
  }
}
