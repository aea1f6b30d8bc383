import type { Use } from './use.ts'

/** Packages that check, change, order and keep data. */
export const DATA: Readonly<Record<string, Use>> = {
  ajv: ["import Ajv from 'ajv'", `[1, 'a'].map(new Ajv().compile({ type: 'integer', minimum: 1 }))`, [true, false]],
  arktype: [
    "import { type } from 'arktype'",
    `[type({ name: 'string>1' }).allows({ name: 'Ann' }), type('number.integer').allows(1.5)]`,
    [true, false],
  ],
  effect: ["import { Effect } from 'effect'", `Effect.runPromise(Effect.all([Effect.succeed(1), Effect.promise(async () => 2)]))`, [1, 2]],
  eventemitter3: [
    "import { EventEmitter } from 'eventemitter3'",
    `(() => { const e = new EventEmitter(); const got = []; e.on('a', (n) => got.push(n)); e.emit('a', 1); return got })()`,
    [1],
  ],
  'fast-deep-equal': ["import equal from 'fast-deep-equal'", `[equal({ a: [1] }, { a: [1] }), equal([1], [2])]`, [true, false]],
  'fuse.js': ["import Fuse from 'fuse.js'", `new Fuse(['rose', 'lion', 'galaxy']).search('galxy')[0].item`, 'galaxy'],
  immer: [
    "import { produce } from 'immer'",
    `(() => { const a = { list: [1] }; const b = produce(a, (d) => { d.list.push(2) }); return [a.list, b.list] })()`,
    [[1], [1, 2]],
  ],
  lodash: [
    "import _ from 'lodash'",
    `[_.chunk([1, 2, 3], 2), _.template('<b><%- it %></b>', { variable: 'it' })('<'), _.groupBy(['a', 'bb'], 'length')]`,
    [[[1, 2], [3]], '<b>&lt;</b>', { 1: ['a'], 2: ['bb'] }],
  ],
  'lodash-es': [
    "import { debounce, merge, sortBy } from 'lodash-es'",
    `[merge({ a: 1 }, { b: { c: 2 } }), sortBy([3, 1, 2]), typeof debounce(() => {}, 1)]`,
    [{ a: 1, b: { c: 2 } }, [1, 2, 3], 'function'],
  ],
  minisearch: [
    "import MiniSearch from 'minisearch'",
    `(() => { const m = new MiniSearch({ fields: ['t'] }); m.addAll([{ id: 1, t: 'red rose' }, { id: 2, t: 'lion' }]); return m.search('ros', { prefix: true }).map(({ id }) => id) })()`,
    [1],
  ],
  mitt: [
    "import mitt from 'mitt'",
    `(() => { const got = []; const e = mitt(); e.on('*', (type, n) => got.push(type, n)); e.emit('a', 1); return got })()`,
    ['a', 1],
  ],
  msgpackr: [
    "import { pack, unpack } from 'msgpackr'",
    `unpack(pack({ name: 'Ann 🌹', n: [1, 2.5, null] }))`,
    { name: 'Ann 🌹', n: [1, 2.5, null] },
  ],
  'p-queue': [
    "import PQueue from 'p-queue'",
    `(async () => { const q = new PQueue({ concurrency: 1 }); return Promise.all([q.add(async () => 1), q.add(async () => 2)]) })()`,
    [1, 2],
  ],
  protobufjs: [
    "import protobuf from 'protobufjs'",
    `(() => { const T = protobuf.parse('syntax="proto3"; message T { string a = 1; uint32 b = 2; }').root.lookupType('T'); return T.toObject(T.decode(T.encode({ a: 'x', b: 7 }).finish())) })()`,
    { a: 'x', b: 7 },
  ],
  ramda: ["import * as R from 'ramda'", `R.pipe(R.filter((n) => n > 1), R.sum)([1, 2, 3])`, 5],
  rxjs: [
    "import { from, lastValueFrom, map, scan } from 'rxjs'",
    `lastValueFrom(from([1, 2, 3]).pipe(map((n) => n * 2), scan((a, n) => a + n, 0)))`,
    12,
  ],
  semver: ["import semver from 'semver'", `[semver.satisfies('1.2.3', '^1.2'), semver.inc('1.2.3', 'minor')]`, [true, '1.3.0']],
  superjson: [
    "import superjson from 'superjson'",
    `superjson.parse(superjson.stringify({ a: new Map([[1, new Date(0)]]) })).a.get(1).getTime()`,
    0,
  ],
  valibot: [
    "import * as v from 'valibot'",
    `[v.safeParse(v.object({ a: v.pipe(v.string(), v.email()) }), { a: 'a@b.co' }).success, v.is(v.number(), 'x')]`,
    [true, false],
  ],
  xstate: [
    "import { createActor, createMachine } from 'xstate'",
    `(() => { const a = createActor(createMachine({ initial: 'off', states: { off: { on: { t: 'on' } }, on: {} } })).start(); a.send({ type: 't' }); return a.getSnapshot().value })()`,
    'on',
  ],
  yup: [
    "import * as yup from 'yup'",
    `yup.object({ n: yup.number().min(2) }).validate({ n: 1 }).catch((e) => [e.name, e.message])`,
    ['ValidationError', 'n must be greater than or equal to 2'],
  ],
  zod: [
    "import { z } from 'zod'",
    `[z.object({ a: z.coerce.number() }).parse({ a: '1' }), z.string().email().safeParse('x').success]`,
    [{ a: 1 }, false],
  ],
}
