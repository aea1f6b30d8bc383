import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('without a key a question has the answer of the settings', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  const { published } = await plugin.send('chat', { message: '!ask why?' })
  assert.deepEqual(published, [
    { topic: 'answer', data: { by: 'Tomáš K.', question: 'why?', answer: 'Good question! My brain is not plugged in yet.' } },
  ])
  assert.deepEqual((await plugin.send('chat', { message: 'why?' })).published, [])
})

test('with a key the service answers, and when it is busy the question is tried again', async (t) => {
  const keys: unknown[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization)
    response.writeHead(keys.length === 1 ? 200 : 429, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ choices: [{ message: { content: ' Because. ' } }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const settings = { endpoint: `http://${host}/v1/`, key: 'secret' }
  const plugin = await rehearse(import.meta.dirname, { settings, grants: { net: [host] } })
  t.after(plugin.stop)

  const { published } = await plugin.send('chat', { message: '!ask why?' })
  assert.deepEqual(published, [{ topic: 'answer', data: { by: 'Tomáš K.', question: 'why?', answer: 'Because.' } }])
  assert.match((await plugin.send('chat', { message: '!ask why?' })).error ?? '', /answered 429/)
  assert.deepEqual(keys, ['Bearer secret', 'Bearer secret'])
})
