import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const SCRIPT = pathOf('../../../plugins/roblox/script/Showrunner.server.luau')

/** A server of the experience with the shipped script in it: what was fired, and what the script did besides. */
export async function startExperience(t: { after(end: () => void): void }, { failures = 0 } = {}) {
  const child = spawn('luajit', [pathOf('experience.lua'), SCRIPT, pathOf('../gmod/json.lua'), String(failures)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const happened: { readonly kind: string; readonly what: unknown }[] = []
  const { changed, until } = createWaiters()
  createInterface(child.stdout).on('line', (line) => {
    happened.push(JSON.parse(line))
    changed()
  })
  t.after(() => child.kill())
  const of = (kind: string) => happened.flatMap((each) => (each.kind === kind ? [each.what] : []))
  await until(() => of('subscribed').length === 1)
  return {
    of,
    until: (isSo: () => boolean) => until(isSo),
    /** A message of the topic, as MessagingService hands it over. */
    receive: (message: string) => void child.stdin.write(`${message}\n`),
  }
}
