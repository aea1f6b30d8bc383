import assert from 'node:assert/strict'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'
import { createFolder } from '../../support/folder.ts'
import { ROOT } from '../../support/root.ts'
import { serveHttp } from '../../support/web-server.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** The plugin's way of fetching pictures, in a plugin that may ask this machine. */
const PLUGIN = `
import { createImages } from './images.ts'
let images
const put = []
export default {
  start(host) {
    const mayFetch = (url) => new URL(url).hostname === '127.0.0.1'
    images = createImages({ fetch, mayFetch, timeoutMs: 500, put: async (bytes, type) => { put.push(type + ' ' + bytes.length); return host.blobs.put(bytes, type) } })
  },
  actions: { picture: async ({ url }) => ({ url: await images.load(url), put }) },
}`

async function pluginFolder(port: number): Promise<string> {
  const folder = join(createFolder(), 'pictures')
  await mkdir(folder)
  const id = 'pictures'
  const manifest = {
    id,
    name: id,
    version: '1.0.0',
    subscriptions: [],
    permissions: { net: [`127.0.0.1:${port}`] },
    actions: { picture: {} },
  }
  await writeFile(join(folder, 'plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'plugin.ts'), PLUGIN)
  for (const file of ['images.ts', 'image-download.ts', 'image-type.ts'])
    await copyFile(join(ROOT, 'plugins/overlays', file), join(folder, file))
  return folder
}

test('in the sandbox, by its own fetch: a picture is kept, a redirect followed, and what is none, too large, elsewhere or slow is not', async (t) => {
  const port = await serveHttp(t, ({ url = '' }, response) => {
    if (url === '/luna') response.end(PNG)
    else if (url === '/moved') response.writeHead(302, { location: '/luna' }).end()
    else if (url === '/away') response.writeHead(302, { location: `http://127.0.0.2:${port}/luna` }).end()
    else if (url === '/page') response.writeHead(200, { 'content-type': 'image/png' }).end('<!doctype html>')
    else if (url === '/large') response.end(Buffer.concat([PNG, Buffer.alloc(300 * 1024)]))
    // Whatever else is asked for is never answered.
  })
  const plugin = await rehearse(await pluginFolder(port), { clock: 'real' })
  t.after(plugin.stop)
  const answers = []
  for (const path of ['luna', 'moved', 'away', 'page', 'large', 'slow']) {
    const { answer, error } = await plugin.act('picture', { url: `http://127.0.0.1:${port}/${path}` })
    // The action of the plugin above.
    const { url, put } = answer as { url?: string; put: readonly string[] }
    answers.push([path, url !== undefined, put.length, error])
  }
  assert.deepEqual(answers, [
    ['luna', true, 1, undefined],
    ['moved', true, 2, undefined],
    ['away', false, 2, undefined],
    ['page', false, 2, undefined],
    ['large', false, 2, undefined],
    ['slow', false, 2, undefined],
  ])
})
