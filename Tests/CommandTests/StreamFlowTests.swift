import Foundation
import TemporaryFolder
import Testing

@Suite("How stream prints")
struct StreamFlowTests {
  @Test("an answer appears before the next timestep is waited for")
  func asked() throws {
    try withStreamedModel { folder in
      let run = try shell(
        """
        for model in m.swlt model.safetensors; do
          coproc { swiftlet stream $model; }
          for row in 1,0.5 3, '' 8,0.5; do
            echo "$row" >&"${COPROC[1]}"
            read -r -t 60 -u "${COPROC[0]}" line || exit 1
            echo "$line"
          done
          exec {COPROC[1]}>&-
          wait
          printf '1,0.5\\n3,\\n\\n8,0.5' | swiftlet stream $model >at-once
          cat at-once
        done
        """, in: folder)
      #expect(run.status == 0, "\(run)")
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 16)
      #expect(lines[0..<4] == lines[4..<8] && lines[8..<12] == lines[12...])
    }
  }

  @Test("thousands of timesteps give what they give one by one, up to a fault")
  func many() throws {
    try withStreamedModel { folder in
      let run = try shell(
        """
        rows() { awk 'BEGIN { for (i = 0; i < 20000; i++)
          print i % 9 "," (i % 11 ? i % 7 / 8 : "") }'; }
        rows | swiftlet stream m.swlt >fast || exit 1
        # A sign and a quote each make the long way of a line.
        rows | sed 's/^/"/; s/,/",/' | swiftlet stream m.swlt >slow || exit 1
        cmp fast slow || exit 1
        { rows; echo x,1; } | swiftlet stream m.swlt >faulty && exit 1
        cmp fast faulty || exit 1
        rows | swiftlet stream m.swlt | head -3 | cmp - <(head -3 fast)
        """, in: folder)
      #expect(run.status == 0, "\(run)")
      #expect(
        run.messages.contains("standard input:20001:1: 'x' in column 'x' is"),
        "\(run.messages)")
    }
  }
}
