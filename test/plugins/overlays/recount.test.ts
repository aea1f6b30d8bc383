import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../../support/folder.ts'
import { openSocket, startHost } from '../../support/host.ts'

type Row = { readonly name: string; readonly amount: number }

/** A host, and what the page of the leaderboard is told. */
async function open(t: TestContext, dataDir: string) {
  const host = await startHost(t, { dataDir, only: ['overlays'] })
  const { messages, until } = await openSocket(t, host.url, {
    key: host.keys.admin,
    subscribe: { topics: ['overlays.leaderboard', 'overlays.look'] },
  })
  const rows = (): readonly Row[] => {
    const told = messages.findLast(({ topic }) => topic === 'leaderboard')?.data as { boards: { board: string; rows: Row[] }[] } | undefined
    return told?.boards.flatMap(({ rows }) => rows).map(({ name, amount }) => ({ name, amount })) ?? []
  }
  async function ask(path: string, body: unknown, method = 'POST') {
    const answer = await host.ask(method, path, body)
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
  }
  return {
    host,
    async tip(tipperName: string, amountCents: number) {
      await ask('/api/tips', { tipperName, amountCents, currency: 'EUR' })
      return Object((await host.ask('GET', '/api/tips')).body).tips[0].seqNo as number
    },
    begin: () => ask('/api/sessions', { platform: 'other' }),
    takeBack: (tip: number) => ask(`/api/tips/${tip}`, undefined, 'DELETE'),
    rehearseTakeBack: (tipSeqNo: number) =>
      ask('/api/simulate/custom', {
        name: 'streaming.tip.reversed',
        data: { tipSeqNo, amountCents: 300, currency: 'EUR', tippedAt: new Date().toISOString() },
      }),
    gift: (displayName: string, coins: number) => ask('/api/simulate/gift', { displayName, giftCount: 1, coins }),
    reset: () => ask('/api/actions/overlays.leaderboard', { reset: true }),
    /** Waits until the page was told of exactly these. */
    told: (...wanted: readonly Row[]) => until(() => JSON.stringify(rows()) === JSON.stringify(wanted)),
  }
}

test('after a restart the leaderboard goes on from where it was, also behind a reset, and a page that comes is told at once', async (t) => {
  const dataDir = createFolder()
  const first = await open(t, dataDir)
  await first.gift('Ana', 5)
  await first.gift('Ana', 6)
  await first.told({ name: 'Ana', amount: 11 })
  await first.reset()
  await first.told()
  await first.gift('Ben', 4)
  await first.gift('Ben', 5)
  await first.told({ name: 'Ben', amount: 9 })
  await first.host.stop()
  const second = await open(t, dataDir)
  await second.told({ name: 'Ben', amount: 9 })
})

test('a tip that was taken back leaves the leaderboard, and is not on it after a restart', async (t) => {
  const dataDir = createFolder()
  const first = await open(t, dataDir)
  await first.begin()
  await first.tip('Ana', 300)
  const wrong = await first.tip('Ana', 90_000)
  await first.told({ name: 'Ana', amount: 90_300 })
  await first.takeBack(wrong)
  await first.told({ name: 'Ana', amount: 300 })
  await first.host.stop()
  const second = await open(t, dataDir)
  await second.told({ name: 'Ana', amount: 300 })
})

test('a simulated taking back leaves the tips of a live on the leaderboard', async (t) => {
  const board = await open(t, createFolder())
  await board.begin()
  await board.rehearseTakeBack(await board.tip('Ana', 300))
  await board.tip('Ben', 100)
  await board.told({ name: 'Ana', amount: 300 }, { name: 'Ben', amount: 100 })
})
