-- luajit game.lua <this folder> <the add-on's folder lua> <"sockets" when the module is installed>; README.md says what this is.
local here, addon, hasModule = arg[1], arg[2], arg[3] == "sockets"
local json = dofile(here .. "/json.lua")
local now = 0

local function tell(kind, what)
	io.write(json.encode({ kind = kind, what = what }), "\n")
	io.flush()
end

-- Numbers and words of the realm.
FCVAR_ARCHIVE, FCVAR_PROTECTED, HUD_PRINTTALK = 128, 32, 3
function RealTime() return now end
function IsValid(thing) return thing ~= nil and thing ~= false end
function MsgN(...) tell("log", table.concat({ ... })) end
ErrorNoHalt = MsgN
function Vector(x, y, z) return { x, y, z } end
function include(path) return dofile(addon .. "/" .. path) end

-- Console.
local variables, commands = {}, {}
function CreateConVar(name, default)
	variables[name] = variables[name] or { value = default, callbacks = {} }
	local variable = variables[name]
	function variable:GetString() return self.value end
	function variable:GetBool() return self.value ~= "0" and self.value ~= "" end
	return variable
end
cvars = { AddChangeCallback = function(name, callback, id) variables[name].callbacks[id] = callback end }
concommand = { Add = function(name, callback) commands[name] = callback end }
function RunConsoleCommand(...) tell("console", table.concat({ ... }, " ")) end

-- Timers, in virtual time.
local timers, made = {}, 0
local function at(name, delay, repeats, callback)
	made = made + 1
	timers[name] = { due = now + delay, delay = delay, left = repeats, callback = callback, order = made }
end
timer = {
	Simple = function(delay, callback) at({}, delay, 1, callback) end,
	Create = at,
	Remove = function(name) timers[name] = nil end,
}
local function due()
	local first
	for name, each in pairs(timers) do
		local isSooner = first and (each.due < timers[first].due or each.due == timers[first].due and each.order < timers[first].order)
		if each.due <= now and (not first or isSooner) then first = name end
	end
	return first
end
local function runTimers()
	for name in due do
		local each = timers[name]
		each.left, each.due = each.left - 1, each.due + each.delay
		if each.left == 0 then timers[name] = nil end
		each.callback()
	end
end

-- Hooks: those of tests are told, and may fail.
local hooks = {}
hook = {
	Add = function(name, id, callback)
		hooks[name] = hooks[name] or {}
		hooks[name][id] = callback
	end,
	Run = function(name, ...)
		tell("hook", { name = name, data = ... })
		for _, callback in pairs(hooks[name] or {}) do
			local answer = callback(...)
			if answer ~= nil then return answer end
		end
	end,
}

-- Players and what they see.
local someone = {}
function someone:EyePos() return Vector(0, 0, 64) end
function someone:GetMaxHealth() return 100 end
function someone:SetHealth(health) tell("player", "health " .. health) end
function someone:ConCommand(command) tell("player", command) end
player = { GetAll = function() return { someone } end }
function PrintMessage(_, text) tell("chat", text) end
function EffectData() return { SetOrigin = function() end, SetStart = function() end } end

-- Texts.
local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function fromBase64(text)
	local bits, count, bytes = 0, 0, {}
	for letter in string.gmatch(text, "[%w%+/]") do
		bits, count = bits * 64 + string.find(LETTERS, letter, 1, true) - 1, count + 6
		if count >= 8 then
			count = count - 8
			bytes[#bytes + 1] = string.char(math.floor(bits / 2 ^ count))
			bits = bits % 2 ^ count
		end
	end
	return table.concat(bytes)
end
util = {
	JSONToTable = json.decode,
	TableToJSON = json.encode,
	Base64Decode = fromBase64,
	Effect = function(name) tell("effect", name) end,
	IsBinaryModuleInstalled = function(name) return hasModule and name == "gwsockets" end,
}

-- The network, which the bridge has.
local asked, sockets = {}, {}
function HTTP(request)
	asked[#asked + 1] = request
	local said = { id = #asked, url = request.url, method = request.method, headers = request.headers, body = request.body, timeout = request.timeout }
	tell("http", said)
	return true
end
local module = {
	createWebSocket = function(url)
		local socket, id, headers, isConnected = {}, #sockets + 1, {}, false
		sockets[id] = socket
		function socket:setHeader(name, text) headers[name] = text end
		function socket:open() tell("socket", { id = id, open = url, headers = headers }) end
		function socket:write(text) tell("socket", { id = id, write = text }) end
		function socket:close() tell("socket", { id = id, close = true }) end
		function socket:isConnected() return isConnected end
		function socket.heard(event, text)
			isConnected = event == "onConnected" or (event == "onMessage" and isConnected)
			if socket[event] then socket[event](socket, text) end
		end
		return socket
	end,
}
local luaRequire = require
function require(name)
	if name ~= "gwsockets" then return luaRequire(name) end
	GWSockets = module
end

-- What the bridge says, a line each.
local DEEDS = {
	set = function(said)
		local variable = variables[said.name]
		local old = variable.value
		variable.value = said.value
		for _, callback in pairs(variable.callbacks) do callback(said.name, old, said.value) end
	end,
	advance = function(said) now = now + said.seconds end,
	answer = function(said)
		local request = asked[said.id]
		if said.problem then return request.failed(said.problem) end
		request.success(said.code, said.body, {})
	end,
	heard = function(said) sockets[said.id].heard(said.event, said.text) end,
	console = function(said) commands[said.name](said.isPlayer and someone or nil, said.name, { said.argument }) end,
	failIn = function(said) hook.Add(said.name, "tests", function() error("it failed") end) end,
}

dofile(addon .. "/autorun/server/showrunner.lua")
runTimers()
tell("ready", "")
for line in io.lines() do
	local said = json.decode(line)
	DEEDS[said.deed](said)
	runTimers()
	tell("done", said.number)
end
