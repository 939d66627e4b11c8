#!/usr/bin/env python3
"""Makes the sounds of the practice phones: `python3 make.py`, in this folder.

Needs espeak-ng (voices), sox (tones) and opusenc (of opus-tools). Each file is Ogg with Opus, mono, 20 ms to a packet. The
comment LEVELS tells how loud each packet is, in two hex digits of dB below full scale: nothing in the twin decodes Opus, and
whoever forwards sound must say how loud it is.
"""

import array
import math
import pathlib
import subprocess
import sys
import tempfile
import wave

HERE = pathlib.Path(__file__).parent
RATE = 48_000
PACKET = RATE // 50

MACHINE = ["-v", "en-us+f3", "-s", "150", "-p", "45"]
PERSON = ["-v", "en-gb+m3", "-s", "140", "-p", "40"]

# Name: the voice and its words, or the arguments of a sox synthesizer.
SOUNDS = {
    "silence": ["trim", "0", "1"],
    "hold": None,
    "beep": ["synth", "1", "sine", "1000", "gain", "-12"],
    "language": (MACHINE, "Thank you for calling the practice interpreter line. For Spanish, press 1. For Mandarin, press 2. "
                          "For Arabic, press 3."),
    "department": (MACHINE, "For outpatient care, press 1. For a hospital, press 2. For billing, press 3."),
    "code": (MACHINE, "Please enter your access code, followed by the pound key."),
    "wrong": (MACHINE, "Sorry, that was not understood."),
    "voicemail": (MACHINE, "You have reached the practice voicemail. Please leave a message after the tone."),
    "greeting": (PERSON, "Hello, this is your interpreter. How can I help?"),
    "talk": (PERSON, "I am on the line, and I am listening. Please go on, I will interpret whatever is said."),
}


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def hold(out):
    """Eight seconds of four chords, quietly: nothing that anybody could own."""
    chords = [(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)]
    parts = []
    for number, chord in enumerate(chords):
        part = out.with_name(f"chord{number}.wav")
        tones = [word for tone in chord for word in ("pluck", str(tone))]
        run("sox", "-n", "-r", RATE, "-c", 1, "-b", 16, part, "synth", "2", *tones, "remix", "-", "fade", "0.05", "2", "0.3",
            "gain", "-n", "-9")
        parts.append(part)
    run("sox", *parts, out)


def make(name, what, folder):
    raw, out = folder / f"{name}.wav", folder / f"{name}.48k.wav"
    if name == "hold":
        hold(out)
    elif isinstance(what, tuple):
        voice, words = what
        run("espeak-ng", *voice, "-w", raw, words)
        # A second of rest at the end, so that what is repeated has pauses.
        run("sox", raw, "-r", RATE, "-c", 1, "-b", 16, out, "gain", "-n", "-6", "pad", "0.1", "1.0")
    else:
        run("sox", "-n", "-r", RATE, "-c", 1, "-b", 16, out, *what)
    run("opusenc", "--quiet", "--speech" if isinstance(what, tuple) else "--music", "--framesize", 20, "--bitrate", 20,
        "--serial", 1, "--padding", 0, "--comment", f"LEVELS={levels(out)}", out, HERE / f"{name}.opus")


def levels(path):
    with wave.open(str(path)) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    out = []
    for start in range(0, len(samples), PACKET):
        packet = samples[start:start + PACKET]
        power = sum(value * value for value in packet) / len(packet) / 32768**2
        out.append(127 if power == 0 else min(127, round(-10 * math.log10(power))))
    return "".join(f"{level:02x}" for level in out)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, what in SOUNDS.items():
            make(name, what, pathlib.Path(folder))
