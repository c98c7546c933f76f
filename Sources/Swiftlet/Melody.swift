/// A tune: notes one after the other.
///
/// As symbols, each note is its pitch and then its duration, such as `E5 1/8`:
/// a letter from A to G, a `#` or `b`, and an octave, of which C4 is the middle
/// C; and a part of a whole note. A pitch without a duration has that of the
/// note before, at first an eighth; a duration without a pitch is a rest.
public struct Melody: Equatable, Sendable {
  /// The notes, in their order.
  public let notes: [Note]

  /// A note, or a rest.
  public struct Note: Equatable, Sendable {
    /// The MIDI note number, 0 to 127, of which 60 is the middle C; nil of a
    /// rest.
    public let pitch: Int?
    /// The duration in ticks, of which a whole note has
    /// ``Melody/ticksPerWhole``; at least 1.
    public let ticks: Int

    /// Makes a note.
    public init(pitch: Int?, ticks: Int) {
      self.pitch = pitch
      self.ticks = ticks
    }
  }

  /// The ticks of a whole note.
  public static let ticksPerWhole = 4 * MIDIFile.ticksPerQuarter

  /// Makes a melody of notes.
  public init(notes: [Note]) { self.notes = notes }

  /// Reads the notes of symbols.
  ///
  /// - Parameter symbols: Their names.
  /// - Throws: ``GenerationError`` when a name is no pitch and no duration.
  public init(symbols: [String]) throws(GenerationError) {
    var notes: [Note] = []
    var (pitch, ticks) = (Int?.none, Self.ticksPerWhole / 8)
    for name in symbols {
      if let next = Self.pitch(name) {
        if pitch != nil { notes.append(Note(pitch: pitch, ticks: ticks)) }
        pitch = next
      } else if let duration = Self.ticks(name) {
        ticks = duration
        notes.append(Note(pitch: pitch, ticks: ticks))
        pitch = nil
      } else {
        throw GenerationError(
          "'\(name.prefix(40))' is no note: a pitch such as C4 or F#5, or a "
            + "duration such as 1/8, is expected")
      }
    }
    if pitch != nil { notes.append(Note(pitch: pitch, ticks: ticks)) }
    self.notes = notes
  }

  /// The melody as a standard MIDI file of one track, which players play: 160
  /// quarter notes a minute, on a violin.
  public var midiFile: [UInt8] { MIDIFile(self).bytes }

  /// The MIDI note number of a pitch's name.
  private static func pitch(_ name: String) -> Int? {
    let semitones: [Character: Int] = [
      "C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11,
    ]
    guard let letter = name.first, let semitone = semitones[letter] else {
      return nil
    }
    let rest = name.dropFirst()
    let sign = rest.first == "#" ? 1 : rest.first == "b" ? -1 : 0
    guard let octave = Int(sign == 0 ? rest : rest.dropFirst()) else {
      return nil
    }
    guard (-1...9).contains(octave) else { return nil }
    let pitch = 12 * (octave + 1) + semitone + sign
    return (0...127).contains(pitch) ? pitch : nil
  }

  /// The ticks of a duration's name, a part of a whole note.
  private static func ticks(_ name: String) -> Int? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let over = Int(parts[0]), let under = Int(parts[1]),
      (1...64).contains(over), (1...64).contains(under)
    else { return nil }
    return max(1, (ticksPerWhole * over + under / 2) / under)
  }
}
