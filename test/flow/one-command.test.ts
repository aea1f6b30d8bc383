import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { askedUntil } from '../support/asked.ts'
import { createFolder } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { startProcess } from '../support/host-process.ts'

test('one command deploys queues, workers, their API, the dashboard and the page of calls, with no other service', async (t) => {
  const folder = createFolder()
  const apiPort = await freePort()
  const settings = { api: true, apiPort, numbers: ['*'], dryRun: true, quietFrom: '00:00', quietTo: '00:00', workers: 3 }
  await mkdir(join(folder, 'data'))
  await writeFile(
    join(folder, 'data', 'settings.json'),
    JSON.stringify({ schemaVersion: '1', plugins: { asterisk: { enabled: true, settings } } }),
  )

  const { line, said } = startProcess(t, folder, ['--json'])
  await line(/"links":\[.*\n/)
  const api = async (path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, { ...(body && { method: 'POST', body: JSON.stringify(body) }) })
    return { code: response.status, ...Object(await response.json()) }
  }
  // The links come before every plugin runs.
  await askedUntil(
    () => api('/health').catch(() => undefined),
    (health) => health?.workers === 3,
  )
  const { code, job_id } = await api('/tts/call', { text: 'hola', phone_number: '3005050149', language: 'es', priority: 'high' })
  assert.equal(code, 202)
  await askedUntil(
    () => api(`/tts/status/${job_id}`),
    ({ status }) => status === 'completed',
  )
  const stats = await api('/queue/stats')
  assert.deepEqual([stats.jobs.completed, stats.workers.length], [1, 3])

  const links = said()
    .split('\n')
    .flatMap((text) => (text.startsWith('{"links"') ? (JSON.parse(text).links as { name: string; address: string }[]) : []))
  const [dashboard] = links
  assert.equal((await fetch(new URL('/', dashboard?.address))).status, 200)
  assert.equal((await fetch(new URL('/overlay/asterisk/calls', dashboard?.address))).status, 200)
})

test('a live is followed also when the link that signs in cannot be kept, as on a full disk', async (t) => {
  const folder = createFolder()
  // Whoever writes the tokens finds no room where it writes first.
  await mkdir(join(folder, 'data', 'tokens.json.new', 'in-the-way'), { recursive: true })
  const { line, said, host } = startProcess(t, folder, ['--json', '--no-demo'])
  await Promise.race([line(/"links":\[.*\n/), host])
  const [first] = said()
    .split('\n')
    .flatMap((text) => (text.startsWith('{"links"') ? (JSON.parse(text).links as { name: string; address: string }[]) : []))
  assert.equal((await fetch(new URL('/health', first?.address))).status, 200)
  assert.equal(new URL(first?.address ?? '').hash, '')
  assert.match(said(), /"warn":"No link signs in just now \(The tokens cannot be written\)/)
})
