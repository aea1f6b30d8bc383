import assert from 'node:assert/strict'
import { renameSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { watchOneFile } from '../../core/store/settings-watch.ts'
import { createFolder } from '../support/folder.ts'

/** Watches a file that is there; `next` resolves with what is told next. */
function watched() {
  const file = join(createFolder(), 'settings.json')
  writeFileSync(file, 'before')
  const told: boolean[] = []
  const waiting: (() => void)[] = []
  const stop = watchOneFile(file, (isThere) => {
    told.push(isThere)
    waiting.shift()?.()
  })
  return { file, told, next: () => new Promise<void>((resolve) => waiting.push(resolve)), stop }
}

test('a watched file that is written, replaced or deleted is told', async (t) => {
  const { file, told, next, stop } = watched()
  t.after(stop)
  for (const change of [
    () => writeFileSync(file, 'another'),
    () => {
      writeFileSync(`${file}.new`, 'replaced')
      renameSync(`${file}.new`, file)
    },
    () => rmSync(file),
    () => writeFileSync(file, 'again'),
  ]) {
    const isTold = next()
    change()
    await isTold
  }
  assert.deepEqual(told, [true, true, false, true])
})

test('a watched file that an editor removes and puts back is not told as deleted', async (t) => {
  const { file, told, next, stop } = watched()
  t.after(stop)
  writeFileSync(`${file}.new`, 'replaced')
  const isTold = next()
  // Called when the watch saw that it was gone, which it then is no more.
  const putBack = ({ nlink }: { nlink: number }) => {
    if (nlink === 0) renameSync(`${file}.new`, file)
  }
  watchFile(file, putBack)
  t.after(() => unwatchFile(file, putBack))
  rmSync(file)
  await isTold
  assert.deepEqual(told, [true])
})

test('a watched file that was never there is not told as deleted', async (t) => {
  const file = join(createFolder(), 'settings.json')
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const told: boolean[] = []
  t.after(watchOneFile(file, (isThere) => told.push(isThere)))
  await new Promise<void>((resolve) => {
    const looked = () => resolve()
    watchFile(file, looked)
    t.after(() => unwatchFile(file, looked))
  })
  t.mock.timers.tick(60_000)
  assert.deepEqual(told, [])
})
