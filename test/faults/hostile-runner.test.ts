import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startHeartbeat } from '../support/heartbeat.ts'
import { startHostile } from '../support/hostile-runner.ts'
import { pluginCode } from '../support/sandbox.ts'

/** What a plugin's runner could do if the plugin had taken it over: its program, once loaded, and the word with which it is ended. */
const ATTACKS = {
  'a frame of four gigabytes': { does: `socket.write(Buffer.alloc(8, 255))`, ends: /^A frame of 4294967295 bytes is longer than allowed$/ },
  'a frame of which only the head comes': {
    does: `socket.write(Buffer.from([0, 0, 0, 100, 0x81])); setTimeout(() => process.exit(0), 50)`,
    ends: /^It ended with code 0$/,
  },
  'a frame that claims a billion entries': {
    does: `socket.write(framed(Buffer.from([0xdd, 0x40, 0, 0, 0])))`,
    ends: /^A frame cannot be read/,
  },
  'messages that claim a billion entries': { does: `tell(Buffer.from([0xdd, 0x40, 0, 0, 0]))`, ends: /^It broke the protocol/ },
  'a frame nested a million deep': { does: `socket.write(framed(Buffer.alloc(1 << 20, 0x91)))`, ends: /^A frame holds more than allowed$/ },
  'a frame of four million nothings': {
    does: `const nothings = Buffer.alloc(4 << 20, 0xc0); nothings.set([0xdd, 0, 0x3f, 0xff, 0xfb]); socket.write(framed(nothings))`,
    ends: /^A frame holds more than allowed$/,
  },
  'a frame of two million empty maps': {
    does: `const maps = Buffer.alloc(2 << 20, 0x80); maps.set([0xdd, 0, 0x1f, 0xff, 0xfb]); socket.write(framed(maps))`,
    ends: /^A frame holds more than allowed$/,
  },
  'messages of a million empty maps': {
    does: `const maps = Buffer.alloc(1 << 20, 0x80); maps.set([0xdd, 0, 0x0f, 0xff, 0xfb]); tell(maps)`,
    ends: /^It broke the protocol/,
  },
  'an error of an evil name': {
    does: `socket.write(framed(Buffer.concat([Buffer.from([0xd4, 0x65, 0]), pack(['eval', 'process.exit(9)'])])))`,
    ends: /^It broke the protocol/,
  },
  'keys of the prototype': {
    does: `tell(Buffer.concat([Buffer.from([0x91, 0x82]), pack('kind'), pack('publish'), pack('__proto__'), pack({ topic: 't', data: '1' })]))`,
    ends: /^It broke the protocol/,
  },
  'a publication without end': {
    does: `tell(pack([{ kind: 'publish', topic: 't', data: 'x'.repeat(300_000) }]))`,
    ends: /^It broke the protocol/,
  },
  'a method that is none': {
    does: `tell(pack([{ kind: 'call', call: 1, method: 'constructor', args: '[]' }]))`,
    ends: /^It broke the protocol/,
  },
  'a delivery settled that it never got': {
    does: `tell(pack([{ kind: 'settled', done: new Uint8Array(new Float64Array([7, 1]).buffer), rest: [] }]))`,
    ends: /settled more than it was given$/,
  },
  'a flood of pongs': {
    does: `const pong = frame({ kind: 'pong', n: 1, rssMb: 1 }); const pongs = Buffer.concat(Array(5_000).fill(pong)); const more = () => { while (socket.write(pongs)); }; socket.on('drain', more); more()`,
    ends: /^It floods the core with messages$/,
  },
  'a flood of publications': {
    does: `const some = frame({ kind: 'worker', plugin: 'one', generation: 1, messages: pack(Array(1_000).fill({ kind: 'publish', topic: 't', data: '"' + 'x'.repeat(1_000) + '"' })) }); const more = () => { while (socket.write(some)); }; socket.on('drain', more); more()`,
    ends: /^It floods the core with messages$/,
  },
  'a flood of little publications': {
    does: `const some = frame({ kind: 'worker', plugin: 'one', generation: 1, messages: pack(Array(6_000).fill({ kind: 'publish', topic: 't', data: '1' })) }); const more = () => { while (socket.write(some)); }; socket.on('drain', more); more()`,
    ends: /^It floods the core with messages$/,
  },
  'a flood of words about others': {
    does: `const some = frame({ kind: 'worker', plugin: 'two', generation: 2, messages: pack(Array(1_000).fill({ kind: 'publish', topic: 't', data: '1' })) }); const more = () => { while (socket.write(some)); }; socket.on('drain', more); more()`,
    ends: /^It floods the core with messages$/,
  },
} as const satisfies Record<string, { readonly does: string; readonly ends: RegExp }>

for (const [name, { does, ends }] of Object.entries(ATTACKS))
  test(`a runner that sends ${name} is ended, and the core goes on meanwhile`, async (t) => {
    const heartbeat = startHeartbeat()
    t.after(heartbeat.stop)
    const { runner, end, messages } = await startHostile(t, `socket.once('data', () => { loaded(); ${does} })`)
    await runner.load({ ...pluginCode('one', '{}'), generation: 1 })
    const reason = await end
    const gap = heartbeat.gapMs()
    t.diagnostic(`${Math.round(gap)} ms`)
    assert.match(reason, ends)
    assert.ok(gap < 250, `${gap} ms without a beat`)
    assert.ok(messages.every((message) => message.kind === 'publish' && message.topic === 't'))
  })
