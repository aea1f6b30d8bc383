import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('a gift is posted with a key that stays the same over all tries', async (t) => {
  const answers = [503, 200, 404]
  const posts: { readonly key: unknown; readonly body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    posts.push({ key: request.headers['idempotency-key'], body })
    response.writeHead(answers.shift() ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const plugin = await rehearse(import.meta.dirname, { settings: { url: `http://${host}/gifts` }, grants: { net: [host] } })
  t.after(plugin.stop)

  const gift = { giftName: 'Rose', giftCount: 2, coins: 2 }
  assert.match((await plugin.send('gift', gift, { eventId: 'one' })).error ?? '', /answered 503/)
  assert.equal((await plugin.send('gift', gift, { eventId: 'one' })).error, undefined)
  assert.equal(posts[0]?.key, posts[1]?.key)
  const { giftName, giftCount, coins } = JSON.parse(posts[1]?.body ?? '')
  assert.deepEqual({ giftName, giftCount, coins }, gift)

  const refused = await plugin.send('gift', gift, { eventId: 'two' })
  assert.deepEqual([refused.error, refused.logged.map(({ level }) => level)], [undefined, ['error']])
  assert.notEqual(posts[2]?.key, posts[1]?.key)
})

test('without an address nothing is sent', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  assert.equal((await plugin.send('gift')).error, undefined)
})
