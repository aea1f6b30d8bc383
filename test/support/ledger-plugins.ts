import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './host-process.ts'

/** One delivery, as the plugin saw it. */
export type Seen = {
  readonly eventId: string
  readonly eventType: string
  readonly key: string
  readonly attempt: number
  readonly redelivered: boolean
  /** How many marks were in the ledger by then; see `mark`. */
  readonly round: number
}

const MARK = '---'

const codeOf = (ledger: string) => `import type { Plugin } from '#sdk'
export default {
  on: {
    '*': async (event, host, { idempotencyKey, attempt, redelivered }) => {
      await Deno.writeTextFile(${JSON.stringify(ledger)}, [event.eventId, event.eventType, idempotencyKey, attempt, redelivered].join(' ') + '\\n', { append: true })
    },
  },
} satisfies Plugin
`

/** Plugins that write every delivery into a file of their own, one taking them in order and one up to `concurrency` at once, both approved. */
export async function writeLedgerPlugins(folder: string, concurrency: number) {
  const ledgers = join(folder, 'ledgers')
  await mkdir(ledgers, { recursive: true })
  for (const [id, mode] of [
    ['in-order', 'sync'],
    ['at-once', 'async'],
  ] as const) {
    const ledger = join(ledgers, id)
    const subscriptions = ['chat', 'like', 'gift'].map((event) => ({ event, mode }))
    const asks = { permissions: { write: [ledger] } }
    const manifest = { id, name: id, version: '1.0.0', concurrency, queue: { max: 100_000 }, subscriptions, ...asks }
    await mkdir(join(folder, 'plugins', id), { recursive: true })
    await writeFile(join(folder, 'plugins', id, 'plugin.manifest.json'), JSON.stringify(manifest))
    await writeFile(join(folder, 'plugins', id, 'plugin.ts'), codeOf(ledger))
    const { exitCode, stderr } = await runCommand(folder, ['plugins', 'approve', id, '--yes', '--plugins', join(folder, 'plugins')])
    assert.equal(exitCode, 0, stderr)
  }
  const ids = ['in-order', 'at-once'] as const
  return {
    ids,
    /** Notes that everything that ran is dead. */
    mark: () => Promise.all(ids.map((id) => writeFile(join(ledgers, id), `${MARK}\n`, { flag: 'a' }))),
    read: (id: (typeof ids)[number]) => readLedger(join(ledgers, id)),
  }
}

async function readLedger(file: string): Promise<readonly Seen[]> {
  if (!existsSync(file)) return []
  const seen: Seen[] = []
  let round = 0
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [eventId = '', eventType = '', key = '', attempt, redelivered] = line.split(' ')
    if (line === MARK) round += 1
    // What was being written when its writer died ends nowhere, and the mark follows on the same line.
    else if (redelivered === 'true' || redelivered === 'false')
      seen.push({ eventId, eventType, key, attempt: Number(attempt), redelivered: redelivered === 'true', round })
  }
  return seen
}
