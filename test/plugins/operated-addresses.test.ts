import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWords } from '../../core/plugins/asks.ts'
import { freePort } from '../support/free-port.ts'
import { createOperated } from '../support/operated.ts'
import { serveHttp } from '../support/web-server.ts'

const PLUGIN = `export default {
  actions: {
    reach: (_, host) => fetch(host.settings.address).then((answer) => answer.text(), (error) => error.name),
    query: async (_, host) => (await Deno.permissions.query({ name: 'net', host: new URL(host.settings.address).host })).state,
    serve: (_, host) => new Promise((resolve) => {
      const server = Deno.serve({ port: host.settings.port, onListen: ({ port }) => resolve(port > 0) }, () => new Response())
      server.finished.catch((error) => resolve(error.name))
    }),
  },
}`

/** A plugin whose default is this address, with a setting for where it listens. */
const plugin = (address: string) => ({
  manifest: {
    permissions: { net: ['$settings.address'], listen: ['$settings.port'] },
    settings: { address, port: 0 },
    actions: { reach: {}, query: {}, serve: {} },
  },
  files: {
    'plugin.ts': PLUGIN,
    'settings.schema.json': JSON.stringify({
      type: 'object',
      properties: { address: { type: 'string', default: address }, port: { type: 'integer', default: 0 } },
    }),
  },
})

test('what an operator writes into a setting is reached at once and without another approval, and Showrunner itself never', async (t) => {
  const port = await serveHttp(t, (_request, response) => response.end('hello'))
  const operated = await createOperated(t)
  await operated.write('reaching', plugin(`http://127.0.0.1:${port}/`))
  const host = await operated.start()
  const told = (await host.show('reaching')).ask?.permissions
  assert.deepEqual(inWords(told), [
    'reach the address in its setting "address"',
    'take connections from this computer at the port in its setting "port"',
  ])
  await host.approve('reaching')
  const answers = async () => [(await host.act('reaching.reach')).body.value, (await host.act('reaching.query')).body.value]
  assert.deepEqual(await answers(), ['NotCapable', 'denied'])
  for (const [address, expected] of [
    [`http://127.0.0.1:${port}/?written=yes`, ['hello', 'granted']],
    [`${host.url}/health`, ['NotCapable', 'granted']],
    [`http://localhost:${port}/`, ['hello', 'granted']],
  ] as const) {
    await host.ask('PUT', '/api/plugins/reaching/settings', { address })
    assert.deepEqual(await answers(), expected, address)
  }
  const { state, ask, usage } = await host.show('reaching')
  assert.deepEqual([state, ask, usage.filter(({ power, denied }) => power === 'net' && denied > 0).length], ['running', undefined, 2])
  assert.equal((await host.act('reaching.serve')).body.value, true)
})

test('what stands in a variable is reached when that was approved, and Showrunner itself never, whatever stands there', async (t) => {
  const port = await serveHttp(t, (_request, response) => response.end('hello'))
  const own = await freePort()
  const operated = await createOperated(t)
  await operated.write('reaching', {
    manifest: { permissions: { net: ['$env.NEAR', '$env.OWN'], env: ['NEAR', 'OWN'] }, actions: { reach: {} } },
    files: {
      'plugin.ts': `const reach = (url) => fetch(url).then((answer) => answer.text(), (error) => error.name)
export default {
  actions: { reach: () => Promise.all([reach(Deno.env.get('NEAR')), reach(Deno.env.get('OWN') + '/health'), reach('http://127.0.0.1:${port + 1}')]) },
}`,
    },
  })
  const variables = { NEAR: `http://127.0.0.1:${port}/x`, OWN: `http://127.0.0.1:${own}` }
  const host = await operated.start({ variables, address: { port: own, allowRemote: false } })
  assert.deepEqual(inWords((await host.show('reaching')).ask?.permissions).slice(0, 2), [
    'reach the address in the variable NEAR',
    'reach the address in the variable OWN',
  ])
  await host.approve('reaching')
  assert.deepEqual((await host.act('reaching.reach')).body.value, ['hello', 'NotCapable', 'NotCapable'])
})
