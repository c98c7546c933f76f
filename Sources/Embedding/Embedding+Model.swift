import Foundation
import SwiftletFormat

/// The model, and the steps that it records, as C.
extension Embedding {
  /// `swiftlet_model.h`: sizes, conversions, and the array's declaration.
  package var modelHeader: String {
    """
    /* The model, in flash, and what it takes and gives in the data's units. */
    #ifndef SWIFTLET_MODEL_H
    #define SWIFTLET_MODEL_H

    #include <stddef.h>
    #include <stdint.h>

    #include "swiftlet.h"

    #define MODEL_SIZE \(model.flashSize)
    #define MODEL_INPUTS \(model.inputCount)
    #define MODEL_OUTPUTS \(model.outputCount)
    /* Bytes of RAM of one stream. */
    #define MODEL_ARENA_SIZE \(model.stateSize + model.scratchSize)

    \(classDeclarations)\(unitDeclarations)
    #ifdef __cplusplus
    extern "C" {
    #endif

    extern const uint32_t model_data[MODEL_SIZE / 4];

    #ifdef __cplusplus
    }
    #endif

    #endif

    """
  }

  /// `swiftlet_model.c`: the file's bytes as little-endian words.
  var modelSource: String {
    let bytes = model.bytes
    let words = stride(from: 0, to: model.flashSize, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1]) << (8 * $1)
      }
      return "0x" + String(word, radix: 16)
    }
    return """
      #include "swiftlet_model.h"

      const uint32_t model_data[MODEL_SIZE / 4] = {
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
