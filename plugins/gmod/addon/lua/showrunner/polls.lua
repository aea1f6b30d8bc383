-- Asks over and over: an answer comes as soon as there is something, at the latest after 25 seconds. The server needs -allowlocalhttp for that.

local WAIT_SECONDS = 25

-- `lost(why)` is called once, `alive()` with every answer. Answers a function that ends it.
function showrunner.poll(address, token, alive, lost)
	local headers = { Authorization = "Bearer " .. token }
	local base = "http://" .. address
	local isOver, cursor, ask = false, 0, nil

	local function over(why)
		if isOver then return end
		isOver = true
		lost(why)
	end

	-- Rounded, since Lua writes large numbers with an exponent.
	local function text(number) return string.format("%.0f", number) end

	local function acknowledge()
		HTTP({
			url = base .. "/ack", method = "POST", headers = headers, timeout = 10,
			type = "application/json", body = '{"cursor":' .. text(cursor) .. "}",
			success = function(code)
				if isOver then return end
				if code ~= 200 then return over("it answered " .. code) end
				ask()
			end,
			failed = over,
		})
	end

	function ask()
		HTTP({
			url = base .. "/poll?cursor=" .. text(cursor) .. "&wait=" .. WAIT_SECONDS, method = "GET", headers = headers, timeout = WAIT_SECONDS + 15,
			success = function(code, body)
				if isOver then return end
				local answer = code == 200 and util.JSONToTable(body)
				if not answer then return over("it answered " .. code) end
				alive()
				for _, each in ipairs(answer.messages or {}) do showrunner.take(each.message, each.id) end
				cursor = tonumber(answer.cursor) or cursor
				if #(answer.messages or {}) > 0 then acknowledge() else ask() end
			end,
			failed = over,
		})
	end

	ask()
	return function() isOver = true end
end
