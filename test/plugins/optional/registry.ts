import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { execa } from 'execa'
import { createFolder } from '../../support/folder.ts'

/** A package that says what it is, has a file beside its code, and would leave a mark if a script of it ran. */
const FILES = {
  'package.json': JSON.stringify({
    ...{ name: '@some/voice', version: '1.2.3', license: 'GPL-3.0', type: 'module', main: 'voice.js' },
    scripts: { install: "node -e \"fs.writeFileSync('ran', '')\"", postinstall: "node -e \"fs.writeFileSync('ran', '')\"" },
  }),
  'voice.js': `export const files = async () => (typeof process === 'object' ? import('fs') : undefined)\nexport const place = import.meta.url\nexport default (text) => 'said ' + text`,
  'voice.data': 'sounds',
}

/** npm's registry with one package in it, on this machine; npm is led there by what it answers for the environment. */
export async function createRegistry(t: { after(done: () => void): void }) {
  const folder = createFolder()
  await mkdir(join(folder, 'voice'))
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, 'voice', name), text)
  await execa('npm', ['pack', './voice', '--ignore-scripts', '--silent'], { cwd: folder })
  const tarball = await readFile(join(folder, 'some-voice-1.2.3.tgz'))
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const { port } = Object(server.address())
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    const version = { name: '@some/voice', version: '1.2.3', dist: { tarball: `http://127.0.0.1:${port}/voice.tgz`, integrity } }
    if (request.url === '/voice.tgz') response.end(tarball)
    else if (/^\/@some(\/|%2f)voice$/i.test(request.url ?? '')) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name: '@some/voice', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } }))
    } else response.writeHead(404).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  t.after(() => server.close())
  return {
    asked,
    variables: { npm_config_registry: `http://127.0.0.1:${Object(server.address()).port}/`, npm_config_cache: join(folder, 'cache') },
  }
}
