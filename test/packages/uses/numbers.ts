import type { Use } from './use.ts'

/** Packages for numbers, times, chance and games. */
export const NUMBERS: Readonly<Record<string, Use>> = {
  '@noble/hashes': [
    "import { sha256 } from '@noble/hashes/sha2.js'\nimport { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'",
    `bytesToHex(sha256(utf8ToBytes('abc'))).slice(0, 16)`,
    'ba7816bf8f01cfea',
  ],
  'big.js': ["import Big from 'big.js'", `new Big('0.1').plus('0.2').toString()`, '0.3'],
  'bignumber.js': ["import BigNumber from 'bignumber.js'", `new BigNumber(2).pow(100).toFixed()`, '1267650600228229401496703205376'],
  'chess.js': ["import { Chess } from 'chess.js'", `(() => { const c = new Chess(); c.move('e4'); return c.moves().length })()`, 20],
  'chroma-js': ["import chroma from 'chroma-js'", `chroma.mix('red', 'blue', 0.5, 'rgb').hex()`, '#800080'],
  'date-fns': [
    "import { addDays, format } from 'date-fns'",
    `format(addDays(new Date(2026, 0, 31), 1), 'yyyy-MM-dd EEEE')`,
    '2026-02-01 Sunday',
  ],
  dayjs: ["import dayjs from 'dayjs'", `dayjs('2026-01-31').add(1, 'month').format('YYYY-MM-DD')`, '2026-02-28'],
  'decimal.js': ["import Decimal from 'decimal.js'", `new Decimal(2).sqrt().toFixed(10)`, '1.4142135624'],
  luxon: [
    "import { DateTime } from 'luxon'",
    `DateTime.fromISO('2026-01-01T12:00', { zone: 'America/New_York' }).toUTC().toISO()`,
    '2026-01-01T17:00:00.000Z',
  ],
  mathjs: [
    "import { evaluate, matrix, multiply } from 'mathjs'",
    `[evaluate('sqrt(3^2 + 4^2)'), multiply(matrix([[1, 2]]), matrix([[3], [4]])).toArray()]`,
    [5, [[11]]],
  ],
  'matter-js': [
    "import Matter from 'matter-js'",
    `(() => { const engine = Matter.Engine.create(); const box = Matter.Bodies.rectangle(0, 0, 1, 1); Matter.Composite.add(engine.world, box); Matter.Engine.update(engine, 16); return box.position.y > 0 })()`,
    true,
  ],
  nanoid: ["import { customAlphabet, nanoid } from 'nanoid'", `[nanoid().length, customAlphabet('a', 4)()]`, [21, 'aaaa']],
  seedrandom: ["import seedrandom from 'seedrandom'", `seedrandom('hello.')()`, 0.9282578795792454],
  'simplex-noise': ["import { createNoise2D } from 'simplex-noise'", `createNoise2D(() => 0.5)(0.1, 0.2) !== 0`, true],
  uuid: ["import { v4, v5, validate } from 'uuid'", `[validate(v4()), v5('a', v5.URL)]`, [true, 'e1407479-3136-56c0-9908-bb02fb0339e2']],
}
