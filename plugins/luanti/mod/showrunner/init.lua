-- Asks Showrunner what viewers did, does it, and says what became of it. See README.md of the plugin.
local http = minetest.request_http_api()
local url = minetest.settings:get("showrunner.url") or "http://127.0.0.1:3000"
local key = minetest.settings:get("showrunner.key") or ""
local effects = dofile(minetest.get_modpath("showrunner") .. "/effects.lua")

showrunner = {}

-- Another mod's effect: effect(message) answers nothing when it is done, or why it could not.
-- message has id, effect, text, item, amount, type, user, gift, count, coins.
function showrunner.register(name, effect)
	effects[name] = effect
end

local function try(message)
	local effect = effects[message.effect]
	if not effect then return "There is no effect " .. message.effect end
	local went, why = pcall(effect, message)
	if went then return why end
	minetest.log("error", "[showrunner] " .. message.effect .. ": " .. tostring(why))
	return "The effect failed; the log of the game says why"
end

-- What was done already, by id: a message may come again.
local done, order, REMEMBERED = {}, {}, 500

local function once(message)
	local known = done[message.id]
	if known then return known.why end
	local why = try(message)
	done[message.id] = { why = why }
	order[#order + 1] = message.id
	if #order > REMEMBERED then done[table.remove(order, 1)] = nil end
	return why
end

local RETRY_SECONDS, WAIT_SECONDS = 2, 30
local ask

local function take(messages)
	local answers = { ok = {}, failed = {} }
	for _, message in ipairs(messages) do
		local why = once(message)
		if why then answers.failed[message.id] = why else table.insert(answers.ok, message.id) end
	end
	ask(answers)
end

local warned

local function heard(result, answers)
	local body = result.succeeded and result.code == 200 and minetest.parse_json(result.data)
	if type(body) == "table" and type(body.messages) == "table" then
		warned = false
		return take(body.messages)
	end
	if not warned then minetest.log("warning", "[showrunner] No answer from " .. url .. " (" .. result.code .. "); look at showrunner.url and showrunner.key") end
	warned = true
	-- What became of messages is said again.
	minetest.after(RETRY_SECONDS, ask, answers)
end

function ask(answers)
	http.fetch({
		url = url .. "/plugins/luanti/poll",
		method = "POST",
		timeout = WAIT_SECONDS,
		extra_headers = { "Authorization: Bearer " .. key, "Content-Type: application/json" },
		data = minetest.write_json(answers),
	}, function(result) heard(result, answers) end)
end

if http then
	minetest.after(0, ask, { ok = {}, failed = {} })
else
	minetest.log("error", "[showrunner] Add this mod to secure.http_mods in minetest.conf: secure.http_mods = showrunner")
end
