"""Draws the people of the practice clinic: one frame of one person, as SVG.

Flat, in the manner of the drawings of this project's screens, and plainly drawn: nobody takes them for somebody. No names in the
picture. Everything that moves is periodic in the length of its loop, so that the last frame leads into the first.
"""

import math
import sys

WIDTH, HEIGHT, RATE = 1280, 720, 24
FRAMES = 3 * RATE

INK = "#211e1a"


def wave(frame, cycles=1, shift=0.0):
    """A sine with so many cycles to the loop."""
    return math.sin(2 * math.pi * (cycles * frame / FRAMES + shift))


def lids(frame, at):
    """How far open the eyes are: they close for a sixth of a second around this frame."""
    away = abs((frame - at + FRAMES / 2) % FRAMES - FRAMES / 2)
    return 0.08 if away < 1 else 0.45 if away < 2 else 1.0


def mouth(frame):
    """How far open a talking mouth is: syllables of uneven length and weight, closed where the loop begins."""
    syllables = abs(wave(frame, 7)) * (0.55 + 0.45 * wave(frame, 2, 0.1)) + 0.25 * abs(wave(frame, 11, 0.3))
    rest = min(1.0, frame / 4, (FRAMES - frame) / 4)
    return max(0.0, min(1.0, syllables)) * rest


def face(skin, shade, lip, brow, frame, blink, talking, eyes=INK, old=False, smile=8.0):
    """Eyes, brows, nose and mouth, around the middle of the face."""
    open_lids = lids(frame, blink)
    glance = 3 * wave(frame, 1, 0.15)
    lift = (2.5 * abs(wave(frame, 3, 0.2)) if talking else 0.6 * wave(frame))
    out = []
    for side in (-1, 1):
        x = side * 41
        out.append(f'<ellipse cx="{x}" cy="-12" rx="17" ry="{12 * open_lids:.2f}" fill="#fffefc"/>')
        out.append(f'<ellipse cx="{x + glance:.2f}" cy="-11" rx="8.5" ry="{10 * open_lids:.2f}" fill="{eyes}"/>')
        out.append(f'<path d="M{x - 19} -13 Q{x} {-13 - 17 * open_lids:.2f} {x + 19} -13" fill="none" stroke="{brow}" '
                   f'stroke-width="4" stroke-linecap="round"/>')
        out.append(f'<path d="M{x - 21} {-43 - lift:.2f} Q{x} {-54 - lift:.2f} {x + 21} {-44 - lift:.2f}" fill="none" '
                   f'stroke="{brow}" stroke-width="7" stroke-linecap="round"/>')
        if old:
            out.append(f'<path d="M{x - 15} 10 Q{x} 17 {x + 15} 10" fill="none" stroke="{shade}" stroke-width="3"/>')
            out.append(f'<path d="M{side * 46} 48 Q{side * 55} 62 {side * 50} 78" fill="none" stroke="{shade}" stroke-width="3"/>')
    out.append(f'<path d="M-3 -2 Q-13 30 -9 34 Q0 41 11 33" fill="none" stroke="{shade}" stroke-width="5" stroke-linecap="round"/>')
    gap = mouth(frame) if talking else 0.0
    if gap < 0.12:
        out.append(f'<path d="M-29 66 Q0 {66 + smile * 2:.2f} 29 66" fill="none" stroke="{lip}" stroke-width="6" stroke-linecap="round"/>')
    else:
        half, drop = 27 - 7 * gap, 8 + 26 * gap
        out.append(f'<path d="M{-half:.2f} 65 Q0 {65 - 5 * gap:.2f} {half:.2f} 65 Q{half * 0.75:.2f} {65 + drop:.2f} 0 {65 + drop:.2f} '
                   f'Q{-half * 0.75:.2f} {65 + drop:.2f} {-half:.2f} 65Z" fill="#5b2320" stroke="{lip}" stroke-width="5"/>')
        out.append(f'<ellipse cx="0" cy="{61 + drop:.2f}" rx="{half * 0.5:.2f}" ry="{4.5 * gap:.2f}" fill="#b9605a"/>')
    return "".join(out)


def head(skin, shade, jaw=1.0):
    """The head, its ears, and the shadow on its right."""
    clip = f'<path d="M-96 -20 C-96 -110 -50 -136 0 -136 C50 -136 96 -110 96 -20 C96 60 {58 * jaw:.0f} 132 0 132 C{-58 * jaw:.0f} 132 -96 60 -96 -20Z" fill="{skin}"/>'
    ears = "".join(f'<ellipse cx="{side * 97}" cy="2" rx="15" ry="24" fill="{shade}"/>' for side in (-1, 1))
    return ears + clip


def body(top, neck, shade, frame, collar=""):
    """Neck and shoulders, which breathe."""
    rise = 3 * wave(frame, 1, 0.4)
    return (f'<path d="M-262 420 C-262 270 -190 214 -76 190 L76 190 C190 214 262 270 262 420Z" fill="{top}" transform="translate(0 {-rise:.2f})"/>'
            f'<path d="M-48 90 L48 90 L48 206 Q0 250 -48 206Z" fill="{neck}"/>'
            f'<path d="M-48 122 Q0 168 48 122 L48 142 Q0 190 -48 142Z" fill="{shade}"/>' + collar)


def person(x, y, size, frame, sway, back, trunk, front):
    """Puts a person together: what is behind the head, the trunk, the head with everything on it."""
    dx, dy, tilt = 5 * wave(frame, 1, sway), 3 * wave(frame, 2, sway), 1.1 * wave(frame, 1, sway + 0.2)
    moved = f'translate({dx:.2f} {dy:.2f}) rotate({tilt:.2f} 0 130)'
    return (f'<g transform="translate({x} {y}) scale({size})"><g transform="{moved}">{back}</g>{trunk}'
            f'<g transform="{moved}">{front}</g></g>')


def room(wall, light, things=""):
    """The wall behind, lighter on one side, and what stands before it."""
    return (f'<defs><linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{light}"/>'
            f'<stop offset="1" stop-color="{wall}"/></linearGradient></defs>'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#wall)"/>{things}')


def glasses(colour):
    rims = "".join(f'<rect x="{side * 41 - 30}" y="-38" width="60" height="50" rx="20" fill="none" stroke="{colour}" stroke-width="5"/>'
                   for side in (-1, 1))
    return rims + f'<path d="M-11 -18 Q0 -26 11 -18 M-71 -18 L-95 -24 M71 -18 L95 -24" fill="none" stroke="{colour}" stroke-width="5"/>'


def young_woman(frame, talking):
    hair, skin, shade = "#34281f", "#b28a6c", "#94705a"
    things = ('<rect x="78" y="72" width="236" height="176" rx="8" fill="#978b7e"/><rect x="100" y="94" width="192" height="132" fill="#a89c8c"/>'
              '<path d="M100 226 L160 150 L205 200 L238 168 L292 226Z" fill="#8b8071"/>'
              '<path d="M1010 128 L1100 128 L1136 228 L974 228Z" fill="#d9c296"/><rect x="1048" y="228" width="14" height="492" fill="#5d5347"/>')
    back = f'<path d="M-124 330 C-150 160 -146 -20 -122 -80 C-96 -150 -50 -168 0 -168 C50 -168 96 -150 122 -80 C146 -20 150 160 124 330Z" fill="{hair}"/>'
    front = (head(skin, shade) + face(skin, shade, "#8f4a42", hair, frame, 30, talking)
             + f'<path d="M-100 10 C-112 -80 -84 -158 4 -158 C84 -158 114 -80 100 16 C92 -30 70 -66 48 -92 C10 -50 -60 -42 -90 -22Z" fill="{hair}"/>')
    trunk = body("#a0614e", skin, shade, frame, f'<path d="M-78 189 Q0 300 78 189 L60 186 Q0 262 -60 186Z" fill="#8b5243"/>')
    return room("#55504a", "#837a70", things) + person(620, 362, 1.2, frame, 0.0, back, trunk, front)


def old_man(frame, talking):
    hair, skin, shade = "#d8d4cc", "#d3a78b", "#b48a70"
    shelf = "".join(f'<rect x="{x}" y="{y - h}" width="{w}" height="{h}" rx="2" fill="{c}"/>' for x, y, w, h, c in [
        (90, 250, 22, 96, "#8a5b4a"), (114, 250, 30, 112, "#4f6a68"), (146, 250, 18, 88, "#c2a15c"), (166, 250, 26, 104, "#6b5a73"),
        (206, 250, 34, 76, "#7d7262"), (96, 432, 28, 108, "#53687d"), (126, 432, 20, 90, "#a5654f"), (150, 432, 32, 100, "#76805a"),
        (240, 432, 20, 92, "#8a5b4a"), (262, 432, 26, 112, "#c2a15c")])
    things = ('<rect x="64" y="40" width="266" height="680" fill="#544b42"/><rect x="78" y="54" width="238" height="666" fill="#6b6054"/>' + shelf
              + '<rect x="64" y="250" width="266" height="12" fill="#463e36"/><rect x="64" y="432" width="266" height="12" fill="#463e36"/>'
              '<circle cx="1068" cy="170" r="74" fill="#e9e2d3"/><circle cx="1068" cy="170" r="74" fill="none" stroke="#6b5d4c" stroke-width="12"/>'
              '<path d="M1068 122 L1068 170 L1102 190" fill="none" stroke="#4b4238" stroke-width="8" stroke-linecap="round"/>')
    back = f'<path d="M-118 30 C-130 -60 -110 -96 -84 -110 L84 -110 C110 -96 130 -60 118 30 C116 62 100 74 88 70 L-88 70 C-100 74 -116 62 -118 30Z" fill="{hair}"/>'
    talk = 8 * mouth(frame) if talking else 0
    front = (head(skin, shade, 1.15) + face(skin, shade, "#9a5a4d", "#c9c4ba", frame, 18, talking, "#4a5a66", old=True, smile=5.0)
             + f'<path d="M-46 58 Q-24 40 0 50 Q24 40 46 58 Q24 62 0 57 Q-24 62 -46 58Z" fill="{hair}"/>'
             + f'<path d="M-34 {104 + talk:.2f} Q0 {94 + talk:.2f} 34 {104 + talk:.2f} Q24 {146 + talk:.2f} 0 {150 + talk:.2f} Q-24 {146 + talk:.2f} -34 {104 + talk:.2f}Z" fill="{hair}"/>'
             + '<path d="M-52 -98 Q0 -112 52 -98 M-42 -82 Q0 -92 42 -82" fill="none" stroke="#b48a70" stroke-width="3"/>' + glasses("#4b4238"))
    collar = ('<path d="M-70 192 L0 300 L70 192 L46 182 L0 236 L-46 182Z" fill="#e8e2d4"/>'
              '<path d="M-84 190 L-6 420 L6 420 L84 190 L112 200 L40 420 L-40 420 L-112 200Z" fill="#3d4f4a"/>')
    return room("#6e6558", "#9a8f7e", things) + person(668, 352, 1.2, frame, 0.3, back, body("#526b62", skin, shade, frame, collar), front)


def parent_and_child(frame, talking):
    hair, skin, shade = "#1f1a18", "#8a5a3f", "#6f4630"
    things = ('<rect x="84" y="60" width="300" height="330" rx="6" fill="#b7c8cc"/><rect x="84" y="60" width="300" height="330" rx="6" fill="none" stroke="#e6e0d4" stroke-width="14"/>'
              '<path d="M234 60 L234 390 M84 225 L384 225" stroke="#e6e0d4" stroke-width="10"/>'
              '<path d="M1016 108 L1180 108 L1180 208 L1016 208Z" fill="#e9dcc0"/><circle cx="1062" cy="150" r="22" fill="#d9a441"/>'
              '<path d="M1092 190 L1124 134 L1158 190Z" fill="#5d8a7a"/>')
    bun = f'<circle cx="0" cy="-184" r="52" fill="{hair}"/>'
    cap = f'<path d="M-108 6 C-122 -100 -80 -160 0 -160 C80 -160 122 -100 108 6 C98 -30 88 -66 66 -88 C30 -106 -30 -106 -66 -88 C-88 -66 -98 -30 -108 6Z" fill="{hair}"/>'
    parent = person(500, 350, 1.1, frame, 0.1, bun, body("#c79a3c", skin, shade, frame, '<path d="M-76 190 Q0 278 76 190 L58 186 Q0 240 -58 186Z" fill="#a87f2c"/>'),
                    head(skin, shade) + face(skin, shade, "#6a2d2a", hair, frame, 44, talking) + cap
                    + '<circle cx="-100" cy="40" r="8" fill="#e6c15a"/><circle cx="100" cy="40" r="8" fill="#e6c15a"/>')
    puffs = f'<circle cx="-104" cy="-96" r="56" fill="{hair}"/><circle cx="104" cy="-96" r="56" fill="{hair}"/>'
    ties = '<circle cx="-78" cy="-104" r="13" fill="#c9605a"/><circle cx="78" cy="-104" r="13" fill="#c9605a"/>'
    fringe = f'<path d="M-100 -8 C-108 -96 -70 -146 0 -146 C70 -146 108 -96 100 -8 C88 -52 62 -84 0 -86 C-62 -84 -88 -52 -100 -8Z" fill="{hair}"/>'
    child = person(842, 512, 0.8, frame, 0.55, puffs, body("#6f9bb0", "#96654a", "#7a4f38", frame), head("#96654a", "#7a4f38", 1.2)
                   + face("#96654a", "#7a4f38", "#6a2d2a", hair, frame, 62, False, smile=13.0) + fringe + ties)
    return room("#6d7f78", "#9fb0a6", things) + parent + child


def man_with_beard(frame, talking):
    hair, skin, shade = "#17120f", "#6b4430", "#543323"
    things = ('<path d="M0 470 L1280 470 L1280 720 L0 720Z" fill="#31424c"/><rect x="92" y="330" width="330" height="150" rx="16" fill="#41545f"/>'
              '<rect x="980" y="80" width="210" height="270" rx="4" fill="#dfd8c8"/><rect x="1000" y="100" width="170" height="230" fill="#c46f4e"/>'
              '<circle cx="1085" cy="196" r="54" fill="#e8c07a"/><path d="M1000 330 L1000 280 Q1085 220 1170 290 L1170 330Z" fill="#7c3f33"/>')
    curls = "".join(f'<circle cx="{x}" cy="{y}" r="42" fill="{hair}"/>' for x, y in
                    [(-92, -84), (-68, -124), (-30, -150), (14, -156), (56, -140), (88, -100), (98, -66), (-102, -52)])
    chin = 9 * mouth(frame) if talking else 0
    beard = (f'<path d="M-97 0 C-98 70 -62 {142 + chin:.2f} 0 {142 + chin:.2f} C62 {142 + chin:.2f} 98 70 97 0 C88 40 74 46 52 46 '
             f'Q26 34 0 42 Q-26 34 -52 46 C-74 46 -88 40 -97 0Z" fill="{hair}"/>'
             f'<ellipse cx="0" cy="72" rx="44" ry="{20 + chin:.2f}" fill="{skin}"/>')
    front = head(skin, shade, 1.1) + beard + face(skin, shade, "#8a4a40", hair, frame, 24, talking) + (
        f'<path d="M-98 -24 C-104 -120 -50 -152 0 -152 C50 -152 104 -120 98 -24 C90 -70 64 -94 0 -96 C-64 -94 -90 -70 -98 -24Z" fill="{hair}"/>')
    collar = ('<path d="M-80 190 L-48 182 L0 262 L-44 300Z" fill="#f1ede4"/><path d="M80 190 L48 182 L0 262 L44 300Z" fill="#e0dacd"/>'
              '<path d="M-4 262 L4 262 L6 420 L-6 420Z" fill="#b9c4cf"/>')
    return room("#4c6470", "#7d949c", things) + person(640, 352, 1.2, frame, 0.7, curls, body("#cdd6df", skin, shade, frame, collar), front)


def old_woman(frame, talking):
    hair, skin, shade = "#e4e0da", "#e0b99c", "#c4977b"
    leaves = "".join(f'<path d="M1090 470 Q{1090 + dx} {y} {1090 + 2 * dx} {y + 40} Q{1090 + dx} {y + 70} 1090 470Z" fill="{c}"/>' for dx, y, c in
                     [(-70, 240, "#6d8a66"), (66, 220, "#5f7d5a"), (-30, 170, "#7b9a72"), (38, 300, "#86a57c"), (-84, 340, "#5f7d5a")])
    things = ('<path d="M0 0 L150 0 Q190 360 120 720 L0 720Z" fill="#b48a9a"/><path d="M40 0 Q70 360 30 720 M96 0 Q136 360 84 720" fill="none" stroke="#a27a8a" stroke-width="10"/>'
              + leaves + '<path d="M1030 470 L1150 470 L1130 600 L1050 600Z" fill="#a5654f"/><rect x="960" y="600" width="260" height="14" fill="#5d5347"/>')
    back = f'<path d="M-126 96 C-150 -40 -120 -168 0 -168 C120 -168 150 -40 126 96 C120 132 96 128 84 118 L-84 118 C-96 128 -120 132 -126 96Z" fill="{hair}"/>'
    front = (head(skin, shade, 1.05) + face(skin, shade, "#b0605c", "#a8a39a", frame, 52, talking, "#56708a", old=True, smile=9.0)
             + f'<path d="M-102 20 C-120 -90 -70 -156 0 -152 C70 -156 120 -90 102 20 C98 -40 70 -80 30 -104 C-20 -84 -86 -60 -102 20Z" fill="{hair}"/>'
             + glasses("#7a4e6a") + '<circle cx="-100" cy="34" r="7" fill="#fffefc"/><circle cx="100" cy="34" r="7" fill="#fffefc"/>')
    beads = "".join(f'<circle cx="{72 * math.sin(a):.1f}" cy="{176 + 60 * math.cos(a):.1f}" r="9" fill="#efe8da"/>' for a in
                    [(-1.2 + i * 0.24) for i in range(11)])
    return room("#8f7c70", "#c2b0a0", things) + person(610, 362, 1.2, frame, 0.45, back, body("#6b5a86", skin, shade, frame, beads), front)


def young_man(frame, talking):
    hair, skin, shade = "#191716", "#d9ae86", "#ba8d68"
    things = ('<rect x="0" y="560" width="1280" height="160" fill="#454a63"/><rect x="960" y="70" width="250" height="160" rx="6" fill="#3d425a"/>'
              '<rect x="972" y="82" width="226" height="136" fill="#8fb6c9"/><path d="M972 218 L1040 150 L1090 190 L1130 160 L1198 218Z" fill="#5d7f94"/>'
              '<rect x="86" y="190" width="250" height="12" fill="#3d425a"/><rect x="110" y="110" width="40" height="80" rx="4" fill="#c9605a"/>'
              '<rect x="156" y="96" width="30" height="94" rx="4" fill="#d9c296"/><circle cx="262" cy="156" r="34" fill="#7fc9d8"/>')
    back = f'<path d="M-112 20 C-128 -110 -80 -166 0 -166 C80 -166 128 -110 112 20Z" fill="{hair}"/>'
    front = (head(skin, shade) + face(skin, shade, "#a45a4c", hair, frame, 12, talking, smile=6.0)
             + f'<path d="M-104 2 C-118 -110 -70 -160 6 -158 C80 -158 116 -110 104 2 C98 -30 92 -50 84 -64 L60 -60 L52 -82 L20 -60 L8 -84 L-24 -60 L-36 -82 L-62 -58 L-84 -64 C-92 -50 -98 -30 -104 2Z" fill="{hair}"/>')
    hood = ('<path d="M-150 214 Q-110 150 -48 168 L0 262 L48 168 Q110 150 150 214 Q60 330 0 330 Q-60 330 -150 214Z" fill="#3f6b57"/>'
            '<path d="M-34 262 L-38 350 M34 262 L38 350" stroke="#e8e2d4" stroke-width="7" stroke-linecap="round"/>')
    return room("#565c78", "#8088a4", things) + person(650, 356, 1.2, frame, 0.85, back, body("#4d7f68", skin, shade, frame, hood), front)


PEOPLE = {
    "young-woman": young_woman,
    "old-man": old_man,
    "parent-and-child": parent_and_child,
    "man-with-beard": man_with_beard,
    "old-woman": old_woman,
    "young-man": young_man,
}


def svg(name, frame, talking):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
            f'{PEOPLE[name](frame, talking)}</svg>')


if __name__ == "__main__":
    name, number, *manner = sys.argv[1:]
    print(svg(name, int(number), manner == ["talking"]))
