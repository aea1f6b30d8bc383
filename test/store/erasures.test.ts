import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openErasures } from '../../core/store/erasure/erasures.ts'
import { loadViewerKey } from '../../core/store/erasure/key.ts'
import { createFolder } from '../support/folder.ts'

const then = '2026-01-01T00:00:00.000Z'
const later = '2026-01-02T00:00:00.000Z'

test('G2: everybody who was erased stays on the list, also of whom only a handle was known, and whoever is erased again once', async () => {
  const dataDir = createFolder()
  const erasures = await openErasures(dataDir)
  for (const handle of ['a', 'b']) await erasures.add({ id: null, handles: [handle], at: then })
  for (const at of [then, later]) {
    await erasures.add({ id: 'x', handles: ['c'], at })
    await erasures.add({ id: null, handles: ['a'], at })
  }
  const wanted = [
    { id: null, handles: ['b'], at: then },
    { id: 'x', handles: ['c'], at: later },
    { id: null, handles: ['a'], at: later },
  ]
  assert.deepEqual([erasures.all(), (await openErasures(dataDir)).all()], [wanted, wanted])
})

test('G3: a pseudonym is always the same, and whoever is one already stays it', async () => {
  const dataDir = createFolder()
  const { pseudonymOf } = await loadViewerKey(dataDir)
  const once = pseudonymOf('7312345678901999991')
  assert.deepEqual([pseudonymOf(once), (await loadViewerKey(dataDir)).pseudonymOf('7312345678901999991')], [once, once])
  assert.notEqual(pseudonymOf('7312345678901999992'), once)
})
