/// The layouts plain and cmake: a program that runs on an emulated board.
extension Embedding {
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
      EmbeddedFile("board.c", copyOf: "CSupport/boards/\(target.startup)"),
    ]
    if let script = target.script {
      files += [
        EmbeddedFile("board.ld", copyOf: "CSupport/boards/\(script)"),
        EmbeddedFile("sections.ld", copyOf: "CSupport/boards/sections.ld"),
      ]
    }
    return files
  }

  private var plainBuild: String {
    let words = [
      target.compiler, target.coreFlags, "-Os -ffreestanding",
      target.linkFlags, target.script == nil ? "" : "-L.",
      "main.c swiftlet_model.c board.c libswiftlet.a",
      target.compilerLibrary,
      "-o build/\(target.programName)",
    ]
    return "mkdir -p build && "
      + words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var cmakeLists: String {
    let system =
      target.family == .host
      ? ""
      : """
      set(CMAKE_SYSTEM_NAME Generic)
      set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
      if(NOT CMAKE_C_COMPILER)
        set(CMAKE_C_COMPILER \(target.compiler))
      endif()

      """
    return """
      cmake_minimum_required(VERSION 3.16)
      \(system)project(model C)

      add_executable(model main.c swiftlet_model.c board.c)
      set_target_properties(model PROPERTIES
        C_STANDARD 11 OUTPUT_NAME \(target.programName))
      target_compile_options(model PRIVATE
        \(target.coreFlags) -Os -Wall -Wextra -ffunction-sections -ffreestanding)
      target_link_libraries(model PRIVATE
        ${CMAKE_CURRENT_SOURCE_DIR}/libswiftlet.a \(target.compilerLibrary))
      target_link_options(model PRIVATE \(target.coreFlags) \(target.linkFlags)
        -L${CMAKE_CURRENT_SOURCE_DIR})

      """
  }

  private func programReadme(_ build: String) -> EmbeddedFile {
    readme(
      """
      `libswiftlet.a` and `swiftlet.h` are all that your program needs, beside
      `swiftlet_model.c`. The library takes no library function, no heap and no
      floats\(target.family == .cortexM
        ? ", and links with soft and hard float ABIs" : ""). `main.c` shows the
      calls; `board.c` starts it and prints:

      ```
      \(build)
      \(target.runCommand)
      ```
      """)
  }
}
