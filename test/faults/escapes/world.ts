import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export const SECRET = 'canary-5f2d'
const PUBLIC = '93.184.216.34'
/** What names resolve to; `rebind.test` is public when it is first asked for, and then this machine. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'api.test': [PUBLIC],
  'other.test': [PUBLIC],
  'internal.test': ['10.0.0.7'],
  'rebind.test': [PUBLIC, '127.0.0.1'],
}

/** What attacks are after: a secret file, a place to leave a mark, a server on this machine, folders with ways out of them. */
export async function createWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-escapes-'))
  const dataDir = join(folder, 'data')
  const secretPath = join(folder, 'secret.txt')
  await mkdir(dataDir)
  await writeFile(secretPath, SECRET)
  /** Requests that came by a local address, by the attack's id. */
  const hits: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here')
    if (url.pathname.startsWith('/hit/')) hits.push(url.pathname.slice('/hit/'.length))
    const to = url.searchParams.get('to')
    if (to) return void response.writeHead(302, { location: to }).end()
    if (url.pathname === '/gzipbomb') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB)
    response.end(JSON.stringify(request.headers))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const asked: Record<string, number> = {}

  return {
    dataDir,
    secretPath,
    port,
    hits,
    markOf: (id: string) => join(folder, `mark-${id}`),
    /** The name system, as attackers would have it. */
    async lookup(hostname: string): Promise<string[]> {
      const turn = asked[hostname] ?? 0
      asked[hostname] = turn + 1
      const known = NAMES[hostname] ?? []
      const address = known[Math.min(turn, known.length - 1)]
      if (address === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
      return [address]
    },
    /** The internet is this machine's server. */
    dial: ({ port: to, allowHalfOpen }: { readonly port: number; readonly allowHalfOpen?: boolean | undefined }) =>
      connect({ host: '127.0.0.1', port: to, ...(allowHalfOpen !== undefined && { allowHalfOpen }) }),
    /** The data folder of a plugin, with the ways out of it that attacks try. */
    async layOut(plugin: string) {
      const own = join(dataDir, 'plugins', plugin)
      const outside = join(dataDir, 'plugins', 'outside')
      for (const path of [join(own, 'data'), outside, join(dataDir, 'plugins', 'plugin-evil')]) await mkdir(path, { recursive: true })
      await writeFile(join(own, 'data', 'ok.txt'), 'fine')
      await writeFile(join(outside, 'secret.txt'), SECRET)
      await writeFile(join(dataDir, 'plugins', 'plugin-evil', 'secret.txt'), SECRET)
      await writeFile(join(own, 'data', 'evil.sh'), '#!/bin/sh\ntouch "$1"\n', { mode: 0o755 })
      await symlink(secretPath, join(own, 'data', 'link-secret'))
      await symlink(outside, join(own, 'data', 'link-dir'))
      await link(secretPath, join(own, 'data', 'hard-secret'))
    },
    /** What an attack left behind, in words. */
    async damage(id: string, plugin: string): Promise<readonly string[]> {
      const outside = join(dataDir, 'plugins', 'outside')
      return [
        ...(existsSync(join(folder, `mark-${id}`)) ? ['left its mark'] : []),
        ...(hits.includes(id) ? ['reached a local server'] : []),
        ...(existsSync(join(outside, 'pwn.txt')) ? ['wrote outside'] : []),
        ...(existsSync(join(dataDir, 'plugins', plugin, 'plugin.manifest.json')) ? ['wrote a manifest'] : []),
        ...((await readFile(secretPath, 'utf8')) === SECRET ? [] : ['changed the secret']),
      ]
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** 200 MB of zeros in 200 KB. */
const BOMB = gzipSync(Buffer.alloc(200 * 2 ** 20))

export type World = Awaited<ReturnType<typeof createWorld>>
