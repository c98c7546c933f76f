import Foundation

/// Files of TensorFlow that hold operations and no layers.
enum TensorFlowFile {
  /// Why a file is not read, and what to do; nil of others.
  static func refusal(_ data: Data) -> String? {
    let bytes = [UInt8](data.prefix(8))
    if bytes.suffix(4) == Array("TFL3".utf8)[...] {
      return
        "is a model of TensorFlow Lite, which holds operations and no layers, "
        + "such as a WHILE for a recurrent one; import the Keras model that it "
        + "was made of (.keras or .h5)"
    }
    if bytes.first == 0x0A, has("Placeholder", in: data) {
      return
        "is a frozen graph of TensorFlow 1, which holds operations and no "
        + "layers; make an ONNX model of it (python -m tf2onnx.convert "
        + "--graphdef model.pb --inputs X:0 --outputs Y:0 --output model.onnx), "
        + "or build it in Keras and save it"
    }
    if bytes.starts(with: [0x08, 0x01, 0x12]), has("serving_default", in: data)
    {
      return
        "is a SavedModel of TensorFlow, which holds operations and no layers; "
        + "make an ONNX model of its folder (python -m tf2onnx.convert "
        + "--saved-model FOLDER --output model.onnx), or save the Keras model "
        + "with model.save('model.keras')"
    }
    return nil
  }

  private static func has(_ text: String, in data: Data) -> Bool {
    data.range(of: Data(text.utf8)) != nil
  }
}
