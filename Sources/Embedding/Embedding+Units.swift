import SwiftletFormat

/// What converts between the data's units and the model's integers, as C.
extension Embedding {
  /// Constants for each input and each predicted value, and the conversions.
  var unitDeclarations: String {
    let inputs = zip(
      identifiers(of: model.inputNames), model.inputChannels
    ).enumerated().map { index, input in
      """
        \(name.macro)_INPUT_\(input.0) = \(index),
        \(name.macro)_FRACTION_BITS_\(input.0) = \(input.1.fractionBits),
      """
    }
    return """
      /* The inputs: the index of each, and the fraction bits of the numbers
         that swiftlet_quantize_input takes for it. */
      enum {
      \(enumerators(inputs))
      };

      \(valueDeclarations)\(name.applied(to: unitConversions))
      """
  }

  private var valueDeclarations: String {
    guard model.classNames.isEmpty else { return "" }
    let outputs = identifiers(of: model.outputNames).enumerated().map {
      "  \(name.macro)_OUTPUT_\($1) = \($0),"
    }
    return """
      /* The predicted values, by the index of their output. */
      enum {
      \(enumerators(outputs))
      };


      """
  }

  /// Without the last comma.
  private func enumerators(_ lines: [String]) -> String {
    String(lines.joined(separator: "\n").dropLast())
  }
}

/// The conversions, of every model. What a program does not call costs nothing.
private let unitConversions = """
  /* A constant in the data's unit as a fixed-point number: the nearest one,
     halves up, saturated. The compiler computes it; value is no variable and no
     NaN. For an input: swiftlet_quantize_input(&model, MODEL_INPUT_X,
     MODEL_FIXED(1.5, MODEL_FRACTION_BITS_X)). */
  #define MODEL_FIXED(value, fraction_bits) \\
    (MODEL_SCALED(value, fraction_bits) >= 2147483647.0 \\
         ? INT32_MAX \\
     : MODEL_SCALED(value, fraction_bits) <= -2147483648.0 \\
         ? INT32_MIN \\
         : MODEL_FLOOR(MODEL_SCALED(value, fraction_bits)))
  #define MODEL_SCALED(value, fraction_bits) \\
    ((double)(value) * (double)(UINT32_C(1) << (fraction_bits)) + 0.5)
  #define MODEL_FLOOR(value) \\
    ((int32_t)(value) - ((double)(int32_t)(value) > (value)))

  /* The int16 that a step takes for an input whose value is a whole number of
     the data's unit. 0 where index is out of range. */
  static inline int16_t model_quantize_integer(const swiftlet_model *model,
                                               size_t index, int32_t value) {
    const unsigned bits = swiftlet_input_fraction_bits(model, index);
    const int32_t limit = INT32_MAX >> bits;
    int32_t fixed = (int32_t)((uint32_t)value << bits);
    if (value > limit) fixed = INT32_MAX;
    if (value < -limit - 1) fixed = INT32_MIN;
    return swiftlet_quantize_input(model, index, fixed);
  }

  /* An output in the data's unit, or a class's logit: the nearest whole number,
     halves up. value: as a step gives it. 0 where index is out of range. */
  static inline int32_t model_read_integer(const swiftlet_model *model,
                                           size_t index, int16_t value) {
    const unsigned bits = swiftlet_output_fraction_bits(model, index);
    const int32_t fixed = swiftlet_read_output(model, index, value);
    return bits == 0 ? fixed : ((fixed >> (bits - 1)) + 1) >> 1;
  }

  /* With MODEL_NO_FLOAT defined, nothing here takes a float. */
  #ifndef MODEL_NO_FLOAT

  /* The nearest int32, halves up, saturated; value is not NaN. */
  static inline int32_t model_round(float value) {
    if (value >= 2147483648.0f) return INT32_MAX;
    if (value < -2147483648.0f) return INT32_MIN;
    const int32_t whole = (int32_t)value;
    const float rest = value - (float)whole;
    return whole + (rest >= 0.5f) - (rest < -0.5f);
  }

  /* The int16 that a step takes for an input's value in the data's unit; NaN is
     SWIFTLET_GAP. 0 where index is out of range. */
  static inline int16_t model_quantize_float(const swiftlet_model *model,
                                             size_t index, float value) {
    const unsigned bits = swiftlet_input_fraction_bits(model, index);
    if (value != value) return SWIFTLET_GAP;
    return swiftlet_quantize_input(
        model, index, model_round(value * (float)(UINT32_C(1) << bits)));
  }

  /* An output in the data's unit, or a class's logit. value: as a step gives
     it. 0 where index is out of range. */
  static inline float model_read_float(const swiftlet_model *model,
                                       size_t index, int16_t value) {
    const unsigned bits = swiftlet_output_fraction_bits(model, index);
    const int32_t fixed = swiftlet_read_output(model, index, value);
    return (float)fixed / (float)(UINT32_C(1) << bits);
  }

  #endif

  """
