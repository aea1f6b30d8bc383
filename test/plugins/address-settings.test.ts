import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSettingsForm } from '../../core/plugins/settings-form.ts'
import { createOperated } from '../support/operated.ts'
import { ROOT } from '../support/root.ts'

const ROWS = { webhooks: ['endpoints', { name: 'shop', kind: 'standard' }], forwarder: ['targets', { name: 'shop' }] } as const
const PRIVATE = 'has an address that is not on the internet; tick "Private address" if you mean it'

for (const [plugin, [list, row]] of Object.entries(ROWS)) {
  test(`${plugin}: an address that can never work is refused when it is saved, with its field and without a password`, async () => {
    const form = await readSettingsForm(join(ROOT, 'plugins', plugin))
    const saidOf = (fields: Readonly<Record<string, unknown>>) => {
      const verdict = form?.check({ [list]: [{ ...row, ...fields }] })
      return verdict?.ok ? 'good' : verdict?.message.replace(`"${list}.0.url" `, '')
    }
    assert.deepEqual(
      [
        { url: 'https://shop.example/hooks' },
        { url: 'http://127.0.0.1:8080', allowPrivate: true },
        { url: 'ftp://nowhere', active: false },
        { url: 'shop.example' },
        { url: 'ftp://shop.example' },
        { url: 'https://ana:secret@shop.example' },
        { url: 'http://192.168.1.7', allowPrivate: true },
        { url: 'http://127.0.0.1:8080' },
        { url: 'https://nas.local', allowPrivate: false },
        { url: '' },
      ].map(saidOf),
      [
        ...['good', 'good', 'good'],
        'has no address; write one that begins with https://',
        'has an address that is not of the web; write one that begins with https://',
        'has a name or password in its address; take them out',
        'has an address without encryption; write https:// in place of http://',
        ...[PRIVATE, PRIVATE, 'is empty'],
      ],
    )
  })
}

test('an endpoint of Discord needs no address', async () => {
  const form = await readSettingsForm(join(ROOT, 'plugins/webhooks'))
  assert.equal(form?.check({ endpoints: [{ name: 'channel', kind: 'discord', url: '' }] }).ok, true)
})

test('what is refused in a list of settings is told with its place, so that the form shows it at the field', async (t) => {
  const { write, start } = await createOperated(t)
  const url = { type: 'string', format: 'public-web-address' }
  const rows = { type: 'array', items: { type: 'object', properties: { url } } }
  const files = {
    'plugin.ts': 'export default {}',
    'settings.schema.json': JSON.stringify({ type: 'object', properties: { rows } }),
  }
  await write('teller', { manifest: {}, files })
  const host = await start()
  const { status, body } = await host.ask('PUT', '/api/plugins/teller/settings', { rows: [{}, { url: 'http://10.0.0.1' }] })
  assert.deepEqual([status, body.path], [422, '/rows/1/url'])
  assert.match(String(body.detail), /^Settings of teller: "rows\.1\.url" has an address that is not on the internet/)
})
