import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'node:test'
import { execa } from 'execa'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'
import { NAMING, recordWrites, type Step } from '../support/write-recording.ts'

const IN_FOLDER = [
  'keys.json',
  'keys.json',
  'tokens.json',
  'viewers.key',
  'secrets.json',
  'settings.json',
  'erasures.json',
  'audit.head',
  'restore.json',
]

const brief = (step: Step) => (step.kind === 'rename' ? `${step.file} is ${step.to}` : step.kind === 'sync' && step.file)

test('a small file that must last is on the disk before it has its name, and the name before anything else is done', async () => {
  const folder = createFolder()
  const script = await bundleScript(ROOT, 'test/support/file-keeper.ts')
  const steps = await recordWrites(script, [folder], folder, NAMING)
  const lasting = (file: string, inFolder = basename(folder)) => [`${file}.new`, `${file}.new is ${file}`, inFolder]
  assert.deepEqual(steps.map(brief), [...IN_FOLDER.flatMap((file) => lasting(file)), ...lasting('record.json', 'some')])
})

test('a folder that cannot be synced, as on Windows, stops no write; one whose disk fails is told', async () => {
  const script = await bundleScript(ROOT, 'test/support/file-keeper.ts')
  const ended = async (error: string) => {
    const folder = createFolder()
    const broken = ['-f', '-o', '/dev/null', '-P', folder, '-e', 'trace=fsync', '-e', `inject=fsync:error=${error}`]
    const { stderr } = await execa('strace', [...broken, process.execPath, script, folder], { reject: false })
    return { files: readdirSync(folder).length, said: /"?code"?: '(\w+)'/.exec(stderr)?.[1] }
  }
  assert.deepEqual(await ended('EINVAL'), { files: new Set(IN_FOLDER).size + 1, said: undefined })
  assert.deepEqual(await ended('EIO'), { files: 1, said: 'DATA_UNREADABLE' })
})
