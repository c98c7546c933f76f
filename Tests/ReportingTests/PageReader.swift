import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as an XML parser reads it.
final class PageReader: NSObject, XMLParserDelegate {
  /// An element: its name, its attributes, the elements around it, and all
  /// text in it.
  final class Element {
    let name: String
    let attributes: [String: String]
    let parents: [String]
    var text = ""

    init(_ name: String, _ attributes: [String: String], _ parents: [String]) {
      self.name = name
      self.attributes = attributes
      self.parents = parents
    }
  }

  private(set) var elements: [Element] = []
  private var open: [Element] = []
  private var fault: String?

  /// Reads a page; fails where it is not well-formed.
  init(_ page: String) throws {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    try #require(isRead && fault == nil, "\(fault ?? "not XML")")
  }

  /// The elements of a name.
  subscript(name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The values of an attribute.
  func values(of attribute: String) -> [String] {
    elements.compactMap { $0.attributes[attribute] }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    let element = Element(name, attributes, open.map(\.name))
    elements.append(element)
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
    qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for element in open { element.text += text }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    fault = "\(error) at line \(parser.lineNumber)"
  }
}
