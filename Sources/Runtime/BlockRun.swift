/// The kept blocks of a tile over an operand, one after the other (FORMAT.md,
/// "Kept blocks").
struct BlockRun {
  /// The block that `next` has come to.
  private(set) var block: UnsafeRawPointer
  /// Where the block's columns begin, in bytes of the operand.
  private(set) var position: UInt32 = 0
  /// Blocks still to come.
  private(set) var remaining: UInt32
  /// What lies behind the block.
  private var end: UnsafeRawPointer
  private var distances: UInt32 = 0
  private let blockSize: Int

  /// The run at an address, before its first block.
  @inline(__always)
  init(_ run: UnsafeRawPointer, blockSize: Int) {
    let head = run.load(as: UInt32.self)
    self.blockSize = blockSize
    remaining = (head & ~1) &- (head & 1)
    end = run + 4
    block = end
    if head & 1 != 0 { takeDistances() }
    distances &>>= 16
  }

  /// Goes to the next block; only while some remain.
  @inline(__always)
  mutating func next() {
    if remaining & 1 == 0 { takeDistances() }
    position &+= distances & 0xFFFF
    distances &>>= 16
    block = end
    end += blockSize
    remaining &-= 1
  }

  private mutating func takeDistances() {
    distances = end.load(as: UInt32.self)
    end += 4
  }

  /// Bytes of the run whose head is given.
  @inline(__always)
  static func size(_ head: UInt32, blockSize: Int) -> Int {
    let rounds = Int(truncatingIfNeeded: head &>> 1)
    return 4 &+ rounds &* (4 &+ 2 &* blockSize)
      &- Int(head & 1) &* blockSize
  }
}
