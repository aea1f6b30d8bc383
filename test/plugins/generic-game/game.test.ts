import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGame } from '../../../plugins/generic-game/game.ts'
import { readSettings } from '../../../plugins/generic-game/settings.ts'
import { moderating } from '../../support/moderating.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

const settle = await settlingOf('generic-game')

test('a game is told no name or words that moderation hides, not in its address either, and all that was given', async (t) => {
  const asked: unknown[] = []
  const port = await serveHttp(t, async (request, response) => {
    const { user, message, coins } = JSON.parse(await bodyOf(request))
    asked.push([request.url, user, message, coins])
    response.end()
  })
  const { host } = createRecordingHost()
  const settings = settle({ door: 'http', address: `http://127.0.0.1:${port}/?name={user}` })
  const game = createGame({ ...host, actions: moderating }, readSettings(settings))
  game.start()
  t.after(game.stop)
  const gift = await fixture('gift')
  const tip = await fixture('tip')
  assert.ok(gift.user)
  await game.take({ ...gift, user: { ...gift.user, safeName: 'a slur' } }, delivery({ idempotencyKey: '1' }))
  await game.take({ ...tip, payload: { ...tip.payload, message: 'such a slur' } }, delivery({ idempotencyKey: '2' }))
  assert.deepEqual(asked, [
    ['/?name=***', '***', '', 10],
    ['/?name=Petra', 'Petra', '', 0],
  ])
})
