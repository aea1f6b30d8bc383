-- Gifts of a live in your game, by TCP (door: tcp-server): lua client.lua [port] [token]
-- Needs LuaSocket and a JSON library: dkjson.lua here, one file to put beside yours; others have the same two functions.
local socket = require("socket")
local json = require("dkjson")

local port, token = tonumber(arg[1] or 21330), arg[2]
local done = {} -- The same may come again.

-- Your game's part; call error() when it could not be done.
local function on_message(message)
	if message.type ~= "gift" then return end
	print(("%s gave %d %s"):format(message.user, message.count, message.gift))
end

local function answer_to(message)
	local went, why = true, nil
	if not done[message.id] then went, why = pcall(on_message, message) end
	done[message.id] = went or nil
	if went then return { ok = message.id } end
	return { failed = message.id, why = tostring(why) }
end

local function play()
	local connection, why = socket.connect("127.0.0.1", port)
	if not connection then return print("Not connected: " .. why) end
	if token then connection:send(json.encode({ token = token }) .. "\n") end
	-- In a game loop: connection:settimeout(0), and receive until it answers nil.
	for line in function() return connection:receive("*l") end do
		connection:send(json.encode(answer_to(json.decode(line))) .. "\n")
	end
	connection:close()
	print("Not connected: the line was closed; is the token right?")
end

io.stdout:setvbuf("line")
while true do
	play()
	socket.sleep(2)
end
