import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { Launch } from '../../core/sandbox/launch/launch.ts'
import { createRunner, type Death } from '../../core/sandbox/runner-link.ts'
import type { WorkerMessage } from '../../core/sandbox/worker-messages.ts'
import { createFolder } from './folder.ts'

const PRELUDE = `
import { Socket } from 'node:net'
import { Packr } from ${JSON.stringify(import.meta.resolve('msgpackr'))}
const socket = new Socket({ fd: 3, readable: true, writable: true })
const packr = new Packr({ useRecords: false })
const pack = (value) => Buffer.from(packr.pack(value))
const framed = (body) => { const header = Buffer.alloc(4); header.writeUInt32BE(body.length); return Buffer.concat([header, body]) }
const frame = (value) => framed(pack(value))
const say = (value) => socket.write(frame(value))
const loaded = (generation = 1) => say({ kind: 'loaded', plugin: 'one', generation })
const tell = (messages, generation = 1) => say({ kind: 'worker', plugin: 'one', generation, messages })
`

type Parts = { readonly clock?: Clock; readonly launch?: (folder: string) => Promise<Launch> }

const bare = async (cwd: string): Promise<Launch> => ({
  engine: 'node',
  command: process.execPath,
  args: [join(cwd, 'main.mjs')],
  cwd,
  layers: [],
})

/** A runner whose program is not ours: it may `say` any message to the core, or write anything to the `socket`. */
export async function startHostile(t: TestContext, program: string, { clock = systemClock, launch = bare }: Parts = {}) {
  const folder = createFolder()
  await writeFile(join(folder, 'main.mjs'), PRELUDE + program)
  let ended = (_reason: string) => {}
  const end = new Promise<string>((resolve) => {
    ended = resolve
  })
  const messages: WorkerMessage[] = []
  const deaths: Death[] = []
  const runner = createRunner({
    name: 'hostile',
    launch: await launch(folder),
    clock,
    log: createLog({ level: 'silent' }),
    structures: () => [],
    onDeath: (_plugin, _generation, death) => deaths.push(death),
    onGone: () => {},
    onMessage: (_plugin, _generation, message) => messages.push(message),
    onEnd: ended,
  })
  t.after(async () => {
    runner.kill('The test is over')
    await runner.gone
  })
  return { runner, end, messages, deaths }
}
