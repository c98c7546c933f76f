import Foundation

/// Weights that PyTorch saves as the parts that it computes them from, but those
/// of `WeightNorm`: pruned, spectrally normalised or parametrized ones.
enum ReparametrizedWeight {
  /// What to do about a tensor of a module that is such a part; nil of others.
  ///
  /// - Parameters:
  ///   - name: the tensor's name within the module.
  ///   - names: the names of all of the module's tensors.
  static func remedy(_ name: String, in names: [String]) -> String? {
    guard let part = parts.first(where: { name.hasSuffix($0) }) else {
      return nil
    }
    let weight = String(name.dropLast(part.count))
    func has(_ part: String) -> Bool { names.contains(weight + part) }
    if has("_mask") {
      return "a pruned weight is saved with its mask; call "
        + "torch.nn.utils.prune.remove(module, '\(weight)') before saving"
    }
    if has("_orig") {
      return "a weight under spectral_norm is saved in parts; call "
        + "torch.nn.utils.remove_spectral_norm(module, '\(weight)') before "
        + "saving"
    }
    guard has("_g"), has("_v") else { return nil }
    return "the parts of its weight_norm do not fit each other; call "
      + "torch.nn.utils.remove_weight_norm(module, '\(weight)') before saving"
  }

  private static let parts = ["_mask", "_orig", "_g", "_u", "_v"]

  /// What to do about a file with parametrizations, by its first tensor of
  /// one; nil of others.
  static func remedy(amongst names: some Sequence<String>) -> String? {
    let marker = "parametrizations."
    let name = names.filter {
      $0.hasPrefix(marker) || $0.contains("." + marker)
    }.min()
    guard let name, let range = name.range(of: marker) else { return nil }
    let module = name[..<range.lowerBound].dropLast()
    let weight = name[range.upperBound...].prefix { $0 != "." }
    return "tensor '\(name)': a parametrized weight is saved in parts; call "
      + "torch.nn.utils.parametrize.remove_parametrizations("
      + (module.isEmpty ? "model" : "model.\(module)")
      + ", '\(weight)') before saving"
  }
}
