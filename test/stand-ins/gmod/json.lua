-- JSON for the game's util.JSONToTable and util.TableToJSON, and for the lines of the bridge. Malformed text is nil.
local json = {}

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function utf8(code)
	if code < 0x80 then return string.char(code) end
	if code < 0x800 then return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64) end
	if code < 0x10000 then return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64) end
	return string.char(0xF0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64, 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

local value

local function blank(text, at) return string.find(text, "[^ \t\r\n]", at) or #text + 1 end

local function quoted(text, at)
	local parts = {}
	while true do
		local stop = string.find(text, '["\\]', at) or error("no end")
		parts[#parts + 1] = string.sub(text, at, stop - 1)
		if string.sub(text, stop, stop) == '"' then return table.concat(parts), stop + 1 end
		local kind = string.sub(text, stop + 1, stop + 1)
		at = stop + 2
		if kind == "u" then
			local code = tonumber(string.sub(text, at, at + 3), 16)
			at = at + 4
			if code >= 0xD800 and code < 0xDC00 then
				code = 0x10000 + (code - 0xD800) * 1024 + tonumber(string.sub(text, at + 2, at + 5), 16) - 0xDC00
				at = at + 6
			end
			parts[#parts + 1] = utf8(code)
		else
			parts[#parts + 1] = ESCAPES[kind] or error("escape")
		end
	end
end

local function list(text, at, close, item)
	at = blank(text, at)
	if string.sub(text, at, at) == close then return at + 1 end
	while true do
		at = blank(text, item(at))
		local mark = string.sub(text, at, at)
		if mark == close then return at + 1 end
		if mark ~= "," then error("no comma") end
		at = blank(text, at + 1)
	end
end

local WORDS = { ["true"] = true, ["false"] = false }

function value(text, at)
	at = blank(text, at)
	local mark = string.sub(text, at, at)
	local found = {}
	if mark == '"' then return quoted(text, at + 1) end
	if mark == "[" then
		local stop = list(text, at + 1, "]", function(from)
			local each, to = value(text, from)
			found[#found + 1] = each
			return to
		end)
		return found, stop
	end
	if mark == "{" then
		local stop = list(text, at + 1, "}", function(from)
			local key, to = quoted(text, from + 1)
			to = blank(text, to)
			if string.sub(text, to, to) ~= ":" then error("no colon") end
			found[key], to = value(text, to + 1)
			return to
		end)
		return found, stop
	end
	local word = string.match(text, "^[%w%.%+%-]+", at) or error("nothing")
	if word == "null" then return nil, at + #word end
	if WORDS[word] ~= nil then return WORDS[word], at + #word end
	return tonumber(word) or error("no number"), at + #word
end

function json.decode(text)
	local isRight, decoded, stop = pcall(value, text, 1)
	if isRight and blank(text, stop) > #text then return decoded end
end

local function escaped(text)
	return '"' .. string.gsub(text, '[%c"\\]', function(letter) return string.format("\\u%04x", string.byte(letter)) end) .. '"'
end

function json.encode(thing)
	if type(thing) == "string" then return escaped(thing) end
	if type(thing) ~= "table" then return type(thing) == "number" and string.format("%.14g", thing) or tostring(thing) end
	local parts = {}
	if #thing > 0 then
		for _, each in ipairs(thing) do parts[#parts + 1] = json.encode(each) end
		return "[" .. table.concat(parts, ",") .. "]"
	end
	for key, each in pairs(thing) do parts[#parts + 1] = escaped(tostring(key)) .. ":" .. json.encode(each) end
	return "{" .. table.concat(parts, ",") .. "}"
end

return json
