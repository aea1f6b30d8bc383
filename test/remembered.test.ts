import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../core/base/clock.ts'
import { createRemembered } from '../core/desks/log/remembered.ts'
import { createSqliteStore } from '../core/store/sqlite/sqlite.ts'
import { createFolder } from './support/folder.ts'

test('a game with a new name at each launch gets in for ever, and the client furthest behind is forgotten', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  const remembered = createRemembered(store)
  remembered.ack('faithful', 20_000)
  for (let launch = 1; launch <= 1_200; launch += 1) {
    remembered.ack(`game-${launch}`, launch)
    // As the server commits while it goes on.
    if (launch % 100 === 0) await store.write({})
  }
  assert.deepEqual(
    [remembered.acked('faithful'), remembered.acked('game-1200'), remembered.acked('game-202'), remembered.acked('game-201')],
    [20_000, 1_200, 202, undefined],
  )
})

test('whoever takes very many names pushes out no client of another token, nor of the keys of this machine', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  const remembered = createRemembered(store)
  remembered.ack('my-game', 1)
  remembered.ack('token-1/my-game', 1)
  for (let launch = 1; launch <= 1_200; launch += 1) {
    remembered.ack(`token-2/game-${launch}`, 100 + launch)
    if (launch % 100 === 0) await store.write({})
  }
  assert.deepEqual(
    [
      remembered.acked('my-game'),
      remembered.acked('token-1/my-game'),
      remembered.acked('token-2/game-202'),
      remembered.acked('token-2/game-203'),
    ],
    [1, 1, undefined, 303],
  )
})
