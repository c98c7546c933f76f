"""A guitar for measurements: plucked strings (Karplus and Strong 1983), and an
amplifier for it.

Usage: guitar.py FILE SECONDS SEED    writes a column of samples, 44.1 kHz, as
                                      the data of swiftlet, feature x0."""
import sys

import numpy as np

RATE = 44100
# Semitones of the notes over the low E of a guitar, 82.41 Hz.
CHORDS = [[0, 7, 12, 16], [5, 12, 17, 21], [7, 14, 19, 23], [3, 10, 15, 19]]


def pluck(semitones, seconds, random):
    """A string that is plucked: noise that goes round a delay of one period,
    averaged over two samples each time."""
    period = int(round(RATE / (82.41 * 2 ** (semitones / 12))))
    string = random.uniform(-1, 1, period)
    samples = []
    for _ in range(int(seconds * RATE) // period + 1):
        samples.append(string)
        string = 0.498 * (string + np.roll(string, -1))
    return np.concatenate(samples)[:int(seconds * RATE)]


def play(seconds, seed):
    """Notes and chords of different strength, two to three a second, between
    -0.7 and 0.7."""
    random = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * RATE))
    start = 0
    while start < len(sound):
        chord = CHORDS[random.integers(len(CHORDS))]
        notes = chord if random.random() < 0.4 else [random.choice(chord) + 12]
        strength = random.uniform(0.2, 1)
        for delay, note in enumerate(notes):
            first = start + 400 * delay
            left = sound[first:]
            tone = pluck(note, 2, random)[:len(left)]
            left[:len(tone)] += strength * tone / len(notes) ** 0.5
        start += int(random.uniform(0.3, 0.5) * RATE)
    return 0.7 * sound / np.abs(sound).max()


def smoothed(x, hertz):
    """A low-pass of the first order."""
    step = 1 - np.exp(-2 * np.pi * hertz / RATE)
    y, state = np.empty_like(x), 0.0
    for index, value in enumerate(x):
        state += step * (value - state)
        y[index] = state
    return y


def amplify(x):
    """A valve stage: a coupling capacitor, a clipper whose bias follows how
    loud it is played, and the loudspeaker's low-pass."""
    coupled = x - smoothed(x, 80)
    sag = smoothed(np.abs(coupled), 6)
    clipped = np.tanh(6 * coupled / (1 + 2 * sag) + 0.4 - sag)
    driven = clipped - smoothed(clipped, 20)
    return 0.8 * smoothed(driven, 5000)


if __name__ == "__main__":
    path, length, number = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    with open(path, "w") as file:
        file.write("x0\n")
        file.writelines(f"{value:.6f}\n" for value in play(length, number))
