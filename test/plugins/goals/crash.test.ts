import assert from 'node:assert/strict'
import { test } from 'node:test'
import { execa } from 'execa'
import type { CrashPoint } from '../../../core/base/crash-point.ts'
import type { EventOf } from '../../../schemas/types.ts'
import { bundleScript } from '../../../scripts/bundle-script.mjs'
import { createFolder } from '../../support/folder.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'

async function take(dataDir: string, crashAt: `${CrashPoint}:${number}`, env: Record<string, string> = {}) {
  const script = await bundleScript(ROOT, 'test/plugins/goals/tips-until-death.ts')
  return execa(process.execPath, [script, dataDir, '12'], { reject: false, env: { ...env, SHOWRUNNER_CRASH_AT: crashAt } })
}

test('S2-034 S2-113: a goal counts each tip once, and is completed once in each live, whatever the host is killed at', async (t) => {
  const dataDir = createFolder()
  // The handler has counted its third tip, and nobody knows; the fifth has completed the goal, and its event is not accepted yet.
  const deaths = [await take(dataDir, 'return.received:4', { MAKE_GOAL: 'yes' }), await take(dataDir, 'effect.before:1')]
  assert.deepEqual(
    deaths.map(({ signal, stdout }) => [signal, stdout]),
    Array(2).fill(['SIGKILL', '']),
  )

  const host = await startHost(t, { dataDir, only: ['goals'] })
  const headers = { authorization: `Bearer ${host.keys.admin}` }
  const look = async (path: string) => Object(await (await fetch(host.url + path, { headers })).json())
  // One more is counted after all that was owed.
  const socket = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['goals.goal.progress'] } })
  await fetch(`${host.url}/api/sessions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"platform":"other"}',
  })
  await fetch(`${host.url}/api/tips`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"amountCents":7,"currency":"EUR"}',
  })
  await socket.until(() => socket.messages.some(({ data }) => /7$/.test(String(Object(data).currentCents))))

  const tips: readonly EventOf<'tip'>[] = (await look('/api/events?types=tip&limit=1000')).events
  const customs: readonly EventOf<'custom'>[] = (await look('/api/events?types=custom&limit=1000')).events
  let completed = 0
  for (const sessionId of new Set(tips.map((tip) => tip.sessionId))) {
    const given = tips.filter((tip) => tip.sessionId === sessionId).reduce((sum, { value }) => sum + (value.amountCents ?? 0), 0)
    const [goal] = (await look(`/api/goals?sessionId=${sessionId}`)).goals
    const completions = customs.filter(
      ({ payload }) => payload.name === 'streaming.goal.completed' && payload.data?.sessionId === sessionId,
    )
    assert.deepEqual([goal.current, completions.length], [given, given >= 500 ? 1 : 0], sessionId)
    completed += completions.length
  }
  // The second died of it, in its own live or, where the first was quick to take tips, in that one's.
  assert.ok(completed >= 1)
})
