import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { latencyOf } from '../figures.ts'
import { now } from './gift-socket.ts'

// Many sockets of overlays in a process of their own; says when they are open, and, once told to end, what they got.

const AT_ONCE = 50
const SLOW_EVERY = 100
const LATE_MS = 10_000

const { url, key, clients, gifts } = JSON.parse(process.argv[2] ?? '{}') as { url: string; key: string; clients: number; gifts: number }
const latencies: number[] = []
let slow = 0

const startedAt = performance.now()
for (let n = 0; n < clients; n += AT_ONCE) await Promise.all(Array.from({ length: Math.min(AT_ONCE, clients - n) }, (_, k) => open(n + k)))
console.log(JSON.stringify({ openMs: performance.now() - startedAt, slow }))

const wanted = (clients - slow) * gifts
process.stdin.resume()
await once(process.stdin, 'end')
for (const until = performance.now() + LATE_MS; latencies.length < wanted && performance.now() < until; ) await pause(10)
console.log(JSON.stringify({ frame: latencyOf(latencies), missing: wanted - latencies.length }))
process.exit(0)

async function open(n: number): Promise<void> {
  const socket = new WebSocket(`${url}/ws`, { headers: { authorization: `Bearer ${key}` } })
  socket.on('error', () => {})
  await once(socket, 'open')
  const subscribed = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const text = String(data)
      // Not parsed: five thousand of them share one processor with the host.
      const sentAt = /"sentAt":([\d.]+)/.exec(text)?.[1]
      if (sentAt !== undefined) latencies.push(now() - Number(sentAt))
      else if (text.includes('"subscribed"')) resolve()
    })
  })
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['bench-1.gift'] }))
  await subscribed
  if (n % SLOW_EVERY !== SLOW_EVERY - 1) return
  slow += 1
  socket.pause()
}
