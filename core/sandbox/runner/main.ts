import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type FromRunner, ITEM_FLOATS, type PluginCode, type Structures, type ToRunner } from '../protocol.ts'
import { createFrames } from './frames.ts'
import { createGeneration, type Generation } from './generation.ts'
import { createKeptEvents } from './kept-events.ts'

const CORE_FD = 3
const workerFile = fileURLToPath(new URL('./worker.mjs', import.meta.url))
const generations = new Map<string, Generation>()
const kept = createKeptEvents()
let structures: Structures = []

/** Threads may be stuck for good, and process.exit() would wait for them. */
const die = () => process.kill(process.pid, 'SIGKILL')

const core = createFrames<FromRunner>({
  stream: new Socket({ fd: CORE_FD, readable: true, writable: true }),
  onFrame: (frame) => handle(frame as ToRunner),
  // Without a core there is nobody to work for.
  onClose: die,
})

function handle(message: ToRunner) {
  switch (message.kind) {
    case 'load':
      return load(message.plugin)
    case 'unload':
      return generations.get(keyOf(message))?.stop(message.graceMs)
    case 'deliver':
      return deliver(message)
    case 'reply':
      return generations.get(keyOf(message))?.reply(message)
    case 'act':
      return generations.get(keyOf(message))?.act(message)
    case 'advance':
      return generations.get(keyOf(message))?.advance(message)
    case 'ping':
      return core.send({ kind: 'pong', n: message.n, rssMb: process.memoryUsage.rss() / 2 ** 20 })
  }
}

function deliver(message: Extract<ToRunner, { kind: 'deliver' }>) {
  structures = message.structures ?? structures
  kept.add(message.offset, message.events)
  for (const batch of message.batches) {
    const { items, urgent, ordered } = batch
    const count = items.length / (ITEM_FLOATS * 8)
    generations.get(keyOf(batch))?.deliver({ count, urgent, buffer: kept.pack(batch) }, ordered, structures)
  }
}

function load(plugin: PluginCode) {
  const key = keyOf(plugin)
  const generation = createGeneration({
    plugin,
    workerFile,
    send: (message, sent) => core.send(message, sent),
    onEnd(isStuck) {
      generations.delete(key)
      if (isStuck) giveUp(plugin.plugin)
    },
  })
  generations.set(key, generation)
}

/** A thread that cannot be stopped ends with its process: everybody says what is unfinished, then it goes. */
function giveUp(culprit: string) {
  for (const generation of generations.values()) generation.abandon(`Its runner was replaced because ${culprit} could not be stopped`)
  core.finish(die)
}

function keyOf({ plugin, generation }: { readonly plugin: string; readonly generation: number }) {
  return `${plugin}#${generation}`
}

// What stops a service signals every process of it; when to end is the core's to say, once what waits is finished.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

core.send({ kind: 'hello', pid: process.pid, node: process.version })
