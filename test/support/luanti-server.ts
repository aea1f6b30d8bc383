import { createSocket } from 'node:dgram'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findLuanti } from '../../scripts/luanti-place.mjs'
import { createFolder } from './folder.ts'
import type { Ending } from './host.ts'
import { startProgram } from './program.ts'
import { ROOT } from './root.ts'

/** The least game that there is, and a mod that writes what is said in the chat, and what time it is, to the server's log. */
const GAME = { 'game.conf': 'title = Least', 'mods/least/mod.conf': 'name = least', 'mods/least/init.lua': '' }
const WITNESS = {
  'mod.conf': 'name = witness\ndepends = showrunner',
  'init.lua': `local function tell(text) minetest.log("action", text) end
local say = minetest.chat_send_all
minetest.chat_send_all = function(text) tell("SAID " .. text) say(text) end
local set_time = minetest.set_timeofday
minetest.set_timeofday = function(time) tell("TIME " .. time) set_time(time) end
showrunner.register("fireworks", function(message) tell("FIREWORKS " .. message.user .. " " .. message.coins) end)
showrunner.register("dud", function() error("It is wet") end)
`,
}

type Setting = { readonly url: string; readonly key: string }

/** A real server with our mod in an empty world; `told` has what the witness told. Killed with the test, whatever becomes of it. */
export async function startLuanti(t: Ending, { url, key }: Setting) {
  const program = findLuanti()
  if (!program) throw new Error('No Luanti server is here; node scripts/setup-luanti.mjs installs it')
  const folder = createFolder()
  await writeAll(join(folder, 'games/least'), GAME)
  await writeAll(join(folder, 'world/worldmods/witness'), WITNESS)
  await cp(join(ROOT, 'plugins/luanti/mod/showrunner'), join(folder, 'world/worldmods/showrunner'), { recursive: true })
  await writeFile(
    join(folder, 'world/world.mt'),
    'gameid = least\nbackend = dummy\nplayer_backend = dummy\nauth_backend = files\nmod_storage_backend = files\n',
  )
  const lines = ['bind_address = 127.0.0.1', 'server_announce = false', 'mg_name = singlenode', 'secure.http_mods = showrunner']
  await writeFile(join(folder, 'luanti.conf'), [...lines, `showrunner.url = ${url}`, `showrunner.key = ${key}`, ''].join('\n'))
  const port = String(await freeUdpPort())
  const options = ['--config', join(folder, 'luanti.conf'), '--world', join(folder, 'world'), '--port', port, '--logfile', '']
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    MINETEST_SUBGAME_PATH: join(folder, 'games'),
    LUANTI_GAME_PATH: join(folder, 'games'),
  }
  const { said, ...server } = startProgram(t, program, { args: options, env })
  /** What the witness told, without the time before it. */
  const told = (word: string) =>
    said.flatMap((line) => / ACTION\[\w+\]: (.*)$/.exec(line)?.[1] ?? []).filter((line) => line.startsWith(word))
  return { ...server, told }
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}
