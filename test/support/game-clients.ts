import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createFolder } from './folder.ts'
import type { Ending } from './host.ts'
import { startProgram } from './program.ts'
import { ROOT } from './root.ts'

const CLIENTS = join(ROOT, 'plugins/generic-game/clients')
const isOnPath = (program: string) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

export const hasJava = isOnPath('java') && isOnPath('javac')

type Client = (given: readonly string[]) => readonly [program: string, ...args: string[]]

/** The clients that come with generic-game, as their first lines say that they are started; with the port, and the token. */
const STARTS = {
  js: (given) => [process.execPath, '--experimental-websocket', join(CLIENTS, 'client.js'), ...given],
  cs: (given) => ['mono', compiled(), ...given],
  // The two options only make a short run quicker.
  java: (given) => ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', join(CLIENTS, 'Client.java'), ...given],
  py: (given) => ['python3', join(CLIENTS, 'client.py'), ...given],
  lua: (given) => ['lua5.4', join(CLIENTS, 'client.lua'), ...given],
} as const satisfies Record<string, Client>

export function startClient(t: Ending, language: keyof typeof STARTS, ...given: readonly string[]) {
  const [program, ...args] = STARTS[language](given)
  return startProgram(t, program, { args })
}

function compiled(): string {
  const program = join(createFolder(), 'Client.exe')
  execFileSync('mcs', [`-out:${program}`, '-r:System.Runtime.Serialization', join(CLIENTS, 'Client.cs')])
  return program
}
