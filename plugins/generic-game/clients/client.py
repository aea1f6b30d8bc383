"""Gifts of a live in your game, by TCP (door: tcp-server): python3 client.py [port] [token]"""
import json
import socket
import sys
import time

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 21330
TOKEN = sys.argv[2] if len(sys.argv) > 2 else ""
DONE = set()  # The same may come again.


def on_message(message):
    """Your game's part; raise when it could not be done."""
    if message["type"] == "gift":
        print(f'{message["user"]} gave {message["count"]} {message["gift"]}', flush=True)


def answer_to(message):
    try:
        if message["id"] not in DONE:
            on_message(message)
        DONE.add(message["id"])
        return {"ok": message["id"]}
    except Exception as error:
        return {"failed": message["id"], "why": str(error)}


def play():
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        if TOKEN:
            connection.sendall(json.dumps({"token": TOKEN}).encode() + b"\n")
        for line in connection.makefile(encoding="utf-8", newline="\n"):
            connection.sendall(json.dumps(answer_to(json.loads(line))).encode() + b"\n")


while True:
    try:
        play()
        print("Not connected: the line was closed; is the token right?", flush=True)
    except OSError as error:
        print("Not connected:", error, flush=True)
    time.sleep(2)
