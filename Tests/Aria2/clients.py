#!/usr/bin/env python3
"""Runs clients of aria2, unchanged, against pdl-tui: each does its job, or this fails.

    clients.py URL SECRET FOLDER BIN

BIN is the folder of the clients' programs. Prints the name of each client that did its job.
"""

import asyncio
import base64
import fcntl
import http.server
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import urllib.parse
import urllib.request

URL, SECRET, FOLDER, BIN = sys.argv[1:5]
PORT = urllib.parse.urlsplit(URL).port
SIZE = 3_000_000


class Origin(http.server.BaseHTTPRequestHandler):
    """Serves /slow*, which stops after a third, and every other path at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(SIZE))
        self.end_headers()
        try:
            self.wfile.write(bytes(SIZE // 3))
            if self.path.startswith("/slow"):
                self.wfile.flush()
                threading.Event().wait()
            self.wfile.write(bytes(SIZE - SIZE // 3))
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
ORIGIN = f"http://127.0.0.1:{server.server_port}"


def wait(what, condition):
    deadline = time.monotonic() + 120
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.05)
    return value


def call(method, *params):
    body = json.dumps({"id": 1, "method": method, "params": [f"token:{SECRET}", *params]})
    with urllib.request.urlopen(URL, data=body.encode()) as reply:
        return json.load(reply)["result"]


def status(gid):
    return call("aria2.tellStatus", gid, ["status"])["status"]


def find(name):
    """Returns the gid of the active download of a file."""
    return next((entry["gid"] for entry in call("aria2.tellActive", ["gid", "files"])
                 if entry["files"][0]["path"].endswith(name)), None)


def run(*words):
    result = subprocess.run([os.path.join(BIN, words[0]), *words[1:]], text=True, timeout=120,
                            capture_output=True, env=os.environ | {"COLUMNS": "200"})
    if result.returncode:
        raise SystemExit(f"{words}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout + result.stderr


def clear():
    for entry in call("aria2.tellActive") + call("aria2.tellWaiting", 0, 1000):
        call("aria2.forceRemove", entry["gid"])
    call("aria2.purgeDownloadResult")


def aria2p():
    options = ["-H", "http://127.0.0.1", "-p", str(PORT), "-s", SECRET]
    with tempfile.NamedTemporaryFile("w", suffix=".py") as module:
        module.write("def say(word):\n    return lambda api, gid: print(word, gid, flush=True)\n")
        for name in ["start", "pause", "stop", "error", "complete"]:
            module.write(f"on_download_{name} = say('{name}')\n")
        module.flush()
        listener = subprocess.Popen(
            [os.path.join(BIN, "aria2p"), *options, "listen", "-c", module.name], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"})
        heard = []
        threading.Thread(target=lambda: heard.extend(listener.stdout), daemon=True).start()
        # It is connected once it has heard of a download.
        def hears():
            call("aria2.addUri", [f"{ORIGIN}/x"])
            time.sleep(0.2)
            return any(line.startswith("complete ") for line in list(heard))
        wait(f"aria2p listen, which says {heard}", hears)
        added = run("aria2p", *options, "add", f"{ORIGIN}/slow1", "-o", "out=aria2p.bin")
        assert "Created download" in added, added
        gid = wait("the download", lambda: find("aria2p.bin"))
        assert "aria2p.bin" in run("aria2p", *options, "show")
        run("aria2p", *options, "pause", gid)
        wait("the pause", lambda: status(gid) == "paused")
        run("aria2p", *options, "resume", gid)
        wait("the resumption", lambda: status(gid) == "active")
        run("aria2p", *options, "remove", gid)
        done = call("aria2.addUri", [f"{ORIGIN}/done"], {"out": "done.bin"})
        words = ["start " + gid, "pause " + gid, "stop " + gid, "start " + done, "complete " + done]
        wait("notifications", lambda: all(word + "\n" in list(heard) for word in words))
        listener.kill()
    clear()


async def methods(client, hear):
    """Calls every method of aioaria2."""
    name = type(client).__name__
    gid = await client.addUri([f"{ORIGIN}/slow-{name}"], {"out": name}, 0)

    def is_active():
        return status(gid) == "active"

    def has_server():
        return call("aria2.getServers", gid)[0]["servers"]

    await asyncio.to_thread(wait, "an active download", is_active)
    assert (await client.tellActive(["gid"])) == [{"gid": gid}]
    # An active download may not have asked its server yet.
    await asyncio.to_thread(wait, "a server", has_server)
    assert (await client.getFiles(gid))[0]["path"] == f"{FOLDER}/{name}"
    assert (await client.getUris(gid))[0]["uri"] == f"{ORIGIN}/slow-{name}"
    assert await client.changeOption(gid, {"max-download-limit": "1M"}) == "OK"
    assert (await client.getOption(gid))["max-download-limit"] == "1048576"
    assert await client.pause(gid) == gid
    assert await client.unpause(gid) == gid
    assert await client.forcePause(gid) == gid
    assert await client.pauseAll() == "OK"
    assert await client.forcePauseAll() == "OK"
    second = await client.addUri([f"{ORIGIN}/two"], {"pause": "true"})
    assert len(await client.tellWaiting(0, 10, ["gid"])) == 2
    assert await client.changePosition(second, 0, "POS_SET") == 0
    assert await client.changeUri(second, 1, [], [f"{ORIGIN}/mirror"]) == [0, 1]
    assert await client.remove(second) == second
    assert await client.forceRemove(gid) == gid
    assert len(await client.tellStopped(0, 10, ["gid"])) == 2
    assert await client.removeDownloadResult(gid) == "OK"
    assert await client.purgeDownloadResult() == "OK"
    assert await client.unpauseAll() == "OK"
    with tempfile.NamedTemporaryFile("w", suffix=".meta4") as link:
        link.write('<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="m">'
                   f"<url>{ORIGIN}/m</url></file></metalink>")
        link.flush()
        [third] = await client.add_metalink(link.name, {"pause": "true"})
        assert await client.get_status(third) == "paused"
    assert await client.changeGlobalOption({"max-overall-download-limit": "0"}) == "OK"
    assert (await client.getGlobalOption())["dir"] == FOLDER
    assert (await client.getGlobalStat())["numWaiting"] == "1"
    assert (await client.getVersion())["version"]
    assert (await client.getSessionInfo())["sessionId"]
    assert await client.saveSession() == "OK"
    answers = await client.multicall([
        {"methodName": "aria2.tellStatus", "params": [third, ["gid"]]},
        {"methodName": "aria2.getGlobalStat", "params": []}])
    assert answers[0] == [{"gid": third}], answers
    assert "aria2.addUri" in await client.listMethods()
    assert "aria2.onDownloadStart" in await client.listNotifications()
    for refused in [client.getPeers(third), client.shutdown(), client.forceShutdown(),
                    client.addTorrent(base64.b64encode(b"d4:infode").decode())]:
        try:
            await refused
        except Exception as error:
            assert "No such method" in str(error) or "not allowed" in str(error), error
        else:
            raise SystemExit("a method that must be refused was not")
    await hear(client)


async def over_http():
    from aioaria2 import Aria2HttpClient

    async def nothing(_):
        pass

    async with Aria2HttpClient(URL, token=SECRET) as client:
        await methods(client, nothing)


async def over_websocket():
    from aioaria2 import Aria2WebsocketClient

    heard = []

    async def hear(client):
        gid = await client.addUri([f"{ORIGIN}/heard"])

        def is_heard():
            return ("aria2.onDownloadComplete", gid) in heard

        await asyncio.to_thread(wait, "a notification", is_heard)

    async with await Aria2WebsocketClient.new(URL, token=SECRET) as client:
        async def note(_, data):
            heard.append((data["method"], data["params"][0]["gid"]))
        for register in [client.onDownloadStart, client.onDownloadComplete]:
            register(note)
        await methods(client, hear)


def aioaria2():
    for way in [over_http, over_websocket]:
        asyncio.run(asyncio.wait_for(way(), 120))
        clear()


def a2rpc():
    options = ["--rpc-url", URL, "--rpc-secret", SECRET]
    added = run("a2rpc", *options, "add", f"{ORIGIN}/slow3", "-o", "a2rpc.bin")
    gid = re.search("GID: ([0-9a-f]{16})", added)[1]
    assert "a2rpc.bin" in run("a2rpc", *options, "list")
    run("a2rpc", *options, "pause", gid)
    wait("the pause", lambda: status(gid) == "paused")
    run("a2rpc", *options, "resume", gid)
    wait("the resumption", lambda: status(gid) == "active")
    run("a2rpc", *options, "remove", gid)
    clear()


def aria2tui():
    gid = call("aria2.addUri", [f"{ORIGIN}/slow4"], {"out": "seen-by-aria2tui.bin"})
    wait("the download", lambda: status(gid) == "active")
    with tempfile.TemporaryDirectory() as home:
        os.makedirs(f"{home}/.config/aria2tui")
        with open(f"{home}/.config/aria2tui/config.toml", "w") as file:
            file.write(f'[general]\nport = {PORT}\ntoken = "{SECRET}"\nurl = "http://127.0.0.1"\n'
                       'startup_commands = ["true"]\nrestart_commands = ["true"]\n')
        # It asks for the user of the login session, which a test need not have.
        with open(f"{home}/sitecustomize.py", "w") as file:
            file.write("import os\nos.getlogin = lambda: 'user'\n")
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(HOME=home, PYTHONPATH=home, TERM="xterm-256color")
            os.execv(os.path.join(BIN, "aria2tui"), ["aria2tui"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
        screen = b""
        deadline = time.monotonic() + 120
        try:
            while b"seen-by-aria2tui" not in screen:
                if time.monotonic() > deadline:
                    raise SystemExit(f"aria2tui shows no download:\n{screen[-4000:]!r}")
                if select.select([terminal], [], [], 1)[0]:
                    try:
                        screen += os.read(terminal, 1 << 16)
                    except OSError:
                        raise SystemExit(f"aria2tui has ended:\n{screen[-4000:]!r}") from None
        finally:
            os.kill(process, 9)
            os.waitpid(process, 0)
    clear()


def uget():
    with tempfile.TemporaryDirectory() as config:
        os.makedirs(f"{config}/uGet/category")
        with open(f"{config}/uGet/Setting.json", "w") as file:
            json.dump({"PluginOrder": 1, "PluginAria2": {
                "launch": False, "shutdown": False, "token": SECRET, "path": "true",
                "arguments": "", "uri": URL}}, file)
        # It saves in its home, which is an allowed folder here.
        process = subprocess.Popen(
            ["xvfb-run", "-a", "dbus-run-session", "--", "uget-gtk", "--quiet",
             f"{ORIGIN}/uget.bin"], start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": FOLDER, "XDG_CONFIG_HOME": config})
        try:
            wait("the download of uget", lambda: [
                entry for entry in call("aria2.tellStopped", -1, 100)
                if entry["status"] == "complete" and "uget.bin" in entry["files"][0]["path"]])
        finally:
            os.killpg(process.pid, 15)
            process.wait()
    clear()


clear()
for client in [aria2p, aioaria2, a2rpc, aria2tui, uget]:
    client()
    print(client.__name__, flush=True)
