import SwiftletCells
import SwiftletDatasets
import Testing

@Suite("Names of classes")
struct ClassNameTests {
  @Test("names are classes in the order of the alphabet, wherever they stand")
  func names() throws {
    for text in [
      "seq,x,label\na,1,walk\na,2,läuft\na,3,\nb,4,walk\nb,5,idle\n",
      "seq,x,label\na,1,walk\na,2,läuft\na,3,NA\nb,4, walk \nb,5,\"idle\"\n",
    ] {
      let data = try dataset(text)
      #expect(
        data.target
          == .classes(names: ["idle", "läuft", "walk"], column: "label"))
      #expect(data.sequences[0].targets[..<2] == [2, 1])
      #expect(data.sequences[0].targets[2].isNaN)
      #expect(data.sequences[1].targets == [2, 0])
      #expect(data.classCounts == [1, 1, 2] && data.maskedTargetCount == 1)
    }
  }

  @Test("a file with a model's names may have them in any order, or lack some")
  func schema() throws {
    let schema = try dataset("x,label\n1,b\n2,c\n3,a\n").schema
    let data = try dataset("x,label\n1,c\n2,b\n3,c\n", expecting: schema)
    #expect(data.sequences[0].targets == [2, 1, 2])
    #expect(data.target == schema.target)
  }

  @Test("where names are no numbers, their indices are taken too")
  func indices() throws {
    let schema = try dataset("x,label\n1,b\n2,c\n3,a\n").schema
    let data = try dataset("x,label\n1,2\n2,c\n3,0.0\n", expecting: schema)
    #expect(data.sequences[0].targets == [2, 2, 0])
    #expect(
      complaint { try dataset("x,label\n1,3\n", expecting: schema) }
        == "2:3: class '3' is not one of a, b, c; correct it, or leave the "
        + "field empty")
  }

  @Test("names that are numbers are names, never indices")
  func numerals() throws {
    let schema = Dataset.Schema(
      featureNames: ["x"],
      target: .classes(names: ["10", "0", "up"], column: "label"))
    let data = try dataset(
      "x,label\n1,0\n2,10\n3,10.0\n4,up\n", expecting: schema)
    #expect(data.sequences[0].targets == [1, 0, 0, 2])
    #expect(
      complaint { try dataset("x,label\n1,1\n", expecting: schema) }?
        .hasPrefix("2:3: class '1' is not one of 10, 0, up") == true)
  }

  @Test("a name that is not known is named with its place and the known ones")
  func unknown() throws {
    let schema = try dataset("x,label\n1,b\n2,a\n").schema
    for (name, place) in [("jump", "3:3"), ("A", "3:3"), ("-1", "3:3")] {
      #expect(
        complaint {
          try dataset("x,label\n1,a\n1,\(name)\n", expecting: schema)
        }
          == "\(place): class '\(name)' is not one of a, b; correct it, or leave "
          + "the field empty")
    }
  }

  @Test("given names fix the order and may be in no row")
  func given() throws {
    let names = ["up", "still", "down"]
    for rows in ["1,down\n2,up\n", "1,2\n2,0\n"] {
      let data = try dataset("x,label\n" + rows, classNames: names)
      #expect(data.target == .classes(names: names, column: "label"))
      #expect(data.sequences[0].targets == [2, 0])
      #expect(data.classCounts == [1, 0, 1])
    }
    #expect(
      complaint { try dataset("x,label\n1,3\n", classNames: names) }?
        .hasPrefix("2:3: class '3' is not one of up, still, down") == true)
  }

  @Test("names are taken from label_next too")
  func next() throws {
    let data = try dataset("x,label_next\n1,b\n2,a\n")
    #expect(
      data.target == .classes(names: ["a", "b"], column: "label_next"))
  }

  @Test("there are no more classes than a model's file holds")
  func limit() throws {
    let rows = (0...4096).map { "1,c\($0)\n" }
    #expect(
      complaint { try dataset("x,label\n" + rows.joined()) }?
        .hasPrefix("4098:3: column 'label' has more than 4096 names") == true)
    let data = try dataset("x,label\n" + rows.dropLast().joined())
    #expect(data.target.outputCount == 4096)
  }
}

@Suite("Columns")
struct ColumnTests {
  @Test("a file without the column of sequences is one sequence")
  func oneSequence() throws {
    let data = try dataset("x,label\n1,0\n2,1\n")
    #expect(data.sequences.map(\.timesteps) == [2])
    #expect(data.featureNames == ["x"])
  }

  @Test("semicolons, tabs and decimal commas give the same data")
  func separators() throws {
    let expected = String(
      describing: try dataset("seq,x,label\na,0.5,1\na,,0\n"))
    for text in [
      "seq;x;label\na;0.5;1\na;;0\n", "seq;x;label\na;0,5;1\na;NA;0\n",
      "seq\tx\tlabel\na\t0.5\t1\na\t\t0\n",
      "seq\tx\tlabel\r\na\t5e-1\t1\r\na\tnull\t0\r\n",
      "Seq,x,Label\na,0.5,1\na,N/A,0\n",
    ] {
      for size in [1, 7, 65_536] {
        let found = String(describing: try dataset(text, chunkSize: size))
        #expect(
          found.replacing("Label", with: "label") == expected, "\(text)")
      }
    }
  }

  @Test("roles say what other names do not")
  func roles() throws {
    let data = try dataset(
      "when,run,x,note,y,state\n2026-03-01T00:00,a,1,hm,2,on\n,b,3,,4,off\n",
      roles: ColumnRoles(
        label: "state", time: "when", sequence: "run", ignored: ["note"]))
    #expect(data.featureNames == ["x", "y"])
    #expect(data.sequences.map(\.id) == ["a", "b"])
    #expect(data.unreadColumns == ["when", "note"])
    #expect(data.target == .classes(names: ["off", "on"], column: "state"))
    let values = try dataset(
      "x,u,v\n1,2,3\n", roles: ColumnRoles(targets: ["v", "u"]))
    #expect(values.target == .values(names: ["v", "u"]))
    #expect(values.sequences[0].targets == [3, 2])
  }

  @Test(
    "usual names of the time are no features; with a role it is the only one",
    arguments: ["t", "time", "Timestamp", "DATE", "datetime"])
  func time(name: String) throws {
    let text = "\(name),x,w,label\n1,2,3,0\n"
    #expect(try dataset(text).featureNames == ["x", "w"])
    #expect(
      try dataset(text, roles: ColumnRoles(time: "w")).featureNames
        == [name, "x"])
  }

  @Test("a column in capitals that only looks like the time is a feature")
  func temperature() throws {
    #expect(try dataset("T,label\n20,0\n").featureNames == ["T"])
  }

  @Test("a role whose column is missing names those that there are")
  func missing() {
    for roles in [
      ColumnRoles(label: "z"), ColumnRoles(targets: ["z"]),
      ColumnRoles(time: "z"), ColumnRoles(sequence: "z"),
      ColumnRoles(ignored: ["z"]),
    ] {
      #expect(
        complaint { try dataset("x,label\n1,0\n", roles: roles) }
          == "1:1: column 'z' is missing; the file has x,label")
    }
  }

  @Test("a model's features are found among other columns, with no targets")
  func featuresAlone() throws {
    for target in [
      Target.classes(names: ["a", "b"], column: "label"),
      .values(names: ["temp", "hum"]),
    ] {
      let schema = Dataset.Schema(featureNames: ["x", "y"], target: target)
      for text in ["x,y\n1,2\n3,4\n", "note,y,id,x\nhm,2,7,1\n,4,8,3\n"] {
        let data = try dataset(text, expecting: schema)
        #expect(data.sequences[0].features == [1, 2, 3, 4])
        #expect(data.hasNoTargets && data.target == target)
      }
    }
  }

  @Test("a model's own targets are found by their names, or behind target_")
  func ownTargets() throws {
    let schema = Dataset.Schema(
      featureNames: ["x"], target: .values(names: ["temp", "hum"]))
    for text in [
      "x,hum,temp\n1,2,3\n", "target_temp,x,target_hum\n3,1,2\n",
      "x,label,temp,hum\n1,0,3,2\n",
    ] {
      let data = try dataset(text, expecting: schema)
      #expect(data.sequences[0].targets == [3, 2])
    }
    #expect(
      complaint { try dataset("x,temp\n1,2\n", expecting: schema) }
        == "1:1: column 'hum' is missing; the file has x,temp")
    let other = complaint { try dataset("x,label\n1,2\n", expecting: schema) }
    #expect(other?.contains("leave 'label' out with `ignored` label") == true)
    let data = try dataset(
      "x,label\n1,2\n", roles: ColumnRoles(ignored: ["label"]),
      expecting: schema)
    #expect(data.hasNoTargets)
    let role = try dataset(
      "x,u,v\n1,2,3\n", roles: ColumnRoles(targets: ["u", "v"]),
      expecting: schema)
    #expect(role.sequences[0].targets == [2, 3])
  }

  @Test("more features than a model's file holds are refused by name")
  func limit() {
    let names = (0...4096).map { "x\($0)" }
    #expect(
      complaint { try dataset(names.joined(separator: ",") + ",label\n") }?
        .hasPrefix("1:1: from 'x0' to 'x4096' there are 4097 feature columns")
        == true)
  }
}
