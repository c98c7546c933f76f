import Foundation
import SwiftletDevices
import SwiftletFormat
import Testing

@Suite("The table of cores")
struct CoreTableTests {
  @Test("the tools read what the program reads")
  func agreement() throws {
    let cores = try coresScript(
      """
      for core in $all_cores; do
        core_settings "$core"
        echo "$core $layout $startup ${script:-none}"
      done
      """)
    #expect(
      cores
        == TargetCore.all.map {
          "\($0.name) \($0.layout.rawValue) \($0.program.startup) "
            + ($0.program.script ?? "none")
        })
    #expect(
      try coresScript("printf '%s\\n' $counted_cores")
        == TargetCore.counted.map(\.name))
    let libraries = try coresScript(
      """
      for library in "${all_libraries[@]}"; do
        library_settings "$library"
        echo "$library $library_file"
      done
      """)
    #expect(libraries == DeviceLibrary.all.map { "\($0.name) \($0.fileName)" })
  }

  @Test("every file that a row names is there")
  func files() throws {
    let files = try coresScript(
      """
      for core in $all_cores $library_cores $experimental_cores; do
        core_settings "$core"
        for file in $startup $script; do echo "CSupport/boards/$file"; done
        for file in "${kernels[@]}"; do echo "CSupport/kernels/$file"; done
      done
      """)
    #expect(files.count > 20)
    for file in files {
      let path = project.appending(path: file).path
      #expect(FileManager.default.fileExists(atPath: path), "\(file)")
    }
  }

  @Test("every condition of the runtime is explained, and a row sets it")
  func conditions() throws {
    let page = try text("CSupport/README.md")
    let runtime = project.appending(path: "Sources/Runtime")
    var used: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(
      atPath: runtime.path) where name.hasSuffix(".swift")
    {
      for line in try text("Sources/Runtime/\(name)").split(separator: "\n")
      where line.contains("#if ") || line.contains("#elseif ") {
        used.formUnion(line.matches(of: /SWIFTLET_\w+/).map { String($0.0) })
      }
    }
    let set = try coresScript(
      """
      for core in $all_cores $library_cores $experimental_cores; do
        core_settings "$core"
        printf '%s\\n' "${defines[@]}"
      done
      for library in "${all_libraries[@]}"; do
        library_settings "$library"
        echo "$library_define"
      done
      """)
    #expect(used == Set(set).subtracting(["-D", "SWIFTLET_KINDS_full"]))
    for condition in used {
      #expect(page.contains("`\(condition)`"), "\(condition)")
    }
  }

  @Test("a name that is no core's names all")
  func unknown() throws {
    #expect(TargetCore(name: "cortex-m9") == nil)
    let answer = try coresScript("core_settings cortex-m9 2>&1 || true")
    #expect(answer.count == 1)
    for core in TargetCore.all {
      #expect(answer[0].contains(core.name))
    }
  }
}

@Suite("The libraries of the runtime")
struct DeviceLibraryTests {
  @Test(
    "the smallest that runs a model is chosen",
    arguments: [
      ("lstm-w8-a16", "lstm"), ("lstm-w8k-a8", "lstm8"),
      ("lstm-w4-a8", "full"), ("lstm-w16-a16", "full"),
      ("gru-reset-after-w8-a8", "gru8"), ("gru-reset-before-w8-a16", "gru"),
      ("gru-gru-dense-sigmoid-w8-a16", "full"), ("dense-w8-a16", "full"),
      ("rnn-tanh-w8-a16", "full"), ("loud-lstm-gru-rnn-w8-a16", "full"),
    ])
  func choice(model: String, library: String) throws {
    let model = try goldenModel(model)
    #expect(model.library.name == library)
    #expect(model.libraries.first == .full)
  }

  @Test("cores with panels run a model with the full one alone")
  func panels() throws {
    let model = try goldenModel("lstm-w8-a16")
    let host = try #require(TargetCore(name: "host"))
    let microcontroller = try #require(TargetCore(name: "cortex-m4"))
    #expect(host.library(for: model) == .full)
    #expect(microcontroller.library(for: model).name == "lstm")
  }
}
