public import ArgumentParser
public import Swiftlet

extension LearningRateSchedule: ExpressibleByArgument {}
