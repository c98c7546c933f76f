import ArgumentParser

@main
struct Swiftlet: AsyncParsableCommand {}
