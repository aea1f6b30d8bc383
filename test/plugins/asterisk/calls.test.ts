import assert from 'node:assert/strict'
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createVoice } from '../../../plugins/asterisk/audio/voice.ts'
import { createCalls } from '../../../plugins/asterisk/calls.ts'
import { createEventCalls } from '../../../plugins/asterisk/events.ts'
import { answer } from '../../../plugins/asterisk/http.ts'
import { openShelf } from '../../../plugins/asterisk/jobs/shelf.ts'
import { readSettings } from '../../../plugins/asterisk/settings.ts'
import type { Call, Ended, Transport } from '../../../plugins/asterisk/transport/transport.ts'
import { LIMIT_MS } from '../../../scripts/fake-tiktok/waiters.ts'
import { tone, wavOf } from '../../asterisk/lab/voice/tts/tone.ts'
import { createFolder } from '../../support/folder.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('asterisk')
const SETTINGS = { numbers: ['*'], quietFrom: '00:00', quietTo: '00:00', perNumberAnHour: 60, workers: 1 }

/** The plugin's own folder, as Deno has it. */
function filesIn(root: string) {
  const at = (path: string | URL) => join(root, String(path))
  return {
    mkdir: async (path: string | URL) => void (await mkdir(at(path), { recursive: true })),
    writeFile: (path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, { createNew = false } = {}) =>
      writeFile(at(path), data as Uint8Array, { flag: createNew ? 'wx' : 'w' }),
    remove: (path: string | URL) => rm(at(path)),
    realPath: (path: string | URL) => realpath(at(path)),
    async *readDir(path: string | URL) {
      for (const name of await readdir(at(path))) yield { name, isFile: true, isDirectory: false, isSymlink: false }
    },
  }
}

type More = {
  readonly settings?: Record<string, unknown>
  readonly root?: string
  readonly recording?: ReturnType<typeof createRecordingHost>
  readonly problem?: string
}

/** Calls whose Asterisk is the test: each call that is dialled waits until the test says how it ended. */
async function officeOf({ settings = {}, root = createFolder(), recording = createRecordingHost(), problem }: More = {}) {
  let at = Date.parse('2026-11-21T12:00:00Z')
  let away = problem
  const dialled: Call[] = []
  const followed: Call[] = []
  const ends = new Map<string, (ended: Ended) => void>()
  const held = (call: Call) => new Promise<Ended>((resolve) => ends.set(call.id, resolve))
  const transport: Transport = {
    ...{ start: () => {}, stop: () => {}, problem: () => away },
    call(call) {
      dialled.push(call)
      return held(call)
    },
    follow(call) {
      followed.push(call)
      return held(call)
    },
  }
  const files = filesIn(root)
  const actions = {
    call: async (_: string, input: unknown) => ({
      wav: Buffer.from(wavOf(tone(Number(Object(input).text.length) * 10))).toString('base64'),
      parts: 1,
    }),
  }
  const given = readSettings(settle({ ...SETTINGS, ...settings }), () => undefined)
  const shelf = await openShelf({ kv: recording.host.kv, files, now: () => at })
  const calls = await createCalls({
    host: recording.host,
    settings: given,
    shelf,
    voice: createVoice({ actions, files, folder: 'sounds' }),
    transport,
    now: () => at,
  })
  await calls.start()
  const settled = async (condition: () => boolean) => {
    for (const startedAt = performance.now(); performance.now() - startedAt < LIMIT_MS; ) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (condition()) return
    }
    throw new Error(`What was waited for did not come: ${condition}`)
  }
  return {
    ...{ calls, given, dialled, followed, root, recording, settled },
    pass: (ms: number) => (at += ms),
    back: () => {
      away = undefined
      calls.wake()
    },
    ask: (method: string, path: string, body?: unknown) =>
      answer(
        new Request(`http://plugin${path}`, {
          method,
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
        { calls, language: 'es' },
      ),
    async end(id: string, ended: Ended = { state: 'completed' }) {
      await settled(() => ends.has(id))
      ends.get(id)?.(ended)
      await settled(() => recording.lines.some(({ message, fields }) => fields?.job === id && message !== 'A call begins'))
    },
  }
}
const HOLA = { text: 'hola', phone_number: '3005050149', language: 'es', priority: 'normal' }
const order = async (office: Awaited<ReturnType<typeof officeOf>>, more: object = {}) =>
  (await (await office.ask('POST', '/tts/call', { ...HOLA, ...more })).json()) as { job_id: string }

test('S4-020, S4-026: a call is answered 202 with its id, its queue and how long it waits', async () => {
  const office = await officeOf()
  const response = await office.ask('POST', '/tts/call', { ...HOLA, priority: 'high' })
  const { job_id, timestamp, ...body } = Object(await response.json())
  assert.equal(response.status, 202)
  assert.deepEqual(body, {
    success: true,
    status: 'queued',
    message: 'The call waits for its turn',
    queue: 'tts_priority',
    estimated_wait: 0,
  })
  assert.match(job_id, /^call-[0-9a-f-]{36}$/)
  assert.ok(Date.parse(timestamp) > 0)
  await order(office)
  assert.equal(Object(await (await office.ask('POST', '/tts/call', HOLA)).json()).estimated_wait, 30)
})

test('S4-025, S4-026: what is wrong is answered 400 before anything is queued', async () => {
  const office = await officeOf({ settings: { numbers: ['300*'] } })
  for (const body of [
    '{',
    {},
    { ...HOLA, text: '' },
    { ...HOLA, text: 'a'.repeat(1001) },
    { ...HOLA, phone_number: '300\nx' },
    { ...HOLA, phone_number: '999' },
  ]) {
    const response = await office.ask('POST', '/tts/call', body)
    const { success, error } = Object(await response.json())
    assert.deepEqual([response.status, success, typeof error], [400, false, 'string'])
  }
  assert.equal(office.calls.figures().jobs.total, 0)
})

test('S4-021, S4-033: a job is queued, processing, then completed or failed; one that nobody knows is 404', async () => {
  const office = await officeOf()
  const state = async (id: string) => Object(await (await office.ask('GET', `/tts/status/${id}`)).json()).status
  const { job_id: first } = await order(office)
  const { job_id: second } = await order(office)
  await office.settled(() => office.dialled.length === 1)
  assert.deepEqual([await state(first), await state(second)], ['processing', 'queued'])
  await office.end(first)
  await office.end(second, { state: 'failed', detail: 'It was busy' })
  assert.deepEqual([await state(first), await state(second)], ['completed', 'failed'])
  assert.equal((await office.ask('GET', '/tts/status/nobody')).status, 404)
})

test('S4-026: a job is kept for an hour after its end', async () => {
  const office = await officeOf()
  const { job_id } = await order(office)
  await office.end(job_id)
  office.pass(3_599_000)
  await office.calls.beat()
  assert.equal((await office.ask('GET', `/tts/status/${job_id}`)).status, 200)
  office.pass(2000)
  await office.calls.beat()
  assert.equal((await office.ask('GET', `/tts/status/${job_id}`)).status, 404)
})

test('S4-022, S4-027, S4-032, S4-034, S4-050, S4-051, S4-052, S4-054: what waits, what became of it, who works and how long it takes is counted', async () => {
  const office = await officeOf({ settings: { workers: 2 } })
  const ids = []
  for (const priority of ['normal', 'normal', 'normal', 'high']) ids.push((await order(office, { priority })).job_id)
  const [first = '', second = ''] = ids
  office.pass(10_000)
  await office.end(first)
  await office.end(second, { state: 'failed', detail: 'Nobody answered' })
  await office.settled(() => office.dialled.length === 4)
  const { timestamp: _, workers, ...stats } = Object(await (await office.ask('GET', '/queue/stats')).json())
  assert.deepEqual(stats, {
    ...{ success: true, queues: { normal: 0, priority: 0, results: 2 }, total_jobs: 4 },
    jobs: { total: 4, queued: 0, processing: 2, completed: 1, failed: 1 },
    ...{ active_workers: 2, inactive_workers: 0, average_seconds: 10, success_rate: 0.5 },
  })
  assert.deepEqual(
    workers.map(({ processed, status }: Record<string, unknown>) => [processed, status]),
    [
      [1, 'processing'],
      [1, 'processing'],
    ],
  )
  const { results } = Object(await (await office.ask('GET', '/queue/results')).json())
  assert.deepEqual(
    results.map(({ status, detail }: Record<string, unknown>) => [status, detail]),
    [
      ['failed', 'Nobody answered'],
      ['completed', null],
    ],
  )
  assert.equal(office.calls.figures().recent.length, 4)
})

test('S4-052: of many the last ten are shown, newest first, and nobody’s whole number', async () => {
  const office = await officeOf()
  for (let n = 0; n < 12; n += 1) await order(office, { phone_number: `30000000${String(n).padStart(2, '0')}` })
  const { recent } = office.calls.figures()
  assert.deepEqual(
    recent.map(({ number }) => number),
    ['…11', '…10', '…09', '…08', '…07', '…06', '…05', '…04', '…03', '…02'],
  )
})

test('S4-023: health says whether Asterisk can be reached', async () => {
  const office = await officeOf({ problem: 'No Asterisk answers' })
  assert.deepEqual(Object(await (await office.ask('GET', '/health')).json()).status, 'unhealthy')
  office.back()
  assert.deepEqual(Object(await (await office.ask('GET', '/health')).json()).status, 'healthy')
})

test('S4-035: a call that fails is told, kept among the results, and never taken again', async () => {
  const office = await officeOf()
  const { job_id } = await order(office)
  await office.end(job_id, { state: 'failed', detail: 'It was busy' })
  await office.calls.beat()
  assert.deepEqual([office.dialled.length, office.calls.figures().queues], [1, { normal: 0, priority: 0, results: 1 }])
})

test('S4-003: after a crash what waited waits on, what was dialled is looked after, and nobody is dialled twice', async () => {
  const before = await officeOf()
  const { job_id: dialled } = await order(before)
  const { job_id: waiting } = await order(before)
  await before.settled(() => before.dialled.length === 1)

  const after = await officeOf({ root: before.root, recording: before.recording })
  await after.settled(() => after.dialled.length === 1)
  assert.deepEqual(
    after.followed.map(({ id }) => id),
    [dialled],
  )
  assert.deepEqual(
    after.dialled.map(({ id }) => id),
    [waiting],
  )
  await after.end(dialled)
  await after.end(waiting)
})

test('a call whose claim is on the disk is not dialled again, even where what was kept of it was lost with the power', async () => {
  const before = await officeOf()
  const { job_id } = await order(before)
  await before.settled(() => before.dialled.length === 1)
  // As if the last commits were gone: the job waits, as it did before it was taken.
  const { isDialled: _, workerId: __, ...job } = Object(before.recording.kept.get(`job:${job_id}`))
  before.recording.kept.set(`job:${job_id}`, { ...job, state: 'queued' })

  const after = await officeOf({ root: before.root, recording: before.recording })
  await after.settled(() => after.followed.length === 1)
  assert.deepEqual(after.dialled, [])
})

test('what a crash left in the folder for sounds is removed, and what is not ours stays', async () => {
  const root = createFolder()
  await mkdir(join(root, 'sounds'))
  for (const name of ['call-00000000-0000.wav', 'welcome.wav']) await writeFile(join(root, 'sounds', name), '')
  const office = await officeOf({ root })
  const { job_id } = await order(office)
  await office.settled(() => office.dialled.length === 1)
  assert.deepEqual((await readdir(join(root, 'sounds'))).sort(), [`${job_id}.wav`, 'welcome.wav'])
  await office.end(job_id)
  assert.deepEqual(await readdir(join(root, 'sounds')), ['welcome.wav'])
})

test('S4-062: while Asterisk is away calls wait; whose turn does not come in time is told why', async () => {
  const office = await officeOf({ problem: 'No Asterisk answers at http://127.0.0.1:8088' })
  const { job_id } = await order(office)
  office.pass(601_000)
  await office.calls.beat()
  const job = office.calls.get(job_id)
  assert.deepEqual(
    [job?.state, job?.detail],
    ['failed', 'Its turn did not come within 600 seconds: No Asterisk answers at http://127.0.0.1:8088'],
  )
  assert.equal(office.dialled.length, 0)
})

test('S4-019: who only asks, who only calls, and nobody', async () => {
  const office = await officeOf()
  await office.calls.run('api-only')
  await order(office)
  assert.equal(office.dialled.length, 0)
  await office.calls.run('workers-only')
  await office.settled(() => office.dialled.length === 1)
  assert.equal((await office.ask('POST', '/tts/call', HOLA)).status, 503)
})

test('S4-001: more than 200 calls do not wait in a queue', async () => {
  const office = await officeOf({ problem: 'away', settings: { numbers: ['*'] } })
  for (let n = 0; n < 200; n += 1) await order(office, { phone_number: String(3_000_000_000 + n) })
  const response = await office.ask('POST', '/tts/call', HOLA)
  assert.deepEqual([response.status, Object(await response.json()).error], [503, '200 calls wait already'])
})

test('calls that are asked for at the same moment do not pass a limit together', async () => {
  const office = await officeOf({ settings: { perNumberAnHour: 2 } })
  const statuses = (await Promise.all([1, 2, 3].map(() => office.ask('POST', '/tts/call', HOLA)))).map(({ status }) => status)
  assert.deepEqual(statuses, [202, 202, 400])
})

test('a dry run says who would be called, and calls nobody', async () => {
  const office = await officeOf({ settings: { dryRun: true }, problem: 'away' })
  const { job_id } = await order(office)
  await office.settled(() => office.calls.get(job_id)?.endedAt !== undefined)
  assert.deepEqual([office.calls.get(job_id)?.state, office.dialled.length], ['completed', 0])
  const receipts = office.recording.published.findLast(({ topic }) => topic === 'receipts')?.data
  assert.deepEqual(Object(receipts)[0].what, 'Call to …49')
})

test('S4-055: the log says what becomes of each call, without the number and without the text', async () => {
  const office = await officeOf()
  const { job_id } = await order(office, { text: 'something secret' })
  await office.end(job_id)
  assert.deepEqual(
    office.recording.lines.map(({ level, message, fields }) => [level, message, fields?.job, fields?.to]),
    [
      ['info', 'A call begins', job_id, '…49'],
      ['info', 'A call completed', job_id, '…49'],
    ],
  )
  const all = JSON.stringify([office.recording.lines, office.recording.published])
  assert.doesNotMatch(all, /3005050149|secret/)
  assert.equal(office.calls.get(job_id)?.text, '')
})

test('S4-035: a gift of enough coins calls once, however often it is delivered, and only who is in the list', async () => {
  const rules = [{ event: 'gift', atLeast: 1000, number: '300', text: '{user} gave {gift}', priority: 'high' }]
  const office = await officeOf({ settings: { rules } })
  const onEvent = createEventCalls({ calls: office.calls, settings: office.given })
  const gift = await fixture('gift')
  const worth = (coins: number) => ({ ...gift, eventId: `e${coins}`, payload: { ...gift.payload, coins } })
  await onEvent(worth(999), { idempotencyKey: 'a' })
  await onEvent(worth(1000), { idempotencyKey: 'b' })
  await onEvent(worth(1000), { idempotencyKey: 'b' })
  await office.settled(() => office.dialled.length === 1)
  assert.deepEqual(
    office.calls.all().map(({ number, priority }) => [number, priority]),
    [['300', 'high']],
  )
  const id = office.dialled[0]?.id ?? ''
  assert.match(id, /^event-[0-9a-f]{32}$/)
  await office.end(id)
  await onEvent(worth(1000), { idempotencyKey: 'b' })
  await office.settled(() => true)
  assert.deepEqual([office.dialled.length, office.calls.get(id)?.state], [1, 'completed'])
})
