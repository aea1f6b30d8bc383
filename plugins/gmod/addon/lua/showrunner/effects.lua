-- Commands to begin with: what a rule of the plugin, or its action "command", can name. Add your own to showrunner.commands.

local function add(name, command)
	showrunner.commands[name] = showrunner.commands[name] or command
end

add("confetti", function()
	for _, each in ipairs(player.GetAll()) do
		local burst = EffectData()
		burst:SetOrigin(each:EyePos())
		burst:SetStart(Vector(math.random(0, 255), math.random(0, 255), math.random(0, 255)))
		util.Effect("balloon_pop", burst)
	end
end)

add("dance", function()
	for _, each in ipairs(player.GetAll()) do each:ConCommand("act dance") end
end)

add("heal", function()
	for _, each in ipairs(player.GetAll()) do each:SetHealth(each:GetMaxHealth()) end
end)

add("gravity", function(order)
	RunConsoleCommand("sv_gravity", "200")
	timer.Create("showrunner_gravity", tonumber(order.seconds) or 10, 1, function() RunConsoleCommand("sv_gravity", "600") end)
end)
