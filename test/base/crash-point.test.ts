import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { CRASH_POINTS } from '../../core/base/crash-point.ts'
import { ROOT } from '../support/root.ts'

/** What changes what is remembered: transactions, and files that are put in the place of others. */
const CHANGES = /\bwriteWhole\(|\.transaction\(|BEGIN IMMEDIATE|\brename(Sync)?\(|\.write\(\)|VACUUM INTO/

/** Files that change something and need no point of their own, with the reason. */
const COVERED: Readonly<Record<string, string>> = {
  'core/store/sqlite/ballast.ts': 'its points stand in room.ts, which gives and takes it',
  'core/store/sqlite/sessions.ts': 'each change is one transaction of one row',
  'core/store/sqlite/lives.ts': 'each change is one transaction of one session',
  'core/store/sqlite/rewrite-letters.ts': 'goes on where it was, like the slices of rewrite.ts',
  'core/store/sqlite/kept-texts.ts': 'goes on where it was, between erasure.begin and erasure.end',
  'core/store/blobs/blobs.ts': 'a file is written whole beside its place, and any may go at any time',
  'core/store/backup/restore.ts': 'works on a copy that nothing refers to before restore.planned',
  'core/store/erasure/copies.ts': 'works on backups, between erasure.begin and erasure.end',
}

const sources = readdirSync(join(ROOT, 'core'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== join('base', 'crash-point.ts'))
  .map((file) => ({ file: `core/${file.replaceAll('\\', '/')}`, text: readFileSync(join(ROOT, 'core', file), 'utf8') }))

test('D4: every crash point stands in the code once, and none that is not in the table', () => {
  const found = sources.flatMap(({ text }) => [...text.matchAll(/\bcrashPoint\('([^']*)'\)/g)].map(([, point]) => point))
  assert.ok(sources.length > 200)
  assert.deepEqual(found.toSorted(), CRASH_POINTS.toSorted())
})

test('D4: whatever in the store changes what is remembered has a crash point, or a reason to have none', () => {
  const changing = sources.filter(({ file, text }) => file.startsWith('core/store/') && CHANGES.test(text))
  const bare = changing.filter(({ file, text }) => !text.includes('crashPoint(') && !(file in COVERED)).map(({ file }) => file)
  const idle = Object.keys(COVERED).filter((file) => !changing.some((each) => each.file === file && !each.text.includes('crashPoint(')))
  assert.ok(changing.length > 10)
  assert.deepEqual([bare, idle], [[], []])
})
