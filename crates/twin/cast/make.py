#!/usr/bin/env python3
"""Makes the loops of the practice clinic's people: `python3 make.py`, in this folder; a name makes that person alone.

Needs rsvg-convert (librsvg2-bin), ffmpeg, espeak-ng, sox and opusenc (opus-tools); all are in Debian. What it makes is committed.
"""

import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import draw  # noqa: E402

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "sounds"))
from make import levels, run  # noqa: E402  (the phones' sounds are made in the same manner)

# Layers of one picture: height, and how much detail is worth its bits.
LAYERS = {720: 24, 360: 22, 180: 20}

# A voice for each person and language: espeak-ng's variant, speed and pitch.
VOICES = {
    "young-woman": ("f3", 165, 52),
    "old-man": ("m7", 135, 28),
    "parent-and-child": ("f2", 160, 46),
    "man-with-beard": ("m3", 155, 34),
    "old-woman": ("f4", 135, 44),
    "young-man": ("m1", 170, 48),
}
TONGUES = {"en": "en-us", "es": "es-419", "ja": "ja"}
WORDS = {
    "en": {
        "young-woman": "Hello. Thank you for seeing me. I wanted to ask about the new tablets, since I feel dizzy in the mornings.",
        "old-man": "Good day to you. The knee is better, but the stairs are still a good deal of work.",
        "parent-and-child": "Hello. She has been coughing since Sunday, mostly at night. By day she plays as always.",
        "man-with-beard": "Hi. I have written down my blood pressure every evening, as you asked. Shall I read it to you?",
        "old-woman": "There you are. I hear you well. I sleep better now, but my hands are stiff when I wake.",
        "young-man": "Hey. The rash is almost gone. I just wanted to know whether I can play football again.",
    },
    "es": {
        "young-woman": "Hola. Gracias por atenderme. Quería preguntar por las pastillas nuevas, porque por la mañana me mareo.",
        "old-man": "Buenos días. La rodilla va mejor, pero las escaleras todavía me cuestan mucho.",
        "parent-and-child": "Hola. Tose desde el domingo, sobre todo por la noche. De día juega como siempre.",
        "man-with-beard": "Hola. He apuntado la presión cada noche, como me pidió. ¿Se la leo?",
        "old-woman": "Ahí está. Le oigo bien. Ahora duermo mejor, pero tengo las manos rígidas al despertar.",
        "young-man": "Hola. La erupción casi ha desaparecido. Quería saber si ya puedo jugar al fútbol.",
    },
    "ja": {
        "young-woman": "こんにちは。ありがとうございます。あたらしいくすりについてききたいです。あさ、めまいがします。",
        "old-man": "こんにちは。ひざはよくなりました。でも、かいだんはまだたいへんです。",
        "parent-and-child": "こんにちは。にちようびから、せきがでます。よるがいちばんひどいです。",
        "man-with-beard": "こんにちは。まいばん、けつあつをかきました。よみましょうか。",
        "old-woman": "よくきこえます。まえよりよくねむれます。でも、あさはてがかたいです。",
        "young-man": "こんにちは。はだはほとんどなおりました。サッカーをしてもいいですか。",
    },
}


def encode(source, height, detail, out, *filters):
    """VP8 in IVF: nothing between frames but what the last one showed, a keyframe each second, never a hidden frame."""
    run("ffmpeg", "-v", "error", "-y", *source, "-vf", ",".join([*filters, f"scale=-2:{height}:flags=area", "format=yuv420p"]),
        "-c:v", "libvpx", "-crf", detail, "-b:v", f"{height * 1400 // 1000}k", "-qmax", 45, "-g", draw.RATE, "-keyint_min", draw.RATE,
        "-lag-in-frames", 0, "-auto-alt-ref", 0, "-deadline", "best", "-static-thresh", 60, "-threads", 1, "-bitexact",
        "-metadata", "encoder=", out)


def pictures(name, folder):
    (HERE / name).mkdir(exist_ok=True)
    for manner in ("idle", "talking"):
        frames = folder / manner
        frames.mkdir()

        def paint(frame, manner=manner, frames=frames):
            svg = draw.svg(name, frame, manner == "talking")
            out = frames / f"{frame:03}.png"
            subprocess.run(["rsvg-convert", "-o", out], input=svg.encode(), check=True)

        with concurrent.futures.ThreadPoolExecutor() as painters:
            list(painters.map(paint, range(draw.FRAMES)))
        for height, detail in LAYERS.items():
            encode(["-framerate", draw.RATE, "-i", frames / "%03d.png"], height, detail, HERE / name / f"{manner}-{height}.ivf")


def dark():
    """What is sent while a camera is off: black, as browsers send it."""
    (HERE / "dark").mkdir(exist_ok=True)
    for height in LAYERS:
        black = f"color=black:size=1280x720:rate={draw.RATE}:duration=1"
        encode(["-f", "lavfi", "-i", black], height, 40, HERE / "dark" / f"dark-{height}.ivf")


def voices(name, folder):
    variant, speed, pitch = VOICES[name]
    for tongue, voice in TONGUES.items():
        raw, out = folder / "raw.wav", folder / "out.wav"
        run("espeak-ng", "-v", f"{voice}+{variant}", "-s", speed, "-p", pitch, "-w", raw, WORDS[tongue][name])
        # A second of rest at the end, so that what is repeated has pauses.
        run("sox", raw, "-r", 48_000, "-c", 1, "-b", 16, out, "gain", "-n", "-6", "pad", "0.1", "1.2")
        run("opusenc", "--quiet", "--speech", "--framesize", 20, "--bitrate", 20, "--serial", 1, "--padding", 0,
            "--comment", f"LEVELS={levels(out)}", out, HERE / name / f"voice-{tongue}.opus")


if __name__ == "__main__":
    for person in sys.argv[1:] or draw.PEOPLE:
        with tempfile.TemporaryDirectory() as made:
            pictures(person, pathlib.Path(made))
            voices(person, pathlib.Path(made))
    dark()
