#if SWIFTLET_WEBASSEMBLY

  /// WebAssembly's machine: the definitions, for what devices store.
  enum WebAssembly: CoreFamily {}

#endif
