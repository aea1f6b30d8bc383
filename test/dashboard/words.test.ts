import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sourceSentence } from '../../core/dashboard/page/live/source-sentence.ts'
import { deedIn, reasonIn } from '../../core/dashboard/page/moderation/plugin-words.ts'
import { languageOf } from '../../core/dashboard/page/words/language.ts'
import { createJudge } from '../../plugins/moderation/judge.ts'
import { readSettings } from '../../plugins/moderation/settings.ts'
import { settlingOf } from '../support/settling.ts'

const PAGE = fileURLToPath(new URL('../../core/dashboard/page/', import.meta.url))

/** Every place that has words in it, with the words. */
async function allWords(): Promise<readonly (readonly [file: string, en: object, es: object])[]> {
  const files = await readdir(PAGE, { recursive: true })
  const found = files.filter((file) => /(^|\/)words\.ts$|^words\/(?!language)[^/]+\.ts$/.test(file.replaceAll('\\', '/')))
  return Promise.all(
    found.map(async (file) => {
      const { en, es, words = { en, es } } = await import(pathToFileURL(join(PAGE, file)).href)
      return [file, words.en, words.es] as const
    }),
  )
}

/** Names of all words, those of lists within them included. */
function namesIn(words: object, prefix = ''): readonly string[] {
  return Object.entries(words).flatMap(([name, word]) =>
    word !== null && typeof word === 'object' ? namesIn(word, `${prefix}${name}.`) : [`${prefix}${name}`],
  )
}

test('the page speaks the first language it knows of those asked for, else English', () => {
  assert.deepEqual(
    [['es-MX', 'en'], ['de', 'es'], ['en-GB', 'es'], ['de'], []].map((languages) => languageOf(languages)),
    ['es', 'es', 'en', 'en', 'en'],
  )
})

test('whatever the page says in English it says in Spanish, and nothing is left empty', async () => {
  const all = await allWords()
  assert.ok(all.length >= 8, `only ${all.length} files of words were found`)
  for (const [file, en, es] of all) {
    assert.deepEqual(namesIn(es).toSorted(), namesIn(en).toSorted(), file)
    for (const words of [en, es]) assert.ok(!JSON.stringify(words).includes('""'), `${file} has an empty word`)
  }
})

test('how the connection is, is said in the language of the page, and what it has no words for as the host says it', () => {
  const base = { kind: 'tiktok', streamId: 'tiktok:luna', detail: 'as the host says it', malformed: 0, unknown: 0, reconnects: 0 }
  const lost = { ...base, state: 'waiting', reason: 'lost' } as const
  assert.equal(sourceSentence(lost, 'en'), base.detail)
  assert.deepEqual(
    [lost, { ...base, state: 'connected' } as const, { ...base, kind: 'other', state: 'connected' } as const].map((source) =>
      sourceSentence(source, 'es'),
    ),
    ['Se perdió la conexión; Showrunner vuelve a conectar solo', 'En el directo de @luna', base.detail],
  )
})

test('why moderation hid a chat, and what can be done with its viewer, is said in Spanish, too', async () => {
  const settle = await settlingOf('moderation')
  const judge = createJudge(
    readSettings(settle({ strictness: 'strict', filters: { caps: 'hide', emoji: 'hide' }, blockWords: ['spoiler'] }), () => undefined),
    { block: [], allow: [] },
  )
  const texts = [
    'puta',
    'spoiler',
    'llámame 612345678',
    'www.spam.com',
    'GRITANDO TODO EN MAYUSCULAS SIN PARAR',
    'a'.repeat(60),
    '🎉'.repeat(40),
  ]
  const findings = [...texts.map(judge.text), judge.name('puta'), judge.name('spoiler')]
  for (const found of findings) assert.notEqual(reasonIn(String(found?.reason), 'es'), String(found?.reason))
  assert.equal(reasonIn('OpenAI: hate', 'es'), 'OpenAI: hate')
  const mute = { id: 'moderation.mute', description: 'Hides what a viewer says', plugin: 'moderation', input: {} }
  assert.deepEqual(
    (['es', 'en'] as const).map((language) => deedIn(mute, language)),
    ['Silenciar, en este directo o para siempre, y quitar lo que dijo', mute.description],
  )
})
