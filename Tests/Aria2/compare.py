#!/usr/bin/env python3
"""Sends the same requests to aria2c and to pdl-tui and compares the answers.

    compare.py ARIA2-URL PDL-TUI-URL SECRET ARIA2-FOLDER PDL-TUI-FOLDER

Prints every request with aria2's answer, and with pdl-tui's and the reason where it differs.
Identifiers, speeds, versions, folders and ports are replaced by words first. A difference without
a reason, and a reason without a difference, is an error (exit status 1).
"""

import base64
import http.server
import json
import re
import sys
import threading
import time
import urllib.error
import urllib.request

SIZE = 3_000_000
release = threading.Event()


class Origin(http.server.BaseHTTPRequestHandler):
    """Serves /slow*, which stops after a third, every other path but /missing at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(SIZE))
        self.end_headers()
        try:
            self.wfile.write(bytes(SIZE // 3))
            if self.path.startswith("/slow"):
                self.wfile.flush()
                release.wait()
            self.wfile.write(bytes(SIZE - SIZE // 3))
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Side:
    """One server, with what it calls the downloads."""

    def __init__(self, url, secret, folder, origin):
        self.url, self.secret, self.folder, self.origin = url, secret, folder, origin
        self.gids = {}

    def send(self, text):
        for name, gid in self.gids.items():
            text = text.replace(f"@{name}", gid)
        text = text.replace("TOKEN", f"token:{self.secret}").replace("ORIGIN", self.origin)
        text = text.replace("FOLDER", self.folder)
        request = urllib.request.Request(self.url, data=text.encode())
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def call(self, method, *params):
        status, text = self.send(
            json.dumps({"id": 1, "method": f"aria2.{method}", "params": ["TOKEN", *params]}))
        answer = json.loads(text)
        return status, answer.get("result", answer.get("error", {}).get("message"))

    def blank(self, value, key=""):
        if isinstance(value, dict):
            moving = ["completedLength", "status"] if "fragment" in value else []
            return {k: "*" if k in moving else self.blank(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.blank(v, key) for v in value]
        if not isinstance(value, str):
            return value
        if key in ("downloadSpeed", "version", "sessionId"):
            return "*"
        for name, gid in self.gids.items():
            value = value.replace(gid, f"@{name}")
        value = re.sub(r"\b[0-9a-f]{16}\b", "@", value)
        return value.replace(self.origin, "ORIGIN").replace(self.folder, "FOLDER")


IDS = "an id comes back as it was sent"
WORDS = "the message also says what is wrong"
OPTIONS = "an option that cannot be honoured is refused, never ignored"
BITTORRENT = "BitTorrent is not supported"
FAILED = "a failed download can be resumed, so it keeps its sources and options"
KEPT = "a removed download is remembered until its result is purged"
NUMBER = "a text that is JSON but no request is an invalid request"
NEEDED = "a download keeps at least one source"
OUTER = "a token before the array of system.multicall is taken off"
SAVED = "the queue is always saved"
FRAGMENTS = "one entry for each unfinished fragment, with its place and state"
STRICT = "JSON is read strictly"
FOLDERS = "files stay in the allowed folders"
FEATURES = "other features"
SOURCES = "each source is listed once"
USUAL = "other defaults; only options with a meaning are reported"

# The other options that aria2 reports depend on the machine.
REPORTED = ["allow-overwrite", "auto-file-renaming", "check-certificate", "dir", "follow-metalink",
            "max-concurrent-downloads", "max-connection-per-server", "max-download-limit",
            "max-overall-download-limit", "no-netrc", "out", "split"]

script = []


def raw(text, why=None):
    script.append(("raw", text, why, None))


def call(method, *params, why=None, name=None):
    script.append(("call", method, why, (params, name)))


def until(method, *params, has):
    script.append(("until", method, None, (params, has)))


for text in ["", "{", "[]", '[1,"a"]', '"x"', "null", "{}", '{"id":1}', '{"id":1,"method":5}',
             '{"id":1,"method":"system.listNotifications","params":{}}',
             '{"id":1,"method":"system.listNotifications","params":null}']:
    raw(text)
raw("1", NUMBER)
raw('{"id":1,"id":1,"method":"x"}', STRICT)
for number in ["0", "-1", '"a"', '"é/"', "null", "true", '[1,{"a":2}]', "9223372036854775807"]:
    raw('{"id":%s,"method":"x","params":["TOKEN"]}' % number)
for number in ["1.5", "9223372036854775808"]:
    raw('{"id":%s,"method":"x","params":["TOKEN"]}' % number, IDS)
raw('{"id":1,"method":"aria2.getVersion","params":["token:wrong"]}')
raw('{"id":1,"method":"system.listNotifications","params":["token:wrong"]}', BITTORRENT)
raw('{"id":1,"method":"system.listMethods"}', BITTORRENT)
raw('[3,{"id":1,"method":"x","params":["TOKEN"]},{"method":"a"},{"id":2}]')
raw('{"id":1,"method":"system.multicall"}')
raw('{"id":1,"method":"system.multicall","params":[5]}')
raw('{"id":1,"method":"system.multicall","params":["TOKEN",[]]}', OUTER)
raw('{"id":1,"method":"system.multicall","params":[[1,{},{"methodName":"system.multicall"},'
    '{"methodName":"aria2.tellActive","params":["TOKEN"]},{"methodName":"x","params":["TOKEN"]},'
    '{"methodName":"aria2.tellStatus","params":["TOKEN"]}]]}')
call("getVersion", why=FEATURES)
call("getSessionInfo")
call("addTorrent", why=BITTORRENT)
call("getPeers", "1", why=BITTORRENT)

call("addUri")
call("addUri", 5)
call("addUri", [])
call("addUri", [5])
for bad in ["", "foo", "magnet:?xt=urn:btih:x", "file:///etc/passwd"]:
    call("addUri", [bad], why=WORDS)
call("addUri", ["ORIGIN/a"], 5)
call("addUri", ["ORIGIN/a"], {}, -1)
call("addUri", ["ORIGIN/a"], {}, "x")
for option, value in [("split", "x"), ("split", "0"), ("pause", "maybe"), ("checksum", "x=1"),
                      ("checksum", "sha-1=12"), ("max-download-limit", "1Q"), ("gid", "x"),
                      ("gid", "0000000000000000")]:
    call("addUri", ["ORIGIN/a"], {option: value}, why=WORDS)

A = ["ORIGIN/a", "ORIGIN/b"]
call("addUri", A, {"pause": "true", "out": "a", "gid": "abcdef0123456789"}, name="a")
call("addUri", A, {"pause": "true", "gid": "abcdef0123456789"}, why=WORDS)
for method in ["tellStatus", "getUris", "getFiles", "getServers"]:
    call(method, "abcdef")
call("tellStatus", "@a", [])
call("tellStatus", "@a", ["gid", "status", "nope"])
call("tellStatus", "@a", "gid")
for bad in [None, 5, "", "zz", "abcdef01234567890", "1111111111"]:
    call("tellStatus", *([] if bad is None else [bad]))
call("pause", "@a")
call("removeDownloadResult", "@a")
call("unpause", "@a")
until("tellStatus", "@a", ["status"], has="complete")
call("tellStatus", "@a", [key for key in
     ["gid", "status", "totalLength", "completedLength", "uploadLength", "bitfield",
      "downloadSpeed", "uploadSpeed", "connections", "numSeeders", "seeder", "pieceLength",
      "numPieces", "errorCode", "errorMessage", "followedBy", "following", "belongsTo", "dir",
      "infoHash", "bittorrent", "verifiedLength", "verifyIntegrityPending"]])
call("getFiles", "@a", why=SOURCES)
for method in ["pause", "forcePause", "unpause", "remove", "forceRemove", "getUris", "getServers"]:
    call(method, "@a")
call("changeOption", "@a", {"split": "2"})
call("changePosition", "@a", 0, "POS_SET")
call("changeUri", "@a", 1, [], [])
call("tellStopped", 0, 10, ["gid", "status", "errorCode", "errorMessage"])
call("getGlobalStat")
call("removeDownloadResult", "@a")
call("removeDownloadResult", "@a")
call("tellStatus", "@a")

call("addUri", ["ORIGIN/slow"], {"out": "s"}, name="s")
until("tellStatus", "@s", ["totalLength"], has=str(SIZE))
call("tellStatus", "@s", ["gid", "status", "totalLength", "numPieces", "pieceLength", "dir",
                          "errorCode", "errorMessage", "uploadSpeed"])
call("getServers", "@s", why=FRAGMENTS)
call("tellActive", ["gid", "status"])
call("tellActive", 5)
call("unpause", "@s")
call("removeDownloadResult", "@s")
call("changeOption", "@s", {"max-download-limit": "1M"})
call("forcePause", "@s")
until("tellStatus", "@s", ["status"], has="paused")
call("tellStatus", "@s", ["status", "connections", "errorCode", "errorMessage"])
call("forceRemove", "@s")
call("tellStatus", "@s", ["status"], why=KEPT)
call("removeDownloadResult", "@s", why=KEPT)

for name in ["1", "2"]:
    call("addUri", ["ORIGIN/" + name], {"pause": "true", "out": name}, name="w" + name)
call("addUri", ["ORIGIN/missing"], {"pause": "true", "out": "3"}, 0, name="w3")
for offset, count in [(0, 1), (0, 10), (1, 10), (-1, 1), (-1, 10), (-2, 5), (-5, 10), (5, 1),
                      (0, 0), (0, -1), ("0", 1)]:
    call("tellWaiting", offset, count, ["gid", "status"])
call("tellWaiting")
call("tellWaiting", 0)
for position in [(2, "POS_SET"), (-1, "POS_CUR"), (0, "POS_END"), (-1, "POS_END"),
                 (100, "POS_SET"), (-100, "POS_CUR"), (0, "X"), ("0", "POS_SET"),
                 (-1, "POS_SET")]:
    call("changePosition", "@w1", *position)
    call("tellWaiting", 0, 9, ["gid"])
call("changeUri", "@w1", 1, ["ORIGIN/1", "zz"], ["ORIGIN/new"], 0)
call("getUris", "@w1")
call("changeUri", "@w1", 0, [], [])
call("changeUri", "@w1", 2, [], [])
call("changeUri", "@w1", 1, [], ["ORIGIN/more"])
call("getUris", "@w1")
call("changeUri", "@w1", 1, ["ORIGIN/new", "ORIGIN/more"], [], why=NEEDED)
call("changeOption", "@w1")
call("changeOption", "@w1", 5)
call("changeOption", "@w1", {"split": "3", "max-download-limit": "10K", "out": "other"})
call("getFiles", "@w2")
call("changeOption", "@w1", {"nope": "1"}, why=OPTIONS)
call("changeOption", "@w1", {"split": "x"}, why=WORDS)
call("changeOption", "@w1", {"dir": "/etc"}, why=FOLDERS)
call("changeOption", "@w1", {"out": "../x"}, why=FOLDERS)
call("changeOption", "@w1", {"load-cookies": "/etc/passwd"}, why=FOLDERS)
call("changeGlobalOption", {"max-overall-download-limit": "10M"})
call("changeGlobalOption", {"max-concurrent-downloads": "x"}, why=WORDS)
call("changeGlobalOption", {"nope": "1"}, why=OPTIONS)
call("changeGlobalOption", {"enable-rpc": "false"}, why=OPTIONS)
call("changeGlobalOption")
call("getOption", "@w2", why=USUAL)
call("getGlobalOption", why=USUAL)

call("unpause", "@w3")
until("tellStatus", "@w3", ["status"], has="error")
call("tellStatus", "@w3", ["status", "errorCode", "totalLength", "completedLength", "numPieces"])
call("tellStatus", "@w3", ["errorMessage"], why=WORDS)
call("pause", "@w3")
call("remove", "@w3")
call("getUris", "@w3", why=FAILED)
call("changeOption", "@w3", {"split": "2"}, why=FAILED)
call("tellStopped", -1, 10, ["gid", "status", "errorCode"])
call("remove", "@w1")
call("remove", "@w1", why=KEPT)
call("getGlobalStat", why=KEPT)
call("pauseAll")
call("forcePauseAll")
call("purgeDownloadResult")
call("tellStopped", 0, 10)
call("removeDownloadResult", "@w3")
call("remove", "@w2")
call("addMetalink", 5)
call("addMetalink", "x", why=WORDS)
METALINK = ('<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="m"><size>3000000</size>'
            "<url>ORIGIN/m</url></file></metalink>")
call("addMetalink", METALINK, {"pause": "true"}, name="m")
call("tellStatus", "@m", ["status", "totalLength"])
call("remove", "@m")
call("saveSession", why=SAVED)
call("unpauseAll")


def main():
    urls, secret, folders = sys.argv[1:3], sys.argv[3], sys.argv[4:6]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    sides = [Side(url, secret, folder, origin) for url, folder in zip(urls, folders)]
    faults = []
    for kind, what, why, more in script:
        if kind == "until":
            params, text = more
            for side in sides:
                deadline = time.monotonic() + 120
                while text not in json.dumps(side.call(what, *params)):
                    if time.monotonic() > deadline:
                        sys.exit(f"{what}: waited for {text}: {side.call(what, *params)}")
                    time.sleep(0.02)
            continue
        if kind == "raw":
            shown = what
            answers = [side.send(what) for side in sides]
            answers = [(status, side.blank(json.loads(text)))
                       for side, (status, text) in zip(sides, answers)]
        else:
            params, name = more
            shown = f"{what} {' '.join(json.dumps(p, ensure_ascii=False) for p in params)}".strip()
            answers = []
            for side in sides:
                sent = list(params)
                if what == "addMetalink" and isinstance(sent[0], str) and "<" in sent[0]:
                    text = sent[0].replace("ORIGIN", origin)
                    sent[0] = base64.b64encode(text.encode()).decode()
                status, result = side.call(what, *sent)
                if name and status == 200:
                    side.gids[name] = result if isinstance(result, str) else result[0]
                if what in ("getOption", "getGlobalOption"):
                    result = {key: result[key] for key in REPORTED if key in result}
                answers.append((status, side.blank(result)))
        texts = [f"{status} {json.dumps(value, sort_keys=True, ensure_ascii=False)}"
                 for status, value in answers]
        print(f"> {shown}\n  {texts[0]}")
        differs = texts[0] != texts[1]
        if differs:
            print(f"  {texts[1]}\n  # {why}")
        if differs != (why is not None):
            faults.append(shown)
    release.set()
    print("\nDifferences:")
    for why in dict.fromkeys(why for _, _, why, _ in script if why):
        print(f"- {why}")
    for fault in faults:
        print(f"UNEXPECTED {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
