import { writeFileSync } from 'node:fs'
import type { GuestFacts, Syscalls } from '../guest/syscalls.ts'
import { createRealm } from './realm.ts'
import { cachesOf, loadScripts } from './scripts.ts'

/** Makes a realm once, when the scripts are built, and keeps what V8 compiled for every worker that will start. */
const folder = new URL('.', import.meta.url)
const scripts = loadScripts(folder)
// Nothing of it is ever called but to ask for a number.
const silent = new Proxy({}, { ownKeys: () => [], get: () => () => 0 }) as Syscalls
const facts: GuestFacts = { id: 'warm', filename: 'plugin.ts', thread: 0, threads: 1, settings: {}, env: {}, grants: {}, version: '0.0.0' }
const guest = createRealm({ scripts, syscalls: silent, facts, maxExternalBytes: 2 ** 26 })
guest.load('exports.default = { on: { chat() {} } }', facts.filename)
for (const [file, data] of cachesOf(scripts)) writeFileSync(new URL(file, folder), data)
