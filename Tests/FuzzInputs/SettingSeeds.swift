import Foundation
import TemporaryFolder

/// Models in JSON, and of Keras, with one setting that is another.
///
/// A line is one: the file, the place of the setting and its value; `-` takes
/// it away.
enum SettingSeeds {
  static func all(
    _ read: (String) throws -> Data
  ) throws -> [(name: String, bytes: Data)] {
    try lines.split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      let path = words[1].split(separator: "/").map(String.init)
      let bytes = try changed(try read(words[0])) { json in
        set(path[...], of: &json, to: words[2])
      }
      return ("\(words[0]) \(words[1])", bytes)
    }
  }

  /// A file of JSON, or an archive with its `config.json`, changed.
  private static func changed(
    _ file: Data, _ body: (inout Any) -> Void
  ) throws -> Data {
    guard var files = archiveFiles(file) else {
      var json = try JSONSerialization.jsonObject(with: file)
      body(&json)
      return sortedJSON(json)
    }
    for index in files.indices where files[index].name == "config.json" {
      files[index].bytes = try changed(files[index].bytes, body)
    }
    return storedArchive(files)
  }

  private static func set(
    _ path: ArraySlice<String>, of json: inout Any, to text: String
  ) {
    guard let key = path.first else {
      json =
        (try? JSONSerialization.jsonObject(
          with: Data(text.utf8), options: .fragmentsAllowed)) ?? NSNull()
      return name(&json)
    }
    if var list = json as? [Any], let index = Int(key) {
      if path.count == 1, text == "-" {
        list.remove(at: index)
      } else {
        set(path.dropFirst(), of: &list[index], to: text)
      }
      json = list
    } else if var object = json as? [String: Any] {
      var inner = object[key] ?? [String: Any]()
      set(path.dropFirst(), of: &inner, to: text)
      object[key] = path.count == 1 && text == "-" ? nil : inner
      json = object
    }
  }

  /// Gives a layer of Keras the name that every layer has.
  private static func name(_ json: inout Any) {
    guard var layer = json as? [String: Any], layer["class_name"] != nil,
      var config = layer["config"] as? [String: Any], config["name"] == nil
    else { return }
    config["name"] = "new"
    layer["config"] = config
    json = layer
  }

  private static let lines = """
    audio-guitarml-lstm.json state_dict/lin.weight [[1,2]]
    audio-guitarml-lstm.json state_dict/lin.weight [[[1]]]
    audio-guitarml-lstm.json state_dict/lin.weight []
    audio-guitarml-lstm.json model_data/unit_type "RNN"
    audio-guitarml-lstm.json model_data/hidden_size "a"
    audio-guitarml-lstm.json model_data/hidden_size 1.5
    audio-guitarml-lstm.json model_data/skip -
    audio-guitarml-lstm.json model_data/skip -1
    audio-guitarml-lstm.json model_data/input_size 2
    audio-guitarml-lstm.json model_data/num_layers 2
    audio-guitarml-lstm.json model_data/num_layers -
    audio-guitarml-lstm.json model_data/model -
    audio-guitarml-lstm.json model_data/bias_fl false
    audio-guitarml-lstm.json model_data/output_size 2
    audio-guitarml-lstm.json state_dict {}
    audio-guitarml-lstm.json state_dict/rec.weight_ih_l0 -
    audio-nam-lstm.nam config/out_channels 2
    audio-nam-lstm.nam config/out_channels 1
    audio-nam-lstm.nam config/out_channels -1
    audio-nam-lstm.nam config/num_layers 0
    audio-nam-lstm.nam config/input_size 0
    audio-nam-lstm.nam config/hidden_size -
    audio-nam-lstm.nam sample_rate 44100.5
    audio-nam-lstm.nam sample_rate "a"
    audio-nam-lstm.nam sample_rate -
    audio-nam-lstm.nam weights ["a"]
    audio-nam-lstm.nam weights/0 -
    audio-nam-lstm.nam weights [[1]]
    audio-aidax-lstm.json samplerate 48000.5
    audio-aidax-lstm.json in_skip 1
    audio-aidax-lstm.json in_gain 6
    audio-aidax-lstm.json out_gain 6
    audio-aidax-lstm.json out_gain "a"
    audio-aidax-skip.json out_gain 6
    audio-aidax-skip.json layers/1 -
    audio-rtneural-gru.json layers/3 -
    audio-rtneural-gru.json layers/3/activation "softmax"
    audio-rtneural-gru.json layers/3/activation "tanh"
    audio-rtneural-gru.json layers/3/activation "sigmoid"
    audio-rtneural-gru.json layers/3/weights [[[1]]]
    audio-rtneural-gru.json layers/3/weights []
    audio-rtneural-gru.json layers/1/weights []
    audio-rtneural-gru.json layers/1/weights/2 [1]
    audio-rtneural-gru.json layers/1/weights/2 -
    audio-rtneural-gru.json layers/1/shape []
    audio-rtneural-gru.json layers/1/shape [null,null,0]
    audio-rtneural-gru.json layers/1/shape [null,null,3]
    audio-rtneural-gru.json layers/1 {"type":"activation","activation":"relu"}
    audio-rtneural-gru.json layers []
    audio-rtneural-gru.json in_shape []
    audio-rtneural-gru.json in_shape -
    audio-rtneural-conv.json out_gain 6
    audio-rtneural-conv.json layers/0/weights []
    audio-rtneural-conv.json layers/0/weights/1 [1]
    audio-rtneural-conv.json layers/0/kernel_size [1]
    audio-rtneural-conv.json layers/0/dilation [0]
    audio-rtneural-conv.json layers/0/dilation [2,2]
    audio-rtneural-conv.json layers/0/groups 2
    audio-rtneural-conv.json layers/1/weights [[1],[1],[1],[0]]
    audio-rtneural-conv.json layers/1/weights [[1,1,1],[1,1,1]]
    audio-rtneural-conv.json layers/1/epsilon -
    audio-rtneural-conv.json layers/5 -
    audio-rtneural-prelu.json layers/1/weights []
    audio-rtneural-prelu.json layers/0 -
    keras-gru.keras config/layers/2/config/activation "leaky_relu"
    keras-gru.keras config/layers/2/config/activation "silu"
    keras-gru.keras config/layers/2/config/activation "softmax"
    keras-gru.keras config/layers/2/config/activation "log_softmax"
    keras-gru.keras config/layers/2/config/activation "hard_sigmoid"
    keras-gru.keras config/layers/2/config/activation {"config":"softmax_v2"}
    keras-gru.keras config/layers/2/config/activation null
    keras-gru.keras config/layers/2/config/dtype "float32"
    keras-gru.keras config/layers/2/config/units 7
    keras-gru.keras config/layers/2/class_name "Embedding"
    keras-gru.keras config/layers/2/class_name "GRU"
    keras-gru.keras config/layers/1/class_name "LSTM"
    keras-gru.keras config/layers/1/class_name "SimpleRNN"
    keras-gru.keras config/layers/1/class_name "Conv1D"
    keras-gru.keras config/layers/1/class_name "PReLU"
    keras-gru.keras config/layers/1/class_name "TimeDistributed"
    keras-gru.keras config/layers/1/class_name "BatchNormalization"
    keras-gru.keras config/layers/1/config/activation "hard_sigmoid"
    keras-gru.keras config/layers/1/config/recurrent_activation "tanh"
    keras-gru.keras config/layers/1/config/seed -
    keras-gru.keras config/layers/1/config/stateful true
    keras-gru.keras config/layers/1/config/return_sequences false
    keras-gru.keras config/layers/1/config/return_state true
    keras-gru.keras config/layers/0 -
    keras-gru.keras config/layers []
    keras-gru.keras config -
    keras-gru.keras config/layers/0/config/batch_shape [null,null,4]
    keras-gru.keras config/layers/0/config/batch_shape [null,7,5]
    keras-gru.keras config/layers/0/config/batch_shape [2]
    keras-gru.keras config/layers/0/config/batch_shape -
    keras-gru.keras config/layers/0/config/batch_shape [null,null,1000000]
    keras-gru.keras config/layers/2 {"class_name":"Softmax","config":{}}
    keras-gru.keras config/layers/2 {"class_name":"ReLU","config":{}}
    keras-gru.keras config/layers/2 {"class_name":"LeakyReLU","config":{}}
    keras-gru.keras config/layers/2 \
    {"class_name":"LeakyReLU","config":{"alpha":0.1}}
    keras-gru.keras config/layers/2 \
    {"class_name":"ReLU","config":{"max_value":3,"negative_slope":1}}
    keras-gru.keras config/layers/2 \
    {"class_name":"ReLU","config":{"max_value":3}}
    keras-gru.keras config/layers/2 \
    {"class_name":"ReLU","config":{"max_value":6}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Rescaling","config":{"scale":2,"offset":[1,2,3,4,5,6]}}
    keras-gru.keras config/layers/2 {"class_name":"Rescaling","config":{}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Normalization","config":{"mean":[1],"variance":[4]}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Normalization","config":{"mean":[1],"variance":[4],"axis":-1}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Normalization","config":\
    {"mean":[1,2],"variance":[4,4],"axis":-1}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Normalization","config":\
    {"mean":[1],"variance":[4],"axis":-1,"invert":true}}
    keras-gru.keras config/layers/1 \
    {"class_name":"Normalization","config":\
    {"mean":[1],"variance":[4],"axis":-1,"invert":true}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Activation","config":{"activation":"hard_sigmoid"}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Activation","config":{"activation":"hard_sigmoid",\
    "dtype":{"config":{}}}}
    keras-gru.keras config/layers/2 \
    {"class_name":"ZeroPadding1D","config":{"padding":[2,0]}}
    keras-gru.keras config/layers/2 \
    {"class_name":"TimeDistributed","config":{"layer":\
    {"class_name":"GRU","config":{"name":"g"}}}}
    keras-gru.keras config/layers/2 \
    {"class_name":"TimeDistributed","config":{"layer":\
    {"class_name":"Conv1D","config":{"name":"g"}}}}
    keras-gru.keras config/layers/2 \
    {"class_name":"TimeDistributed","config":{}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Add","config":{"name":"a"}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Permute","config":{"dims":[1,2]}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Reshape","config":{"target_shape":[-1,6]}}
    keras-gru.keras config/layers/2 \
    {"class_name":"Reshape","config":{"target_shape":[6]}}
    keras-gru.keras config/layers/2 {"class_name":"Flatten","config":{}}
    keras-gru.keras config/layers/2 {"class_name":"Masking","config":{}}
    keras-gru.keras config/layers/2 {"class_name":"RNN","config":{}}
    keras-gru.keras config/layers/2 {}
    keras-gru.keras config/layers/1 \
    {"class_name":"TimeDistributed","config":{"layer":\
    {"class_name":"Flatten","config":{"name":"g"}}}}
    keras-gru.keras config/layers/1 \
    {"class_name":"Rescaling","config":{"scale":2,"offset":[1,2,3,4,5]}}
    keras-gru.keras config/layers/1 \
    {"class_name":"Rescaling","config":{"scale":[2,1]}}
    keras-gru.keras config/layers/1 \
    {"class_name":"Normalization","config":{"mean":[1],"variance":[4]}}
    keras-gru.keras config/layers/1 {"class_name":"Dropout","config":{}}
    keras-last.keras config/layers/2 \
    {"class_name":"TimeDistributed","config":{"layer":\
    {"class_name":"Dense","config":{"name":"g"}}}}
    keras-last.keras config/layers/2 \
    {"class_name":"Conv1D","config":{"padding":"causal"}}
    keras-last.keras config/layers/2 \
    {"class_name":"Reshape","config":{"target_shape":[1,-1]}}
    keras-last.keras config/layers/2 \
    {"class_name":"Reshape","config":{"target_shape":[2,-1]}}
    keras-conv.keras config/layers/1/config/use_bias false
    keras-conv.keras config/layers/1/config/groups 2
    keras-conv.keras config/layers/1/config/groups 5
    keras-conv.keras config/layers/1/config/groups 0
    keras-conv.keras config/layers/1/config/padding "valid"
    keras-conv.keras config/layers/1/config/data_format "channels_first"
    keras-conv.keras config/layers/1/config/data_format -
    keras-conv.keras config/layers/1/class_name "DepthwiseConv1D"
    keras-conv.keras config/layers/1/class_name "SeparableConv1D"
    keras-conv.keras config/layers/1/config/dilation_rate -
    keras-conv.keras config/layers/3/config/epsilon -
    keras-conv.keras config/layers/3/config/axis -
    keras-conv.keras config/layers/3/config/scale false
    keras-separable.keras config/layers/1/config/padding [0,2]
    keras-separable.keras config/layers/1/config/padding 2
    keras-separable.keras config/layers/1/config/padding [[2,0]]
    keras-separable.keras config/layers/2 \
    {"class_name":"Dropout","config":{"name":"d"}}
    keras-separable.keras config/layers/2 \
    {"class_name":"ReLU","config":{"name":"d"}}
    keras-separable.keras config/layers/2/class_name "Conv1D"
    keras-separable.keras config/layers/2/config/use_bias false
    keras-separable.keras config/layers/5/class_name "Conv1D"
    keras-separable.keras config/layers/6 -
    keras-layernorm.keras config/layers/1/config/rms_scaling true
    keras-layernorm.keras config/layers/1/config/epsilon -
    keras-layernorm.keras config/layers/1/config/scale false
    keras-layernorm.keras config/layers/3/config/axis [1]
    keras-layernorm.keras config/layers/2 -
    keras-layernorm.keras config/layers/5/config/layer/class_name "LSTM"
    keras-rectified.keras config/layers/5/config/shared_axes null
    keras-rectified.keras config/layers/4 -
    keras-rectified.keras config/layers/6/config/max_value 2
    keras-rectified.keras config/layers/3/config/activation "softmax"
    keras-normalized.keras config/layers/2/config/mean [1]
    keras-normalized.keras config/layers/1 -
    keras-normalized.keras config/layers/3 -
    keras-normalized.keras config/layers/2/config/axis null
    keras-normalized-given.keras config/layers/1/config/scale [1,2,3,4,5]
    keras-normalized-given.keras config/layers/1/config/scale 0
    keras-normalized-given.keras config/layers/2/config/variance [0,0,0,0,0]
    keras-normalized-given.keras config/layers/2/config/mean \
    {"config":{"value":[1,2,3,4,5]}}
    keras-functional.keras config/output_layers []
    keras-functional.keras config/output_layers "x"
    keras-functional.keras config/input_layers []
    keras-functional.keras config/input_layers ["nothing",0,0]
    keras-functional.keras config/layers/1/inbound_nodes []
    keras-functional.keras config/layers/7/inbound_nodes/0/args []
    keras-functional.keras config/layers/7/config/axis -
    keras-functional.keras config/layers/4/config/layer/class_name "Softmax"
    keras-functional.keras config/layers/6/config/activation "hard_sigmoid"
    keras-nested.keras config/layers/2/config/layers []
    keras-nested.keras config/layers/2/config/layers/0 -
    keras-nested.keras config/layers/2/class_name "MyModel"
    keras-nested.keras config/layers/2/config/build_input_shape [1]
    keras-heads.keras config/output_layers ["voice",0,0]
    keras-heads.keras config/layers/2/config/units 1
    keras-heads.keras config/layers/3/config/axis -
    keras-heads.keras config/layers/4 -
    keras-heads.keras config/layers/9/config/activation "softmax"
    keras-mask.keras config/layers/7/class_name "Multiply"
    keras-mask.keras config/layers/6/class_name "Subtract"
    keras-mask.keras config/layers/15/class_name "Dot"
    keras-mask.keras config/layers/17/class_name "Maximum"
    keras-mask.keras config/layers/13/inbound_nodes/0/args/1 0
    keras-mask.keras config/layers/13/inbound_nodes/0/args/1 []
    keras-mask.keras config/layers/13/inbound_nodes/0/args/1 \
    [{"class_name":"__ellipsis__","config":{}},0]
    keras-mask.keras config/layers/13/inbound_nodes/0/args/1 \
    [{"class_name":"__slice__","config":{"start":null,"stop":null}},-1]
    keras-mask.keras config/layers/13/inbound_nodes/0/args/1 \
    [{"class_name":"__slice__","config":{"start":1,"stop":null}},-1]
    keras-shapes.keras config/layers/1/config/mask_value -
    keras-shapes.keras config/layers/2/config/target_shape [10,-1]
    keras-shapes.keras config/layers/2/config/target_shape -
    keras-shapes.keras config/layers/3/config/dims [2,1]
    keras-shapes.keras config/layers/4 -
    keras-shapes.keras config/layers/7/config/target_shape [2,4]
    keras-shapes.keras config/layers/7/config/target_shape [-1,1]
    keras-window-vector.keras config/layers/1/config/target_shape [5,-1]
    keras-window-vector.keras config/layers/1/config/target_shape [-1,-1]
    keras-window-vector.keras config/layers/1/config/target_shape [3,7]
    keras-inputs.keras config/input_layers/0 -
    keras-inputs.keras config/layers/0/config/batch_shape [null,7,3]
    keras-inputs.keras config/layers/1/config/batch_shape [null,9,3]
    keras-inputs.keras config/layers/0/config/batch_shape [null,5000,3]
    keras-state.keras config/layers/1/config/stateful true
    keras-conv.keras config/layers/0/config/batch_shape [null,null,6]
    keras-gru2.keras config/layers/1/config/return_sequences false
    keras-last.keras config/layers/0/config/batch_shape [null,9,5]
    keras-heads.keras config/layers/7/config/return_sequences false
    keras-rectified.keras config/layers/6/config/negative_slope 0.5
    keras-rectified.keras config/layers/5/config/shared_axes [2]
    keras-dense-hard_sigmoid.keras config/layers/1/config/dtype "float32"
    keras-dense-hard_sigmoid.keras config/layers/2/config/dtype "float32"
    keras-normalized.keras config/layers/2/config/mean [1,2]
    keras-normalized-given.keras config/layers/1/class_name "Dropout"
    """
}
