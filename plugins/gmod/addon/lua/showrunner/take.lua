-- What comes, by whichever way: hooks, commands and lines in the chat.

local HOOKS = {
	tiktok_chat = "TikTokChat",
	tiktok_gift = "TikTokGift",
	tiktok_follow = "TikTokFollow",
	tiktok_share = "TikTokShare",
	tiktok_like = "TikTokLike",
	tiktok_viewerCount = "TikTokViewerCount",
	tiktok_subscribe = "TikTokSubscribe",
	tip = "Tip",
}

-- What comes twice, since an answer was lost, is taken once: so many ids are remembered.
local IDS_KEPT = 500
local known, ids, count = {}, {}, 0

local function isNew(id)
	if id == nil then return true end
	if known[id] then return false end
	local place = count % IDS_KEPT + 1
	if ids[place] then known[ids[place]] = nil end
	ids[place], known[id], count = id, true, count + 1
	return true
end

-- Names are what viewers wrote: one line, and not too long.
local function plain(text)
	local line = string.gsub(tostring(text or ""), "%c", " ")
	if #line <= 100 then return line end
	-- Half a letter of UTF-8 goes, too.
	return (string.gsub(string.sub(line, 1, 100), "[\192-\255][\128-\191]*$", "")) .. "…"
end

local LINES = {
	tiktok_gift = function(data) return plain(data.user) .. " gave " .. plain(data.repeatCount) .. " " .. plain(data.giftName) end,
	tiktok_follow = function(data) return plain(data.user) .. " follows" end,
	tiktok_subscribe = function(data) return plain(data.user) .. " subscribed" end,
	tip = function(data) return plain(data.user) .. " gave a tip" end,
}

local function say(message)
	local line = LINES[message.type]
	if line and showrunner.chat:GetBool() then PrintMessage(HUD_PRINTTALK, line(message.data)) end
end

local function run(order)
	local command = showrunner.commands[order.command]
	if command then return command(order) end
	MsgN("Showrunner: nothing here is called " .. plain(order.command))
end

-- One that fails must not take the next with it.
local function guarded(work, ...)
	local isDone, problem = pcall(work, ...)
	if not isDone then ErrorNoHalt("Showrunner: " .. tostring(problem) .. "\n") end
end

-- A message as it is in the README; of those with an id, each once.
function showrunner.take(message, id)
	if type(message) ~= "table" or type(message.data) ~= "table" or not isNew(id) then return end
	if message.type == "command" then return guarded(run, message.data) end
	guarded(hook.Run, "Showrunner", message)
	if HOOKS[message.type] then guarded(hook.Run, HOOKS[message.type], message.data) end
	guarded(say, message)
end

-- By RCON: base64 of a message with its id. Players may not.
concommand.Add("showrunner_message", function(player, _, arguments)
	if IsValid(player) then return end
	local message = util.JSONToTable(util.Base64Decode(arguments[1] or "") or "")
	if message then showrunner.take(message, message.id) end
end)
