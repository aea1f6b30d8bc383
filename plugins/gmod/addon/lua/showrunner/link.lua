-- One line to Showrunner that is kept. States: closed -> trying -> open -> waiting -> trying …; a wait is twice as long as the one before, up to 30 seconds.

local PAUSE_MIN, PAUSE_MAX = 1, 30

local pause, stop, state = PAUSE_MIN, nil, "closed"

local function enter(into, why)
	if into == state then return end
	state = into
	if state == "open" then MsgN("Showrunner: connected") end
	if state == "waiting" then MsgN("Showrunner: not connected: " .. tostring(why)) end
end

local function try()
	local function alive()
		pause = PAUSE_MIN
		enter("open")
	end
	local function lost(why)
		stop = nil
		enter("waiting", why)
		timer.Create("showrunner_retry", pause, 1, try)
		pause = math.min(pause * 2, PAUSE_MAX)
	end
	local way = showrunner.hasSockets() and showrunner.listen or showrunner.poll
	stop = way(showrunner.address:GetString(), showrunner.token:GetString(), alive, lost)
end

-- Begins anew.
function showrunner.connect()
	showrunner.disconnect()
	if showrunner.token:GetString() == "" then return MsgN("Showrunner: write showrunner_token into server.cfg") end
	pause = PAUSE_MIN
	try()
end

function showrunner.disconnect()
	timer.Remove("showrunner_retry")
	if stop then stop() end
	stop = nil
	enter("closed")
end

function showrunner.isConnected() return state == "open" end
