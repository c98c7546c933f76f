import Foundation

/// An object of a JSON file, with its place for messages.
struct JSONRecord {
  private let object: [String: Any]
  private let path: String

  /// - Parameter path: The object's place, such as `config`; empty for the
  ///   file's own.
  init(_ object: [String: Any], path: String) {
    self.object = object
    self.path = path
  }

  /// The names.
  var keys: some Collection<String> { object.keys }

  /// Whether there is a value, not null.
  func has(_ key: String) -> Bool {
    object[key] != nil && !(object[key] is NSNull)
  }

  /// What a message calls a value.
  func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// An object.
  ///
  /// - Throws: `ImportError` when there is none.
  func record(_ key: String) throws -> JSONRecord {
    guard let object = object[key] as? [String: Any] else {
      throw missing(key, "an object")
    }
    return JSONRecord(object, path: place(key))
  }

  /// An array of objects.
  ///
  /// - Throws: `ImportError` when there is none.
  func records(_ key: String) throws -> [JSONRecord] {
    guard let objects = object[key] as? [[String: Any]] else {
      throw missing(key, "an array of objects")
    }
    return objects.enumerated().map {
      JSONRecord($1, path: "\(place(key))[\($0)]")
    }
  }

  /// A text.
  ///
  /// - Throws: `ImportError` when there is none.
  func text(_ key: String) throws -> String {
    guard let text = object[key] as? String else {
      throw missing(key, "a text")
    }
    return text
  }

  /// A number, which may be a text; nil when there is none.
  func number(_ key: String) -> Double? {
    (object[key] as? NSNumber)?.doubleValue
      ?? (object[key] as? String).flatMap(Double.init)
  }

  /// A whole number from 1 to a limit.
  ///
  /// - Throws: `ImportError` when there is none.
  func size(_ key: String, limit: Int = LayerRecord.sizeLimit) throws -> Int {
    guard let size = number(key).flatMap({ Int(exactly: $0) }),
      1...limit ~= size
    else { throw missing(key, "a number from 1 to \(limit)") }
    return size
  }

  /// The last number of an array.
  ///
  /// - Throws: `ImportError` when there is none.
  func lastSize(_ key: String) throws -> Int {
    guard let number = (object[key] as? [Any])?.last as? NSNumber,
      let size = Int(exactly: number.doubleValue),
      1...LayerRecord.sizeLimit ~= size
    else { throw missing(key, "an array that ends with a size") }
    return size
  }

  /// A number that says how many, 0 where there is none.
  ///
  /// - Throws: `ImportError` when it is no whole number from 0.
  func count(_ key: String) throws -> Int {
    guard has(key) else { return 0 }
    guard let count = number(key).flatMap({ Int(exactly: $0) }), count >= 0
    else { throw missing(key, "a number from 0") }
    return count
  }

  /// An array of numbers, in as many dimensions as it has.
  ///
  /// - Throws: `ImportError` when there is none, or rows differ in length.
  func tensor(_ key: String) throws -> JSONTensor {
    guard let value = object[key], let tensor = JSONTensor(value) else {
      throw missing(key, "an array of numbers, all rows of one length")
    }
    return tensor
  }

  /// The arrays of numbers of an array.
  ///
  /// - Throws: `ImportError` as `tensor` does.
  func tensorList(_ key: String) throws -> [JSONTensor] {
    guard let values = object[key] as? [Any] else {
      throw missing(key, "an array of arrays")
    }
    return try values.enumerated().map { index, value in
      guard let tensor = JSONTensor(value) else {
        throw missing(
          "\(key)[\(index)]", "an array of numbers, all rows of one length")
      }
      return tensor
    }
  }

  /// Every value as a tensor.
  ///
  /// - Throws: `ImportError` as `tensor` does.
  func tensors() throws -> [String: SafeTensors.Tensor] {
    try Dictionary(
      uniqueKeysWithValues: object.keys.map { key in
        let tensor = try tensor(key)
        return (
          key, SafeTensors.Tensor(shape: tensor.shape, values: tensor.values)
        )
      })
  }

  private func missing(_ key: String, _ what: String) -> ImportError {
    ImportError("'\(place(key))' is not \(what); export the model again")
  }
}
