/// A standard MIDI file of one track, format 0, as the MIDI Manufacturers
/// Association's "Standard MIDI Files 1.0" defines it.
struct MIDIFile {
  /// The ticks of a quarter note.
  static let ticksPerQuarter = 480

  /// The file.
  let bytes: [UInt8]

  /// Writes a melody on channel 0.
  init(_ melody: Melody) {
    var track = Self.tempo + Self.violin
    var waited = 0
    for note in melody.notes {
      guard let pitch = note.pitch.map(UInt8.init) else {
        waited += note.ticks
        continue
      }
      track += Self.variableLength(waited) + [Self.noteOn, pitch, 96]
      track += Self.variableLength(note.ticks) + [Self.noteOff, pitch, 64]
      waited = 0
    }
    track += Self.variableLength(waited) + Self.endOfTrack
    bytes =
      Self.chunk(
        "MThd", [0, 0, 0, 1] + Self.bigEndian(Self.ticksPerQuarter, 2))
      + Self.chunk("MTrk", track)
  }

  private static let noteOn: UInt8 = 0x90
  private static let noteOff: UInt8 = 0x80
  private static let endOfTrack: [UInt8] = [0xFF, 0x2F, 0]
  /// At once: a quarter note takes 375,000 microseconds.
  private static let tempo: [UInt8] =
    [0, 0xFF, 0x51, 3] + bigEndian(375_000, 3)
  /// At once: the program 41 of General MIDI.
  private static let violin: [UInt8] = [0, 0xC0, 40]

  /// A chunk: its type, its length and its bytes.
  private static func chunk(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(type.utf8) + bigEndian(bytes.count, 4) + bytes
  }

  private static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(value >> (8 * $0) & 0xFF) }
  }

  /// Seven bits a byte, the highest first; all but the last have their top bit
  /// set. The value lies below 2^28.
  private static func variableLength(_ value: Int) -> [UInt8] {
    let last = UInt8(value & 0x7F)
    return value < 0x80
      ? [last]
      : variableLength(value >> 7).map { $0 | 0x80 } + [last]
  }
}
