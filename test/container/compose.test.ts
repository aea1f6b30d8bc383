import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { execa } from 'execa'
import { hasContainers } from '../../scripts/container-place.mjs'
import { askedUntil } from '../support/asked.ts'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { checkOut, giveAway, PROJECT } from './lab/checkout.ts'
import { type Engine, startEngine } from './lab/engine.ts'

const skip = !hasContainers() && 'The container engine is not installed: npm run test:container installs it'
const SECRET = 'a-cookie-of-tiktok'
const NOTE = 'a-word-of-the-npmrc'
const ending = createEnding()
let engine: Engine
let folder: string
let port: number
let apiPort: number
/** Where npm takes packages from on this machine. */
let npmrc: string

before(async () => {
  if (skip) return
  folder = await checkOut()
  port = await freePort()
  apiPort = await freePort()
  npmrc = `; ${NOTE}\nregistry=${(await execa('npm', ['config', 'get', 'registry'])).stdout}\n`
  // Who has an engine like this one, without networks of its own, builds by the machine's.
  await writeFile(join(folder, 'compose.override.yaml'), 'services: { showrunner: { build: { network: host } } }\n')
  await writeFile(join(folder, '.env'), `TIKTOK_SESSION_ID=${SECRET}\nPORT=${port}\n`)
  const calls = { api: true, apiPort, numbers: ['*'], dryRun: true, quietFrom: '00:00', quietTo: '00:00', workers: 3 }
  const plugins = { asterisk: { enabled: true, settings: calls } }
  await writeFile(join(folder, 'data/settings.json'), JSON.stringify({ schemaVersion: '1', plugins }))
  for (const name of ['data', 'plugins']) giveAway(join(folder, name))
  engine = await startEngine(ending, 'node:24-trixie-slim')
  await compose('up', '-d')
})
after(() => ending.end())

const compose = (...words: string[]) => engine.type(['docker', 'compose', '--project-directory', PROJECT, ...words], { NPMRC: npmrc })
const inside = (...command: string[]) => compose('exec', '-T', 'showrunner', ...command)
const inspect = (what: string) => engine.type(['docker', 'inspect', '--format', `{{${what}}}`, 'showrunner-showrunner-1'])

async function ask(method: string, path: string, body?: object) {
  const { admin } = JSON.parse(await readFile(join(folder, 'data/keys.json'), 'utf8'))
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return { code: response.status, ...Object(await response.json()) }
}

async function askCalls(path: string, body?: object) {
  const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, { ...(body && { method: 'POST', body: JSON.stringify(body) }) })
  return { code: response.status, ...Object(await response.json()) }
}

/** As its health check says. */
async function isHealthy(): Promise<void> {
  await compose('up', '-d', '--wait')
  assert.equal(await inspect('.State.Health.Status'), 'healthy')
}

test('S1-001, S3-021, S4-008: docker compose up -d brings up the host, its pages, and the queues, workers and API of calls', {
  skip,
}, async () => {
  await isHealthy()
  for (const page of ['/', '/overlay/stage/all', '/overlay/asterisk/calls'])
    assert.equal((await fetch(`http://127.0.0.1:${port}${page}`)).status, 200, page)
  assert.match(await inside('npm', 'run', '-s', 'showrunner', 'links'), new RegExp(`http://127.0.0.1:${port}/#code=`))

  await askedUntil(
    () => askCalls('/health').catch(() => undefined),
    (health) => health?.workers === 3,
  )
  const call = await askCalls('/tts/call', { text: 'hola', phone_number: '3005050149', language: 'es', priority: 'high' })
  assert.equal(call.code, 202)
  await askedUntil(
    () => askCalls(`/tts/status/${call.job_id}`),
    ({ status }) => status === 'completed',
  )
})

test('S4-008: no other address than 127.0.0.1 reaches what the container serves', { skip }, async () => {
  const others = Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all.flatMap(({ address, internal, scopeid }) => (internal ? [] : [scopeid ? `${address}%${name}` : address])),
  )
  for (const each of [port, apiPort]) {
    assert.deepEqual(await listeners(each), ['0100007F'], 'the kernel has one listener, at 127.0.0.1')
    for (const address of [...others, '127.0.0.2', '::1']) assert.equal(await knock(address, each), 'ECONNREFUSED', `${address} ${each}`)
  }
})

/** The addresses where somebody listens at a port, as the kernel writes them. */
async function listeners(at: number): Promise<readonly string[]> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')))
  const suffix = at.toString(16).toUpperCase().padStart(4, '0')
  return [...tables.join('\n').matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm)].flatMap(([, address = '', each]) =>
    each === suffix ? [address] : [],
  )
}

function knock(host: string, at: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: at }, () => resolve('connected'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code)).on('close', () => socket.destroy())
  })
}

test('S4-008: a container is no root, has no capability, and writes nothing but its data and plugins', { skip }, async () => {
  assert.equal(await inside('id', '-u'), '1000')
  assert.match(await inside('cat', '/proc/1/status'), /^CapBnd:\t0+$[\s\S]*^NoNewPrivs:\t1$/m)
  for (const place of ['/showrunner/core', '/showrunner/node_modules', '/home/node', '/etc'])
    await assert.rejects(inside('touch', `${place}/file`), /Read-only file system/, place)
})

test('S4-008: what .env says arrives; neither that nor the registry of the build is in a layer of the image', { skip }, async () => {
  assert.equal(await inside('printenv', 'TIKTOK_SESSION_ID'), SECRET)
  const search = `docker save showrunner | LC_ALL=C grep -aoF -e ${SECRET} -e ${NOTE} -e plugin-host | sort -u`
  assert.equal(await engine.type(['sh', '-c', search]), 'plugin-host', 'of the three words it has the one of package.json')
})

test('S4-008: a plugin whose folder is dropped into ./plugins runs without a restart', { skip }, async () => {
  const startedAt = await inspect('.State.StartedAt')
  const place = join(folder, 'plugins/dropped')
  await cp(join(ROOT, 'plugins/dummy'), place, { recursive: true })
  const manifest = join(place, 'plugin.manifest.json')
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"id": "dummy"', '"id": "dropped"'))
  giveAway(place)
  await askedUntil(
    () => ask('GET', '/api/plugins/dropped'),
    ({ state }) => state === 'running',
  )
  const seqNo = await giveGift('Rose')
  await askedUntil(
    () => ask('GET', `/api/events/${seqNo}/why`),
    ({ lanes }) => lanes.some((lane: { plugin: string; outcome: string }) => lane.plugin === 'dropped' && lane.outcome === 'delivered'),
  )
  assert.equal(await inspect('.State.StartedAt'), startedAt)
})

/** Answers its number. */
async function giveGift(giftName: string): Promise<number> {
  const { event } = await ask('POST', '/api/simulate/gift', { username: 'luna', giftName })
  return event.seqNo
}

test('S4-008: a gift is still there after docker compose restart', { skip }, async () => {
  const seqNo = await giveGift('Lion')
  await compose('restart')
  await isHealthy()
  assert.equal((await ask('GET', `/api/events/${seqNo}`)).event.payload.giftName, 'Lion')
})

test('S4-008: docker compose stop ends it in order, before its time is over', { skip }, async () => {
  await compose('stop')
  assert.deepEqual([await inspect('.State.ExitCode'), await inspect('.State.OOMKilled')], ['0', 'false'])
  assert.match(await compose('logs', '--tail', '1'), /Stopped\./)
})
