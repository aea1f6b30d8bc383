import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { createLog } from '../../core/base/log.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { ROOT } from '../support/root.ts'

/** The client that the game template's README offers, for this host, with `play` as given. */
async function clientFrom(folder: string, { host, play }: { host: string; play: string }): Promise<string> {
  const readme = await readFile(join(ROOT, 'scripts/templates/my-game/README.md'), 'utf8')
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  // Node 20 has the class, but not as a global.
  const socket = `import { WebSocket } from ${JSON.stringify(import.meta.resolve('undici'))}\n`
  const file = join(folder, 'client.mjs')
  const changed = code.replace('127.0.0.1:3000', host).replace(/console\.log\(.*\)/, play)
  await writeFile(file, socket + changed)
  return file
}

test('the client in the README of the game template hears effects and says how they went', async (t) => {
  const folder = createFolder()
  const warnings: string[] = []
  const { changed, until } = createWaiters()
  const log = createLog({
    level: 'warn',
    write(line) {
      warnings.push(line)
      changed()
    },
  })
  const { url, keys } = await startHost(t, { log, pluginRoots: [join(ROOT, 'plugins'), join(ROOT, 'scripts/templates')] })
  const file = await clientFrom(folder, {
    host: new URL(url).host,
    play: "console.log('hears'); throw new Error([by, effect, amount].join())",
  })
  const client = execa(process.execPath, [file], { env: { SHOWRUNNER_KEY: keys.game }, reject: false })
  t.after(() => client.kill('SIGKILL'))
  let isPlayed = false
  client.stdout.on('data', () => {
    isPlayed = true
    changed()
  })

  const api = { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' }
  // The client says nothing when it is connected, so gifts come until it has heard one.
  while (!isPlayed) {
    const sent = await fetch(`${url}/api/simulate/gift`, {
      method: 'POST',
      headers: api,
      body: '{"username":"luna","giftName":"Rose","giftCount":5}',
    })
    assert.equal(sent.status, 201)
  }
  await until(() => warnings.some((line) => line.includes('The game could not do it')))
  assert.match(warnings.find((line) => line.includes('The game could not do it')) ?? '', /"plugin":"my-game"/)
})
