import SwiftletDevices

/// The layout cmake: a target for projects that exist, and at top level the
/// program.
extension Embedding {
  var cmakeFiles: [EmbeddedFile] {
    programSources + [
      EmbeddedFile("CMakeLists.txt", text: cmakeLists),
      programReadme(
        "cmake -B build && cmake --build build",
        """
        In a CMake project of your own:

        ```
        add_subdirectory(path/of/this/folder \(name.file))
        target_link_libraries(my_program PRIVATE swiftlet::\(name.symbol))
        ```

        Folders of models with other names go beside it; the project gives the
        flags that choose the core. A program has one library, so write every
        folder with `--library full` where the models' own differ.
        """),
    ]
  }

  private var cmakeLists: String {
    """
    # \(Self.licenseLine)
    # \(origin)
    # The target swiftlet::\(name.symbol), and at top level a program.
    cmake_minimum_required(VERSION 3.16)
    string(COMPARE EQUAL "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}"
      SWIFTLET_IS_TOP_LEVEL)
    \(systemSettings)project(\(name.file) C)

    \(runtimeTarget)

    if(SWIFTLET_IS_TOP_LEVEL)
      add_compile_options(\(program.coreFlags)
        -Os -Wall -Wextra -ffunction-sections -ffreestanding)
    endif()

    add_library(\(name.file) STATIC \(name.file).c)
    add_library(swiftlet::\(name.symbol) ALIAS \(name.file))
    target_include_directories(\(name.file) PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(\(name.file) PUBLIC swiftlet::swiftlet)

    if(SWIFTLET_IS_TOP_LEVEL)
      add_executable(model main.c board.c)
      set_target_properties(model PROPERTIES
        C_STANDARD 11 OUTPUT_NAME \(program.name))
      target_link_libraries(model PRIVATE
        swiftlet::\(name.symbol) \(program.compilerLibrary))
      target_link_options(model PRIVATE
        \(program.coreFlags) \(program.linkFlags)
        -L${CMAKE_CURRENT_SOURCE_DIR})
    endif()

    """
  }

  /// What chooses the compiler, where no other project does.
  private var systemSettings: String {
    target.isHost
      ? ""
      : """
      if(SWIFTLET_IS_TOP_LEVEL)
        set(CMAKE_SYSTEM_NAME Generic)
        set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
        if(NOT CMAKE_C_COMPILER)
          set(CMAKE_C_COMPILER \(program.compiler))
        endif()
      endif()

      """
  }

  /// The library, once for all models of a project.
  private var runtimeTarget: String {
    """
    if(NOT TARGET swiftlet::swiftlet)
      add_library(swiftlet::swiftlet STATIC IMPORTED GLOBAL)
      set_target_properties(swiftlet::swiftlet PROPERTIES
        IMPORTED_LOCATION ${CMAKE_CURRENT_SOURCE_DIR}/libswiftlet.a
        INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR})
    \(runtimeDescription("swiftlet::swiftlet"))
    endif()
    \(runtimeCheck("swiftlet::swiftlet"))
    """
  }
}

/// One library for all models of a CMake project, Zephyr's too.
extension Embedding {
  /// Notes on the library's target what the library is.
  func runtimeDescription(_ library: String) -> String {
    """
      set_target_properties(\(library) PROPERTIES
        SWIFTLET_RUNTIME "\(runtime) \(version)")
    """
  }

  /// Stops where another folder brought a library that may not run the model.
  func runtimeCheck(_ library: String) -> String {
    """
    get_target_property(SWIFTLET_PRESENT \(library) SWIFTLET_RUNTIME)
    if(NOT SWIFTLET_PRESENT STREQUAL "\(runtime) \(version)" AND
        NOT SWIFTLET_PRESENT STREQUAL "\(target.name) full \(version)")
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR} has the library "
        "\(runtime) \(version), but another model's folder brought "
        "${SWIFTLET_PRESENT}. A program has one: embed every model for one "
        "core with one version of swiftlet and --library full.")
    endif()
    """
  }
}
