"""Plays Tests/GoldenVectors with an implementation in Python, a module with
the names of reference.py."""
import os

PLAYED = "ordinary", "unusual", "accepted"


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def table(*path):
    rows = read(*path).decode().split("\n")[1:-1]
    return [row.split("\t") for row in rows]


def models(folder):
    """The files of models that play, each without its suffix."""
    for part in PLAYED:
        for name in sorted(os.listdir(os.path.join(folder, part))):
            if name.endswith(".swlt"):
                yield os.path.join(folder, part, name[:-5])


def differences(folder, implementation):
    """What an implementation gives that the vectors do not, one after the
    other."""
    for path in models(folder):
        yield from steps(path, implementation)
    yield from refusals(folder, implementation)
    yield from conversions(folder, implementation)


def steps(path, implementation):
    """A stream's steps, its snapshot half-way, and the steps from there."""
    rows = [[int(value) for value in row] for row in table(path + ".tsv")]
    snapshot = read(path + ".snapshot")
    try:
        model = implementation.open_model(read(path + ".swlt"))
        stream = implementation.Stream(model)
        for index, row in enumerate(rows):
            if stream.step(row[:model.input_count]) != row[model.input_count:]:
                yield f"{path}: step {index}"
                return
            if index == len(rows) // 2 - 1 and stream.snapshot() != snapshot:
                yield f"{path}: the snapshot"
                return
        stream = implementation.Stream(model)
        stream.restore(snapshot)
        for index, row in enumerate(rows[len(rows) // 2:]):
            if stream.step(row[:model.input_count]) != row[model.input_count:]:
                yield f"{path}: step {index} from the snapshot"
                return
    except Exception as error:  # an implementation may fail in any way
        yield f"{path}: {error!r}"


def refusals(folder, implementation):
    for name, of, status, rule in table(folder, "faulty", "statuses.tsv"):
        data = read(folder, "faulty", name)
        try:
            if of:
                model = implementation.open_model(
                    read(folder, "unusual", of + ".swlt"))
                implementation.Stream(model).restore(data)
            else:
                implementation.open_model(data)
            yield f"{name}: is accepted"
        except implementation.Refused as error:
            if (error.status, error.rule) != (status, rule):
                yield f"{name}: {error}, not {status} ({rule})"
        except Exception as error:
            yield f"{name}: {error!r}"


def conversions(folder, implementation):
    model = implementation.open_model(
        read(folder, "accepted", "units.swlt"))
    for direction, index, value, expected in table(folder, "units.tsv"):
        convert = model.quantize if direction == "in" else model.read
        if convert(int(index), int(value)) != int(expected):
            yield f"units.tsv: {direction} {index} {value}"
