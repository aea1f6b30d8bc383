-- What can be done with a message. Each answers nothing when it is done, or why it could not.
local effects = {}
local TITLE_SECONDS = 5

function effects.say(message)
	minetest.chat_send_all(message.text)
end

function effects.title(message)
	for _, player in ipairs(minetest.get_connected_players()) do
		local name = player:get_player_name()
		local id = player:hud_add({
			hud_elem_type = "text",
			position = { x = 0.5, y = 0.25 },
			alignment = { x = 0, y = 0 },
			number = 0xFFFFFF,
			size = { x = 3, y = 3 },
			text = message.text,
		})
		minetest.after(TITLE_SECONDS, function()
			local still_here = minetest.get_player_by_name(name)
			if still_here then still_here:hud_remove(id) end
		end)
	end
end

function effects.give(message)
	if not minetest.registered_items[message.item] then return "There is no item " .. message.item end
	for _, player in ipairs(minetest.get_connected_players()) do
		local left = player:get_inventory():add_item("main", ItemStack({ name = message.item, count = message.amount }))
		if not left:is_empty() then minetest.add_item(player:get_pos(), left) end
	end
end

function effects.heal(message)
	for _, player in ipairs(minetest.get_connected_players()) do
		player:set_hp(player:get_hp() + message.amount, "showrunner")
	end
end

function effects.hurt(message)
	for _, player in ipairs(minetest.get_connected_players()) do
		player:set_hp(math.max(0, player:get_hp() - message.amount), "showrunner")
	end
end

function effects.time(message)
	minetest.set_timeofday((message.amount % 24) / 24)
end

return effects
