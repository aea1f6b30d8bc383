-- luajit experience.lua <the script> <json.lua>: runs the script that ships, with the services of Roblox that it uses; a line of the input is the Data of a message,
-- "fail <n>" in the arguments has the first n subscriptions fail.
local script, json, failures = arg[1], dofile(arg[2]), tonumber(arg[3] or 0)
local callback

local function tell(kind, what)
	io.write(json.encode({ kind = kind, what = what }), "\n")
	io.flush()
end

local SERVICES = {
	MessagingService = {
		SubscribeAsync = function(_, topic, given)
			if failures > 0 then
				failures = failures - 1
				error("the service is not available")
			end
			callback = given
			tell("subscribed", topic)
		end,
	},
	HttpService = { JSONDecode = function(_, text) return json.decode(text) or error("Can't parse JSON") end },
	ServerStorage = { Name = "ServerStorage" },
}

game = { GetService = function(_, name) return SERVICES[name] or error("no service " .. name) end }
Instance = { new = function(class) return { ClassName = class, Fire = function(_, kind, data) tell("fired", { kind = kind, data = data }) end } end }
task = { wait = function(seconds) tell("waited", seconds) end }
function warn(text) tell("warned", text) end

dofile(script)
for line in io.lines() do callback({ Data = line, Sent = 0 }) end
