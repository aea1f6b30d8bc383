import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('only chat with the prefix is read, by the page', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  const { published } = await plugin.send('chat', { message: '!say good evening' })
  assert.deepEqual(published, [{ topic: 'say', data: { text: 'Tomáš K.: good evening', language: 'en-US' } }])
  assert.deepEqual((await plugin.send('chat', { message: 'good evening' })).published, [])
})

test('a speech server gets the text, and without its answer the page speaks', async (t) => {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    for await (const chunk of request) bodies.push(String(chunk))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const plugin = await rehearse(import.meta.dirname, { settings: { endpoint: `http://${host}/` }, grants: { net: [host] } })
  t.after(plugin.stop)

  assert.deepEqual((await plugin.act('say', { text: 'hola', language: 'es-MX' })).answer, { by: 'server' })
  assert.deepEqual(bodies, ['{"text":"hola","language":"es-MX"}'])
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const alone = await plugin.act('say', { text: 'hola' })
  assert.deepEqual(alone.answer, { by: 'page' })
  assert.deepEqual(alone.published, [{ topic: 'say', data: { text: 'hola', language: 'en-US' } }])
})
