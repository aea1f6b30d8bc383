import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Rehearsed, rehearse } from '../../../core/rehearsal/rehearse.ts'
import { freePort } from '../../support/free-port.ts'
import { ROOT } from '../../support/root.ts'

const SETTINGS = { numbers: ['300*'], quietFrom: '00:00', quietTo: '00:00', dryRun: true }
const HOLA = { text: 'hola', phone_number: '3005050149', language: 'es', priority: 'normal' }
let port = 0
let plugin: Rehearsed

before(async () => {
  port = await freePort()
  plugin = await rehearse(join(ROOT, 'plugins/asterisk'), {
    clock: 'real',
    settings: { ...SETTINGS, api: true, apiPort: port, apiKey: 'only-for-this-test' },
    grants: { listen: [`127.0.0.1:${port}`] },
  })
})
after(() => plugin.stop())

function post(body: unknown, headers: Record<string, string> = { authorization: 'Bearer only-for-this-test' }) {
  return fetch(`http://127.0.0.1:${port}/tts/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

test('S4-020, S4-021, S4-024: other programs find the API at a port of this machine, with its key', async () => {
  const response = await post(HOLA)
  assert.equal(response.status, 202)
  const { job_id, queue } = Object(await response.json())
  assert.equal(queue, 'tts_calls')
  const headers = { authorization: 'Bearer only-for-this-test' }
  const { status } = await fetch(`http://127.0.0.1:${port}/tts/status/${job_id}`, { headers })
  assert.equal(status, 200)
  for (const path of ['/queue/stats', '/health']) assert.equal((await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status, 200)
  assert.equal((await fetch(`http://127.0.0.1:${port}/tts/other`, { headers })).status, 404)
  assert.equal((await post({ ...HOLA, text: '' })).status, 400)
})

test('S4-061: without the key, with another, or from a page in a browser nobody is answered', async () => {
  for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: 'Bearer only-for-this-tesT' }] as Record<string, string>[])
    assert.equal((await post(HOLA, headers)).status, 401)
  assert.equal((await post(HOLA, { authorization: 'Bearer only-for-this-test', origin: 'https://evil.example' })).status, 403)
})

test('S4-001, S4-004, S4-022: its routes and actions say the same, and a dry run calls nobody', async () => {
  const asked = await plugin.ask('POST', '/tts/call', { ...HOLA, priority: 'high' })
  assert.deepEqual([asked.status, Object(asked.body).queue], [202, 'tts_priority'])
  const { answer } = await plugin.act('call', { number: '3001', text: 'hola' })
  const job = await plugin.act('job', { id: answer })
  assert.equal(Object(job.answer).number, '3001')
  assert.match(String((await plugin.act('call', { number: '999', text: 'hola' })).error), /not in the list of numbers/)
  await plugin.act('scale', { workers: 5 })
  const { body } = await plugin.ask('GET', '/queue/stats')
  assert.equal(Object(body).workers.length, 5)
})

test('what a gift asks for and nobody may be called for is said, and is no dead letter', async () => {
  const rules = [{ event: 'gift', atLeast: 1, number: '999', text: 'hola' }]
  const other = await rehearse(join(ROOT, 'plugins/asterisk'), { settings: { ...SETTINGS, rules } })
  const { error, logged } = await other.send('gift')
  await other.stop()
  assert.equal(error, undefined)
  // Whether it has found out by then that no Asterisk answers here is chance.
  assert.deepEqual(
    logged.filter(({ level }) => level !== 'debug').map(({ level, message }) => [level, message]),
    [['warn', 'A rule asked for a call that is not made']],
  )
})
