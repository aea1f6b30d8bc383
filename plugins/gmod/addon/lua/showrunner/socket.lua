-- By WebSocket, where the server has the module GWSockets. A peer that died may only show when one writes: both sides say something now and then.

local BEAT_SECONDS = 20

-- As showrunner.poll.
function showrunner.listen(address, token, alive, lost)
	local isOver, heardAt = false, RealTime()
	local socket = GWSockets.createWebSocket("ws://" .. address .. "/", false)
	socket:setHeader("Authorization", "Bearer " .. token)

	local function over(why)
		if isOver then return end
		isOver = true
		timer.Remove("showrunner_beat")
		lost(why)
	end

	function socket:onConnected()
		heardAt = RealTime()
		alive()
	end

	function socket:onMessage(text)
		heardAt = RealTime()
		local message = util.JSONToTable(text)
		if not message then return end
		if message.type == "ping" then return socket:write('{"type":"pong"}') end
		if message.type ~= "pong" then showrunner.take(message) end
	end

	function socket:onError(why) over(why) end
	function socket:onDisconnected() over("it closed the line") end

	timer.Create("showrunner_beat", BEAT_SECONDS, 0, function()
		if RealTime() - heardAt > BEAT_SECONDS * 2.5 then
			over("it went silent")
			return socket:close()
		end
		if socket:isConnected() then socket:write('{"type":"ping"}') end
	end)

	socket:open()
	return function()
		isOver = true
		timer.Remove("showrunner_beat")
		socket:close()
	end
end

-- Whether there is the module; it is loaded then.
function showrunner.hasSockets()
	if GWSockets then return true end
	return util.IsBinaryModuleInstalled("gwsockets") and pcall(require, "gwsockets") and GWSockets ~= nil
end
