/// Names as parts of C's identifiers: capital letters, digits and `_`, no two
/// alike.
func identifiers(of names: [String]) -> [String] {
  var taken: Set<String> = []
  return names.enumerated().map { index, name in
    let word = name.uppercased().map { letter in
      letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "_"
    }
    let isLegible = word.contains { $0 != "_" }
    var identifier = isLegible ? String(word) : "\(index)"
    while !taken.insert(identifier).inserted { identifier += "_\(index)" }
    return identifier
  }
}
