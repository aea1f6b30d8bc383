import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runInThisContext } from 'node:vm'
import { createObservedSandbox, pluginCode } from '../../support/sandbox.ts'

const DATES = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']
const CHOICES = [
  {},
  { weekday: 'long' },
  { hour: '2-digit', minute: '2-digit' },
  { timeZoneName: 'short' },
  { fractionalSecondDigits: 2 },
  { dateStyle: 'full' },
  { timeStyle: 'short' },
]

/** What depends on a locale, each with words for what was thrown. */
const LOCAL = `(() => {
  const told = (work) => { try { return work() } catch (error) { return error.name } }
  const date = new Date(1e12)
  return [
    (1234567.5).toLocaleString('es-ES'),
    (12.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }),
    (10n ** 9n).toLocaleString('en'),
    [1234.5, 2].toLocaleString('de'),
    ['z', 'ä', 'a', 'B'].sort((a, b) => a.localeCompare(b, 'de')),
    ['a10', 'a9'].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    'I'.toLocaleLowerCase('tr'),
    'i'.toLocaleUpperCase('tr'),
    ...['de', 'en-US', new Intl.Locale('fr'), new Intl.Locale('ja')].map((locale) => new Intl.NumberFormat(locale).format(1234.5)),
    ...${JSON.stringify(DATES)}.flatMap((name) => [
      ...${JSON.stringify(CHOICES)}.map((choice) => told(() => date[name](['es-ES', 'en'], { timeZone: 'UTC', ...choice }))),
      new Date(NaN)[name]('en'),
      told(() => date[name]('no such locale')),
      told(() => Date.prototype[name].call({})),
    ]),
  ]
})()`

async function answerOf(t: TestContext, source: string, code: object = {}) {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', `{ actions: { run: () => ${source} } }`, { timeoutMs: 10_000, ...code }), 'thread')
  return JSON.parse(await sandbox.act('one', 'run', '{}')) as unknown
}

test('numbers, dates and texts are written and sorted by a locale as in Node', async (t) => {
  assert.deepEqual(await answerOf(t, LOCAL), runInThisContext(LOCAL))
})

test('a virtual clock changes nothing about how a date is written', async (t) => {
  assert.deepEqual(await answerOf(t, LOCAL, { clock: 'virtual' }), runInThisContext(LOCAL))
})

test('what writes by a locale is frozen, and dates have no more formatters than a plugin may', async (t) => {
  const [changed, refused] = (await answerOf(
    t,
    `{
      const changed = []
      for (const { prototype } of [Date, Number, BigInt, String, Array])
        for (const name of Object.getOwnPropertyNames(prototype).filter((each) => /locale/i.test(each)))
          try { prototype[name] = () => 'mine'; changed.push(name) } catch {}
      try {
        for (let digits = 0; digits < 1_000; digits += 1) new Date(0).toLocaleDateString('en', { day: 'numeric', any: digits })
      } catch (error) { return [changed, error.message] }
    }`,
  )) as [string[], string]
  assert.deepEqual(changed, [])
  assert.equal(refused, 'A plugin may use 256 different Intl formatters')
})
