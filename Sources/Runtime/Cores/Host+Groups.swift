#if SWIFTLET_VECTORS

  internal import CSwiftletKernels
  internal import CSwiftletVectors

  // Streams of one model step together layer by layer, so that what is read of
  // its weights serves all of them.

  extension Host {
    static func step(
      _ group: StreamGroup, into output: UnsafeMutablePointer<Int16>
    ) {
      let most = Int(SWIFTLET_MOST_STREAMS)
      let size = group.model.outputCount
      let shares = sharesWeights(group)
      var first = 0
      while first < group.count {
        let members = first..<min(first &+ most, group.count)
        if members.count > 1 && shares {
          step(group, members, into: output)
        } else {
          for member in members {
            copy(group[member].step(), to: output + member &* size, size)
          }
        }
        first = members.upperBound
      }
    }

    /// Whether the streams read any of their model's weights together.
    private static func sharesWeights(_ group: StreamGroup) -> Bool {
      (0..<group.model.layerCount).contains {
        sharesWeights(group, group.model.layer($0))
      }
    }

    private static func sharesWeights(
      _ group: StreamGroup, _ layer: LayerView
    ) -> Bool {
      layer.hasStorage(.panels) && !layer.shape.isResetBefore
        && layer.weightsSize >= group.leastShared
    }

    /// Runs one timestep of some streams of a group, no more than kernels take.
    private static func step(
      _ group: StreamGroup, _ members: Range<Int>,
      into output: UnsafeMutablePointer<Int16>
    ) {
      let stream = group[members.lowerBound]
      var streams = streams(group, members)
      var place = stream.firstPlace
      for index in 0..<group.model.layerCount {
        let layer = group.model.layer(index)
        if sharesWeights(group, layer),
          step(stream, layer, &place, &streams)
        {
          continue
        }
        let start = place
        // The first comes last: its place becomes that of the next layer.
        for member in members.reversed() {
          let running = group[member]
          place = start.moved(by: running.arena - stream.arena)
          if !step(running, layer, &place) {
            running.steps(index..<index &+ 1, &place)
          }
        }
      }
      let size = group.model.outputCount
      for member in members {
        let own = place.moved(by: group[member].arena - stream.arena)
        copy(own.values, to: output + member &* size, size)
      }
    }

    /// Where the memory of streams lies.
    private static func streams(
      _ group: StreamGroup, _ members: Range<Int>
    ) -> swiftlet_streams {
      var streams = swiftlet_streams()
      streams.count = Int32(truncatingIfNeeded: members.count)
      let first = group[members.lowerBound].arena
      withUnsafeMutableBytes(of: &streams.distances) { distances in
        for member in members {
          distances.storeBytes(
            of: Int64(group[member].arena - first),
            toByteOffset: 8 &* (member &- members.lowerBound), as: Int64.self)
        }
      }
      return streams
    }
  }

#endif
