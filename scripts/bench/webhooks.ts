import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { giftDraft } from './drafts.ts'
import { latency, latencyOf, whole } from './figures.ts'
import { ROOT, startBenchHost } from './host.ts'

const ENDPOINTS = 10
const SLOW = 3
const WARM_UP = 20
const ONE_BY_ONE = 60
/** A plugin may ask the core 500 things a second: ten requests take 60. */
const GAP_MS = 150
const AT_ONCE = 200

/** Ten endpoints, one of which never answers: how long a gift takes to the wire of the others, and how many requests they get in a second. */
export async function runWebhooks({ say }: { readonly say: (line: string) => void }) {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-webhooks-'))
  const receivers = await startReceivers()
  const host = await startHost(folder, receivers.port)
  try {
    let number = 0
    const gift = () => void host.ingest([giftDraft(++number, Date.now())])
    const one = async () => {
      await sleep(GAP_MS)
      const all = receivers.next(ENDPOINTS - 1)
      const from = performance.now()
      gift()
      const times = await all
      return times.map((at) => at - from)
    }
    for (let n = 0; n < WARM_UP; n += 1) await one()
    const times: number[] = []
    for (let n = 0; n < ONE_BY_ONE; n += 1) times.push(...(await one()))
    const wire = latencyOf(times)
    const all = receivers.next((ENDPOINTS - 1) * AT_ONCE)
    const from = performance.now()
    for (let n = 0; n < AT_ONCE; n += 1) gift()
    const last = (await all).at(-1) ?? from
    const perSecond = ((ENDPOINTS - 1) * AT_ONCE * 1000) / (last - from)
    const [p50, p99, max] = latency(wire)
    say(`gift → request on the wire, ten endpoints of which one never answers: p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms`)
    say(`requests a second to the other nine, ${AT_ONCE} gifts at once: ${whole(perSecond)}`)
    return { wire, perSecond }
  } finally {
    await host.stop(0)
    receivers.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One server for all of them; `/3` is silent. `next` answers when that many requests were there, each with its moment. */
async function startReceivers() {
  let left = 0
  let moments: number[] = []
  let done = (_moments: readonly number[]) => {}
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === `/${SLOW}`) return
    response.writeHead(204).end()
    moments.push(performance.now())
    left -= 1
    if (left === 0) done(moments)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // It listens on a port.
    port: (server.address() as AddressInfo).port,
    next(count: number) {
      left = count
      moments = []
      return new Promise<readonly number[]>((resolve) => {
        done = resolve
      })
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function startHost(folder: string, port: number) {
  const endpoints = Array.from({ length: ENDPOINTS }, (_, n) => ({
    ...{ name: `e${n}`, kind: 'standard', url: `http://127.0.0.1:${port}/${n}` },
    ...{ allowPrivate: true, events: ['gift'] },
  }))
  const webhooks = { enabled: true, settings: { endpoints } }
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(join(folder, 'data/settings.json'), JSON.stringify({ schemaVersion: '1', plugins: { webhooks } }))
  return startBenchHost({ folder, pluginRoots: [join(ROOT, 'plugins')], only: ['webhooks'] })
}
