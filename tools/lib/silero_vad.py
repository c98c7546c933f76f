"""Writes what tools/demo silero_vad runs: speech as rows of 512 samples (16 kHz,
16 bits), and what ONNX Runtime answers to some of it.
Usage: silero_vad.py MODEL FOLDER"""
import glob
import json
import os
import subprocess
import sys
import wave

import numpy as np
from onnxruntime import InferenceSession

RATE, CHUNK, CONTEXT = 16000, 512, 64
RECORDINGS = "/usr/share/pocketsphinx/test/data/"
REPLAYED, TESTED = 300, 2461
# Said by espeak-ng, in voices that the calibration and the test do not share.
SENTENCES = [
    "The quick brown fox jumps over the lazy dog.",
    "Please turn on the light in the kitchen, and close the window.",
    "It was a bright cold day in April, and the clocks were striking thirteen.",
    "Seven, four, nine, two. Repeat after me.",
]
VOICES = {"calibration": ["en-us+m3", "en-gb+f2", "de+m1", "fr+f4"],
          "test": ["en-us+f3", "en-gb+m5", "es+m2", "it+f1"]}


def recorded(pattern):
    """Recordings at 16 kHz; raw files hold nothing but samples."""
    parts = []
    for path in sorted(glob.glob(RECORDINGS + pattern)):
        with open(path, "rb") as file:
            if path.endswith(".wav"):
                data = wave.open(file).readframes(-1)
            else:
                data = file.read()
        parts.append(np.frombuffer(data, "<i2").astype(np.float64))
    if not parts:
        sys.exit(f"error: no recordings {RECORDINGS}{pattern}; install "
                 "pocketsphinx-testdata")
    return parts


def spoken(voice, sentence):
    """A sentence of espeak-ng at 16 kHz."""
    sound = subprocess.run(
        ["espeak-ng", "--stdout", "-v", voice, sentence], check=True,
        stdout=subprocess.PIPE).stdout
    rate = int.from_bytes(sound[24:28], "little")
    samples = np.frombuffer(sound[44:], "<i2").astype(np.float64)
    places = np.arange(int(len(samples) * RATE / rate)) * rate / RATE
    return np.interp(places, np.arange(len(samples)), samples)


def scene(parts, seed):
    """Speech as it is, with pauses, over noise that comes and goes: white,
    brown, and a hum with its overtones. No sample is -32768, which says that
    one is missing."""
    random = np.random.default_rng(seed)
    sound = []
    for part in parts:
        sound += [part, np.zeros(int(RATE * random.uniform(0.2, 1.2)))]
    sound = np.concatenate(sound)
    noises, count = [], 0
    while count < len(sound):
        size = int(RATE * random.uniform(1, 4))
        time = np.arange(size) / RATE
        brown = np.cumsum(random.normal(size=size))
        brown -= np.convolve(brown, np.ones(401) / 401, "same")
        hum = sum(np.sin(2 * np.pi * 50 * k * time) / k for k in range(1, 6))
        noise = [random.normal(size=size), brown, hum][random.integers(3)]
        noises.append(noise * 10 ** random.uniform(0, 2) / noise.std())
        count += size
    sound += np.concatenate(noises)[:len(sound)]
    return np.clip(np.rint(sound), -32767, 32767).astype(np.int64)


def said(name):
    return [spoken(voice, sentence)
            for voice in VOICES[name] for sentence in SENTENCES]


def chunks(sound, most=None):
    rows = sound[:len(sound) // CHUNK * CHUNK].reshape(-1, CHUNK)
    return rows[:most]


def write_rows(path, rows):
    with open(path, "w") as file:
        file.write(",".join(f"x{k}" for k in range(CHUNK)) + "\n")
        for row in rows:
            file.write(",".join(map(str, row)) + "\n")


def probabilities(model, rows):
    """What the model answers, called as its own Python package calls it."""
    session = InferenceSession(model)
    state = np.zeros((2, 1, 128), np.float32)
    context = np.zeros((1, CONTEXT), np.float32)
    answers = []
    for row in rows:
        chunk = (row / 32768).astype(np.float32)[None]
        answer, state = session.run(None, {
            "input": np.concatenate([context, chunk], 1), "state": state,
            "sr": np.array(RATE, np.int64)})
        context = chunk[:, -CONTEXT:]
        answers.append(float(answer[0, 0]))
    return answers


def main(model, folder):
    os.makedirs(folder, exist_ok=True)
    # The loudest sample that there can be: a unit of the input is one of PCM.
    loudest = np.zeros(CHUNK, np.int64)
    loudest[CHUNK // 2] = 32767
    calibration = scene(recorded("cards/*.wav") + recorded("tidigits/*.raw")
                        + said("calibration"), 1)
    write_rows(os.path.join(folder, "calibration.csv"),
               np.vstack([chunks(calibration), loudest]))
    test = chunks(scene(recorded("librivox/*.wav") + recorded("*.raw")
                        + said("test"), 2), TESTED)
    write_rows(os.path.join(folder, "test.csv"), test)
    test.astype("<i2").tofile(os.path.join(folder, "test.raw"))
    answers = probabilities(model, test)
    with open(os.path.join(folder, "vectors.json"), "w") as file:
        json.dump({"inputs": [(test[:REPLAYED] / 32768).tolist()],
                   "outputs": [[[p] for p in answers[:REPLAYED]]]}, file)
    with open(os.path.join(folder, "onnxruntime.txt"), "w") as file:
        file.writelines(f"{answer}\n" for answer in answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
