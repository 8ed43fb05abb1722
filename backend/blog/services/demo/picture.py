"""The picture of the demo posts, drawn instead of carried along."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (960, 480)
PAPER = "#f6f1e7"
BARS = {"#c8553d": 0.9, "#2d6a6a": 0.65, "#e0a458": 0.4}


def draw_picture() -> bytes:
    """Return a PNG of three coloured bars."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for number, (colour, share) in enumerate(BARS.items()):
        top = 60 + number * 130
        right = 60 + int((width - 120) * share)
        draw.rounded_rectangle((60, top, right, top + 100), radius=24, fill=colour)
    draw.line((60, height - 20, width - 60, height - 20), fill="#3b3a36", width=3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
