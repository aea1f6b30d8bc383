-- Gifts, follows and chats of a live as hooks of Garry's Mod: README.md of the plugin says how to use them.
-- Settings are in cfg/server.cfg: showrunner_address "127.0.0.1:27015" and showrunner_token "…", as the plugin's action "pairing" says.

-- This file runs again when it is saved.
if showrunner and showrunner.disconnect then showrunner.disconnect() end

showrunner = { commands = showrunner and showrunner.commands or {} }

local flags = bit.bor(FCVAR_ARCHIVE, FCVAR_PROTECTED)
showrunner.address = CreateConVar("showrunner_address", "127.0.0.1:27015", flags, "Host and port of Showrunner")
showrunner.token = CreateConVar("showrunner_token", "", flags, "What the action pairing says")
showrunner.chat = CreateConVar("showrunner_chat", "1", FCVAR_ARCHIVE, "Whether gifts and follows are told in the chat")

include("showrunner/take.lua")
include("showrunner/effects.lua")
include("showrunner/polls.lua")
include("showrunner/socket.lua")
include("showrunner/link.lua")

-- server.cfg is read later than this.
cvars.AddChangeCallback("showrunner_address", showrunner.connect, "showrunner")
cvars.AddChangeCallback("showrunner_token", showrunner.connect, "showrunner")

-- Addresses cannot be asked before the first tick.
timer.Simple(0, showrunner.connect)
