#!/usr/bin/env python3
"""Records the pictures of the README from a real run against a local nginx.

    Resources/screenshots/record.py [PROGRAM]

PROGRAM defaults to the newest build in .build. Needs nginx, the Debian package fonts-dejavu-core and
the PyPI packages pyte and pillow. It writes tour.gif and the still pictures beside this file.
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import urllib.request

import pyte
from PIL import Image, ImageDraw, ImageFont

HERE = pathlib.Path(__file__).resolve().parent
FONTS = pathlib.Path("/usr/share/fonts/truetype/dejavu")
PORT, RPC_PORT = 18080, 16800
FILES = {
    "debian-12.7.0-amd64-netinst.iso": 662, "ubuntu-24.04.1-desktop-amd64.iso": 2400,
    "model-00001-of-00004.safetensors": 1900, "lecture-12.mp4": 480, "backup-2026-11.tar.zst": 900,
}
NGINX = """
daemon off; master_process off; pid {0}/pid; error_log {0}/errors; events {{ worker_connections 512; }}
http {{
  access_log off; default_type application/octet-stream; sendfile off; output_buffers 1 32k;
  client_body_temp_path {0}/1; proxy_temp_path {0}/2; fastcgi_temp_path {0}/3;
  uwsgi_temp_path {0}/4; scgi_temp_path {0}/5;
  map $connection $rate {{ "~[0]$" 90k; "~[12]$" 350k; "~[3456]$" 800k; "~[78]$" 1300k; default 2600k; }}
  server {{
    listen 127.0.0.1:{1}; root {0}/www; set $limit_rate $rate;
    location /expired/ {{ return 403; }}
    location /busy/ {{ return 503; }}
  }}
}}
"""


class Terminal:
    """A program in a terminal of a given size, and what its screen shows."""

    def __init__(self, command, environment, columns, rows):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.rest = b""
        self.frames = None
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds, frame=0.2):
        """Shows what the program writes for some seconds; records frames meanwhile."""
        end, next_frame = time.time() + seconds, time.time() + frame
        while (now := time.time()) < end:
            if self.frames is not None and now >= next_frame:
                self.frames.append((draw(self.screen), frame))
                next_frame = now + frame
            if not select.select([self.file], [], [], 0.02)[0]:
                continue
            try:
                self.show(os.read(self.file, 1 << 16))
            except OSError:
                return

    def show(self, data):
        data = self.rest + data
        cut = re.search(rb"\x1b(?:\[[0-9;:?>=!]*)?$", data)
        self.rest = data[cut.start():] if cut else b""
        data = data[:cut.start()] if cut else data
        # pyte would print private sequences, and does not know "repeat" and ":" in colours.
        data = re.sub(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[[0-9;]*[tq]|\x1bP[^\x1b]*\x1b\\", b"", data)
        data = re.sub(rb"(.)\x1b\[(\d+)b", lambda m: m[1] * (int(m[2]) + 1), data)
        data = re.sub(rb"\x1b\[[0-9;:]*m", lambda m: m[0].replace(b":", b";"), data)
        self.stream.feed(data)

    def keys(self, *keys, pause=0.6):
        for key in keys:
            os.write(self.file, key.encode())
            self.read(pause)

    def save(self, name):
        draw(self.screen, size=16).save(HERE / f"{name}.png", optimize=True)

    def end(self):
        try:
            os.kill(self.process, signal.SIGTERM)
        except ProcessLookupError:
            pass
        self.read(1)
        os.close(self.file)
        os.waitpid(self.process, 0)


def colour(name, default):
    return "#" + name if re.fullmatch("[0-9a-f]{6}", name) else default


LINES = {"─": (1, 1, 1), "━": (1, 1, 3), "╸": (1, 0, 3), "╺": (0, 1, 3), "╌": (1, 1, 1)}
UPRIGHT = {"│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "udr", "┤": "udl"}


def draw(screen, size=13):
    """Returns a picture of the screen; lines and blocks are drawn so that they join."""
    fonts = [
        ImageFont.truetype(str(FONTS / f"DejaVuSansMono{kind}.ttf"), size) for kind in ("", "-Bold")
    ]
    width, height = round(fonts[0].getlength("M")), sum(fonts[0].getmetrics())
    image = Image.new("RGB", (width * screen.columns, height * screen.lines), "#14161c")
    canvas = ImageDraw.Draw(image)
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            ink, paper = colour(cell.fg, "#d8dee9"), colour(cell.bg, "#14161c")
            if cell.reverse:
                ink, paper = paper, ink
            left, top = x * width, y * height
            canvas.rectangle([left, top, left + width - 1, top + height - 1], fill=paper)
            glyph(canvas, cell.data or " ", left, top, width, height, ink, fonts[cell.bold])
    return image


def glyph(canvas, text, left, top, width, height, ink, font):
    code, middle = ord(text[0]), (left + width // 2, top + height // 2)
    right, bottom = left + width - 1, top + height - 1

    def box(a, b, c, d):
        if c >= a and d >= b:
            canvas.rectangle([a, b, c, d], fill=ink)

    if text in LINES:
        before, after, thick = LINES[text]
        box(left if before else middle[0], middle[1] - thick // 2,
            right if after else middle[0], middle[1] + thick // 2)
    elif text in UPRIGHT:
        ways = UPRIGHT[text]
        box(middle[0], top if "u" in ways else middle[1], middle[0],
            bottom if "d" in ways else middle[1])
        box(left if "l" in ways else middle[0], middle[1], right if "r" in ways else middle[0],
            middle[1])
    elif 0x2581 <= code <= 0x2588:
        box(left, bottom + 1 - round(height * (code - 0x2580) / 8), right, bottom)
    elif 0x2589 <= code <= 0x258F:
        box(left, top, left + max(1, round(width * (0x2590 - code) / 8)) - 1, bottom)
    elif code == 0x2590:
        box(middle[0], top, right, bottom)
    elif 0x2800 <= code <= 0x28FF:
        places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
        for bit, (column, row) in enumerate(places):
            if code - 0x2800 >> bit & 1:
                a, b = left + width * (2 * column + 1) // 4, top + height * (2 * row + 1) // 8
                box(a - 1, b - 1, a, b)
    elif text.strip():
        canvas.text((left, top), text, font=font, fill=ink)


def save_tour(frames):
    """Writes the frames as one GIF; equal ones are joined."""
    joined = []
    for image, seconds in frames:
        if joined and joined[-1][0].tobytes() == image.tobytes():
            joined[-1][1] += seconds
        else:
            joined.append([image, seconds])
    sample = Image.new("RGB", (joined[0][0].width, joined[0][0].height * 6))
    for index in range(6):
        sample.paste(joined[index * (len(joined) - 1) // 5][0], (0, index * joined[0][0].height))
    palette = sample.quantize(96)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in joined]
    images[0].save(
        HERE / "tour.gif", save_all=True, append_images=images[1:], optimize=True, loop=0,
        duration=[round(seconds * 1000) for _, seconds in joined])


def main():
    builds = [pathlib.Path(".build") / kind / "pdl-tui" for kind in ("release", "debug")]
    found = sorted((p for p in builds if p.exists()), key=lambda p: p.stat().st_mtime)
    program = sys.argv[1] if len(sys.argv) > 1 else str(found[-1].resolve())
    with tempfile.TemporaryDirectory() as folder:
        for name in ("www", "home", "downloads", "run"):
            os.mkdir(f"{folder}/{name}", 0o700)
        for name, size in FILES.items():
            with open(f"{folder}/www/{name}", "wb") as file:
                file.truncate(size << 20)
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(NGINX.format(folder, PORT))
        server = subprocess.Popen(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf"])
        try:
            record(program, folder)
        finally:
            server.terminate()
            server.wait()


def hand_over(home, url):
    """Adds a download as a browser extension does."""
    with open(f"{home}/pdl-tui/rpc-secret") as file:
        token = "token:" + file.read().strip()
    headers = ["Cookie: session=1", "Referer: https://example.org/downloads"]
    body = {"jsonrpc": "2.0", "id": "1", "method": "aria2.addUri",
            "params": [token, [url], {"header": headers, "split": "8"}]}
    urllib.request.urlopen(urllib.request.Request(
        f"http://127.0.0.1:{RPC_PORT}/jsonrpc", json.dumps(body).encode(),
        {"Origin": "chrome-extension://mpkodccbngfoacfalldjimigbofkhgjn"})).close()


def record(program, folder):
    time.sleep(0.5)

    def terminal(columns, rows, *arguments, settings=""):
        home = tempfile.mkdtemp(dir=folder)
        os.mkdir(f"{home}/pdl-tui", 0o700)
        with open(f"{home}/pdl-tui/config.toml", "w") as file:
            file.write(settings)
        environment = dict(
            os.environ, HOME=home, XDG_STATE_HOME=home, XDG_CONFIG_HOME=home, XDG_RUNTIME_DIR=home,
            TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8", NO_PROXY="*")
        environment.pop("NO_COLOR", None)
        terminal = Terminal(
            [program, "-d", f"{home}/files", *arguments], environment, columns, rows)
        terminal.home = home
        return terminal

    def url(name):
        return f"http://127.0.0.1:{PORT}/{name}"

    names = list(FILES)
    queue = [url("expired/photos-2026.zip")] + [url(name) for name in names]

    tour = terminal(100, 28, "-n", "12", "--per-host", "48", *queue)
    tour.read(1.2)
    tour.frames = []
    tour.read(3)
    tour.read(1)
    tour.save("failure")
    tour.keys("j", pause=1.5)
    tour.keys("+", "+", "+", "+", pause=0.4)
    tour.keys("\t", "j", "j", "j", pause=0.4)
    tour.read(1.5)
    tour.save("main")
    tour.keys("\x1b", "5", pause=2)
    tour.keys("4", pause=2)
    tour.save("speed")
    tour.keys("1", ":", pause=0.8)
    tour.keys(*"limit", pause=0.25)
    tour.read(1.5)
    tour.save("help")
    tour.keys("\x1b", "\x1b", ",", pause=0.6)
    tour.keys(*["l"] * 5, pause=0.8)
    tour.keys("\x1b", pause=1.5)
    save_tour(tour.frames)
    tour.frames = None
    tour.end()

    heat = terminal(100, 30, "-n", "64", "--per-host", "64", "-j", "1", url(names[1]))
    heat.read(6)
    heat.keys("5", pause=1.5)
    heat.save("heat")
    heat.end()

    narrow = terminal(60, 16, "-n", "8", *queue[:4])
    narrow.read(5)
    narrow.save("narrow")
    narrow.end()

    browser = terminal(
        100, 18, "-n", "8", *map(url, names[3:]),
        settings=f'[rpc]\nlisten = "127.0.0.1:{RPC_PORT}"\n')
    browser.read(5)
    hand_over(browser.home, url(names[0]))
    browser.read(3)
    browser.keys("G", pause=1.5)
    browser.save("browser")
    browser.end()


if __name__ == "__main__":
    main()
