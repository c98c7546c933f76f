import SwiftletDevices

/// The layouts plain and cmake: a program that runs on an emulated board.
extension Embedding {
  private var program: ProgramSettings { target.program }

  var plainFiles: [EmbeddedFile] {
    sources + [programReadme(plainBuild)]
  }

  var cmakeFiles: [EmbeddedFile] {
    sources + [
      EmbeddedFile("CMakeLists.txt", text: cmakeLists),
      programReadme("cmake -B build && cmake --build build"),
    ]
  }

  private var sources: [EmbeddedFile] {
    var files = [
      library(at: "libswiftlet.a"), header(at: "swiftlet.h"),
      moduleMap(at: "module.modulemap"),
      EmbeddedFile("swiftlet_model.h", text: modelHeader),
      EmbeddedFile("swiftlet_model.c", text: modelSource),
      EmbeddedFile("sequence.h", text: sequenceHeader),
      example("main.c", at: "main.c"),
      EmbeddedFile("board.h", copyOf: "CSupport/boards/board.h"),
      EmbeddedFile("board.c", copyOf: "CSupport/boards/\(program.startup)"),
    ]
    if let script = program.script {
      files += [
        EmbeddedFile("board.ld", copyOf: "CSupport/boards/\(script)"),
        EmbeddedFile("sections.ld", copyOf: "CSupport/boards/sections.ld"),
      ]
    }
    return files
  }

  private var plainBuild: String {
    let words = [
      program.compiler, program.coreFlags, "-Os -ffreestanding",
      program.linkFlags, program.script == nil ? "" : "-L.",
      "main.c swiftlet_model.c board.c libswiftlet.a",
      program.compilerLibrary,
      "-o build/\(program.name)",
    ]
    return "mkdir -p build && "
      + words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var cmakeLists: String {
    let system =
      target.isHost
      ? ""
      : """
      set(CMAKE_SYSTEM_NAME Generic)
      set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
      if(NOT CMAKE_C_COMPILER)
        set(CMAKE_C_COMPILER \(program.compiler))
      endif()

      """
    return """
      cmake_minimum_required(VERSION 3.16)
      \(system)project(model C)

      add_executable(model main.c swiftlet_model.c board.c)
      set_target_properties(model PROPERTIES
        C_STANDARD 11 OUTPUT_NAME \(program.name))
      target_compile_options(model PRIVATE
        \(program.coreFlags) -Os -Wall -Wextra -ffunction-sections -ffreestanding)
      target_link_libraries(model PRIVATE
        ${CMAKE_CURRENT_SOURCE_DIR}/libswiftlet.a \(program.compilerLibrary))
      target_link_options(model PRIVATE \(program.coreFlags) \(program.linkFlags)
        -L${CMAKE_CURRENT_SOURCE_DIR})

      """
  }

  private func programReadme(_ build: String) -> EmbeddedFile {
    readme(
      """
      `libswiftlet.a` and `swiftlet.h` are all that your program needs, beside
      `swiftlet_model.c`. The library takes no library function, no heap and no
      floats\(target.hasFloatABIs
        ? ", and links with soft and hard float ABIs" : ""). `main.c` shows the
      calls; `board.c` starts it and prints:

      ```
      \(build)
      \(program.runCommand)
      ```
      """)
  }
}
