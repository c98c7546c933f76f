import Foundation
import TemporaryFolder
import Testing

@Suite("swiftlet explain")
struct ExplainCommandTests {
  @Test("works the small network, as text and as JSON")
  func network() throws {
    try withFolder { folder in
      let text = try swiftlet(["explain", "network"], in: folder)
      let json = try swiftlet(["explain", "network", "--json"], in: folder)
      #expect(text.status == 0 && json.status == 0, "\(text.messages)")
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8))
          as? [String: [[String: String]]])
      let blocks = try #require(record["blocks"]).compactMap { $0["text"] }
      #expect(text.output == blocks.joined(separator: "\n\n") + "\n")
    }
  }

  @Test("draws a file of gradients, and says what is wrong with another")
  func gradients() throws {
    try withFolder { folder in
      let run = try shell(
        """
        printf 'epoch\\tby\\tsteps_back\\tnorm\\n' >g.tsv
        printf '0\\tlayers.0.hidden\\t0\\t1\\n0\\tlayers.0.bias\\t\\t2\\n' >>g.tsv
        swiftlet explain gradients g.tsv --out page.html --json
        swiftlet explain gradients g.tsv --out g.tsv
        swiftlet explain gradients none.tsv --out page.html
        printf '1\\tx\\n' >>g.tsv
        swiftlet explain gradients g.tsv --out page.html
        grep -c '<figcaption>' page.html
        """, in: folder)
      #expect(run.output.contains("\"epochs\" : 1"))
      #expect(run.output.hasSuffix("\n2\n"))
      #expect(run.errors.count == 3)
      #expect(run.errors[0].contains("--out would overwrite the file"))
      #expect(
        run.errors[1]
          == "error: none.tsv: cannot be read: no such file or directory; give a "
          + "file of train --gradients")
      #expect(
        run.errors[2]
          == "error: g.tsv:4: is no row of a table of gradients; delete it, or "
          + "train again")
    }
  }
}
