# Gifts of a live in your game, by WebSocket (door: websocket-server), Godot 4: a script of any node.
extends Node

@export var address := "ws://127.0.0.1:21330/?token="

var socket := WebSocketPeer.new()
var done := {} # The same may come again.


# Your game's part; answer why it could not be done, or "".
func on_message(message: Dictionary) -> String:
	if message.type == "gift":
		print("%s gave %d %s" % [message.user, message.count, message.gift])
	return ""


func _ready() -> void:
	socket.connect_to_url(address)


func _process(_delta: float) -> void:
	socket.poll()
	match socket.get_ready_state():
		WebSocketPeer.STATE_OPEN:
			while socket.get_available_packet_count() > 0:
				take(JSON.parse_string(socket.get_packet().get_string_from_utf8()))
		WebSocketPeer.STATE_CLOSED:
			print("Not connected: is the plugin on, and the token right?")
			set_process(false)
			await get_tree().create_timer(2.0).timeout
			socket = WebSocketPeer.new()
			socket.connect_to_url(address)
			set_process(true)


func take(message: Dictionary) -> void:
	var why := "" if done.has(message.id) else on_message(message)
	if why == "":
		done[message.id] = true
	socket.send_text(JSON.stringify({ "ok": message.id } if why == "" else { "failed": message.id, "why": why }))
