import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const core = fileURLToPath(new URL('../core/', import.meta.url))

/** What is simulated, and so has time and chance handed in: the scheduler, the way in and the marks. */
const PURE = [...filesOf('schedule'), ...filesOf('ingest'), 'store/marks.ts', 'base/event-hash.ts']

/** Ways around what is handed in. A date of something is one of the log; the simulated world makes up no ids. */
const IMPURE =
  /\bDate\.now\b|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\b|\bnew Date\(\s*\)|\bsystemClock\b|\bhrtime\b|\bqueueMicrotask\b/

function filesOf(folder: string): readonly string[] {
  return readdirSync(`${core}${folder}`, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith('.ts') ? [`${folder}/${entry.name}`] : [],
  )
}

/** Lines that reach for the machine's own time or chance. */
function impurities(file: string, text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
  return code.split('\n').flatMap((line) => (IMPURE.test(line) ? [`${file}: ${line.trim()}`] : []))
}

test('X1: what is simulated takes time and chance as arguments', () => {
  assert.ok(PURE.length > 40, `only ${PURE.length} files were found: the walk is broken`)
  assert.deepEqual(
    PURE.flatMap((file) => impurities(file, readFileSync(`${core}${file}`, 'utf8'))),
    [],
  )
})

test('X1: the check finds each way around', () => {
  for (const line of [
    'Date.now()',
    'Math.random() * 2',
    'setTimeout(f, 1)',
    'setInterval(f)',
    'performance.now()',
    'new Date()',
    'systemClock',
  ])
    assert.equal(impurities('x.ts', `const at = ${line}`).length, 1, line)
  assert.deepEqual(impurities('x.ts', '// Math.random\nnew Date(clock.wallTime())'), [])
})
