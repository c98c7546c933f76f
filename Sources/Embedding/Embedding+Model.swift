import Foundation
import SwiftletFormat

/// The model, and the steps that it records, as C.
extension Embedding {
  /// The header: sizes, conversions, and the array's declaration.
  package var modelHeader: String {
    let guardName = "\(name.file.uppercased())_H"
    return """
      /* \(Self.licenseLine) */
      /* The model, in flash, and what it takes and gives in the data's units.
         \(origin) */
      #ifndef \(guardName)
      #define \(guardName)

      #include <stddef.h>
      #include <stdint.h>

      #include "swiftlet.h"

      /* What swiftlet_model_id gives for the model. */
      #define \(name.macro)_ID UINT64_C(\(identifier))
      #define \(name.macro)_SIZE \(model.flashSize)
      #define \(name.macro)_INPUTS \(model.inputCount)
      #define \(name.macro)_OUTPUTS \(model.outputCount)
      /* Bytes of RAM of one stream. */
      #define \(name.macro)_ARENA_SIZE \(model.stateSize + model.scratchSize)
      /* Bytes of a snapshot of one. */
      #define \(name.macro)_SNAPSHOT_SIZE \(model.snapshotSize)

      \(windowDeclarations)\(classDeclarations)\(unitDeclarations)
      #ifdef __cplusplus
      extern "C" {
      #endif

      extern const uint32_t \(name.symbol)_data[\(name.macro)_SIZE / 4];

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  /// The array: the file's bytes as little-endian words.
  package var modelSource: String {
    let bytes = model.bytes
    let words = stride(from: 0, to: model.flashSize, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1]) << (8 * $1)
      }
      return "0x" + String(word, radix: 16)
    }
    return """
      /* \(Self.licenseLine) */
      /* The model's file: its numbers are the model's owner's.
         \(origin) */
      #include "\(name.file).h"

      const uint32_t \(name.symbol)_data[\(name.macro)_SIZE / 4] = {
      \(lines(words))
      };

      """
  }

  private func lines(_ words: [String]) -> String {
    stride(from: 0, to: words.count, by: 6).map { start in
      "    "
        + words[start..<min(start + 6, words.count)]
        .joined(separator: ", ") + ","
    }.joined(separator: "\n")
  }
}
