import Foundation
import ModelFormat

/// The files of `embed`.
struct Embedding {
  let model: QuantizedModel
  let target: EmbedTarget
  let layout: EmbedLayout

  /// What the folder holds.
  var fileNames: [String] {
    (copies.map(\.name) + texts.map(\.name)).sorted()
  }

  /// Writes every file; those that are there are replaced.
  func write(to folder: URL, from project: ProjectFolder) throws {
    for (name, path) in copies {
      try write(Data(contentsOf: project.file(path)), name, folder)
    }
    for (name, text) in texts { try write(Data(text.utf8), name, folder) }
  }

  private func write(_ data: Data, _ name: String, _ folder: URL) throws {
    do {
      try data.write(to: folder.appendingPathComponent(name), options: .atomic)
    } catch {
      throw CommandError(
        "\(folder.path)/\(name): cannot be written; check that the folder "
          + "exists and has room")
    }
  }

  /// Files of the project, by their names in the folder.
  private var copies: [(name: String, path: String)] {
    [
      ("libswiftlet.a", ".build/device/\(target.rawValue)/libswiftlet.a"),
      ("swiftlet.h", "CSupport/include/swiftlet.h"),
      ("main.c", "CSupport/examples/embed/main.c"),
      ("board.h", "CSupport/boards/board.h"),
      ("board.c", "CSupport/boards/cortex-m.c"),
      ("board.ld", "CSupport/boards/\(target.script)"),
      ("sections.ld", "CSupport/boards/sections.ld"),
    ]
  }

  private var texts: [(name: String, text: String)] {
    let common = [
      ("model.h", modelHeader), ("model.c", modelSource),
      ("sequence.h", sequenceHeader), ("README.md", readme),
    ]
    return layout == .plain
      ? common : common + [("CMakeLists.txt", cmakeLists)]
  }

  private var modelHeader: String {
    """
    /* The model, in flash. */
    #ifndef MODEL_H
    #define MODEL_H

    #include <stdint.h>

    #define MODEL_SIZE \(model.flashSize)
    #define MODEL_INPUTS \(model.inputCount)
    #define MODEL_OUTPUTS \(model.outputCount)
    /* Bytes of RAM of one stream. */
    #define MODEL_ARENA_SIZE \(model.stateSize + model.scratchSize)

    extern const uint32_t model_data[MODEL_SIZE / 4];

    #endif

    """
  }

  private var modelSource: String {
    let bytes = model.bytes
    let words = stride(from: 0, to: model.flashSize, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1]) << (8 * $1)
      }
      return "0x" + String(word, radix: 16)
    }
    return """
      #include "model.h"

      const uint32_t model_data[MODEL_SIZE / 4] = {
      \(lines(words))
      };

      """
  }

  private var sequenceHeader: String {
    let steps = model.goldenSteps.map {
      "    {" + $0.inputs.map(String.init).joined(separator: ", ") + "},"
    }
    return """
      /* Recorded timesteps, as swiftlet_quantize_input gives them. */
      #ifndef SEQUENCE_H
      #define SEQUENCE_H

      #include "model.h"

      #define SEQUENCE_STEPS \(steps.count)

      static const int16_t sequence[SEQUENCE_STEPS][MODEL_INPUTS] = {
      \(steps.joined(separator: "\n"))
      };

      #endif

      """
  }

  private var cmakeLists: String {
    """
    cmake_minimum_required(VERSION 3.16)
    set(CMAKE_SYSTEM_NAME Generic)
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
    if(NOT CMAKE_C_COMPILER)
      set(CMAKE_C_COMPILER arm-none-eabi-gcc)
    endif()
    project(model C)

    add_executable(model.elf main.c model.c board.c)
    set_target_properties(model.elf PROPERTIES C_STANDARD 11)
    target_compile_options(model.elf PRIVATE
      \(coreFlags) -Os -Wall -Wextra -ffunction-sections -ffreestanding)
    target_link_libraries(model.elf PRIVATE
      ${CMAKE_CURRENT_SOURCE_DIR}/libswiftlet.a)
    target_link_options(model.elf PRIVATE \(coreFlags) \(linkFlags)
      -L${CMAKE_CURRENT_SOURCE_DIR})

    """
  }

  private var coreFlags: String { "-mcpu=\(target.rawValue) -mthumb" }

  private var linkFlags: String {
    "-nostartfiles -Wl,--gc-sections,-eboard_start,-z,noexecstack -Tboard.ld"
  }

  private var readme: String {
    let build =
      layout == .cmake
      ? "cmake -B build && cmake --build build"
      : "mkdir -p build && arm-none-eabi-gcc \(coreFlags) -Os \(linkFlags) "
        + "-L. main.c model.c board.c libswiftlet.a -o build/model.elf"
    return """
      # A model for \(target.rawValue)

      | budget | bytes |
      |---|---|
      | flash, the model | \(model.flashSize) |
      | RAM, state of a stream | \(model.stateSize) |
      | RAM, scratch of a stream | \(model.scratchSize) |

      \(model.macsPerStep) multiply-accumulates a timestep.

      `libswiftlet.a` and `swiftlet.h` are all that your firmware needs, beside
      `model.c`. It takes no library function, no heap and no floats, and links
      with soft and hard float ABIs. `main.c` shows the calls; `board.c` starts
      it under QEMU and prints by semihosting:

      ```
      \(build)
      qemu-system-arm -M \(target.machine) -kernel build/model.elf -nographic \\
        -semihosting-config enable=on,target=native
      ```

      \(vectorNote)Each line printed is what `swiftlet stream --raw` prints for the line of
      `sequence.h`.

      """
  }

  /// What the start-up code of a core with vectors has to do.
  private var vectorNote: String {
    guard target == .cortexM55, model.int8BlockWidth == 16 else { return "" }
    return """
      The kernels for this model use Helium. Start-up code has to switch it on
      (full access to coprocessors 10 and 11 in CPACR) before the first step, as
      `board.c` does; CMSIS does so in `SystemInit` where that is compiled for
      Helium.


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
