import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { clone, isGitAddress } from '../../core/packages/clone.ts'
import { serveStalling } from './git-server.ts'
import { createPlace, goodPlugin } from './installing.ts'

const MIB = 1024 * 1024
const MINUTE_MS = 60_000

/** A repository with a plugin in it. */
async function createRepository(folder: string, more: (repository: string) => Promise<void> = async () => {}) {
  const repository = join(folder, 'repository')
  await mkdir(repository)
  const git = (...args: string[]) => execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], { cwd: repository })
  await git('init', '-q', '-b', 'main')
  for (const { name, content } of goodPlugin('mine')) await writeFile(join(repository, String(name)), String(content))
  await more(repository)
  await git('add', '-A')
  await git('commit', '-q', '-m', 'first')
  return { url: pathToFileURL(repository).href, git, repository }
}

test('a plugin is installed from a repository, without what belongs to git', async () => {
  const { folder, install, there } = await createPlace()
  const { url, git, repository } = await createRepository(folder)
  assert.equal(await install(url), true)
  assert.deepEqual([...(await there())].sort(), ['mine', 'mine/README.md', 'mine/plugin.manifest.json', 'mine/plugin.ts'])
  await git('checkout', '-q', '-b', 'next')
  await writeFile(join(repository, 'next.ts'), '')
  await git('add', '-A')
  await git('commit', '-q', '-m', 'second')
  await git('checkout', '-q', 'main')
  await install(`${url}#next`)
  assert.ok((await there()).includes('mine/next.ts'))
})

test('T65: nothing of a repository is run: no hooks, no filters, no scripts', async () => {
  const { folder, install } = await createPlace()
  const ran = join(folder, 'ran')
  const { url } = await createRepository(folder, async (repository) => {
    const hook = join(repository, '.git/hooks/post-checkout')
    await mkdir(join(repository, '.git/hooks'), { recursive: true })
    await writeFile(hook, `#!/bin/sh\ntouch ${ran}\n`)
    await chmod(hook, 0o755)
    await writeFile(join(repository, '.gitattributes'), '* filter=evil\n')
    await writeFile(join(repository, 'package.json'), JSON.stringify({ scripts: { prepare: `touch ${ran}`, postinstall: `touch ${ran}` } }))
  })
  await install(url)
  assert.equal(existsSync(ran), false)
})

test('T63: a link in a repository is refused', async () => {
  const { folder, install, there } = await createPlace()
  const { url } = await createRepository(folder, (repository) => symlink('/etc/hostname', join(repository, 'host.ts')))
  await assert.rejects(install(url), { code: 'PACKAGE_REFUSED', message: '"host.ts" is a link; put the file itself there' })
  assert.deepEqual(await there(), [])
})

test('submodules are not fetched', async () => {
  const { folder, install, there } = await createPlace()
  const { url, git } = await createRepository(folder)
  await git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', url, 'inner')
  await git('commit', '-q', '-m', 'inner')
  await install(url)
  assert.ok(!(await there()).includes('mine/inner/plugin.ts'))
})

test('a repository that is not there is told in one sentence', async () => {
  const { folder, install } = await createPlace()
  await assert.rejects(install(pathToFileURL(join(folder, 'nothing')).href), {
    code: 'PACKAGE_UNREACHABLE',
    message: /could not be cloned: /,
  })
})

test('T64: a repository that is too large is given up in the middle, with all that git had started for it', async (t) => {
  const { folder } = await createPlace()
  const { repository } = await createRepository(folder, (place) => writeFile(join(place, 'noise'), randomBytes(4 * MIB)))
  const { url, left } = await serveStalling(t, repository, 2 * MIB)
  await assert.rejects(clone(url, join(folder, 'clone'), { mostBytes: MIB, longestMs: MINUTE_MS }), {
    code: 'PACKAGE_REFUSED',
    message: `${url} is larger than 1 MiB, and a repository with a plugin may not be`,
  })
  await left
})

test('T64: a repository that unpacks to too much is refused, though little of it comes over the network', async () => {
  const { folder } = await createPlace()
  const { url } = await createRepository(folder, (place) => writeFile(join(place, 'zeros'), Buffer.alloc(4 * MIB)))
  await assert.rejects(clone(url, join(folder, 'clone'), { mostBytes: MIB, longestMs: MINUTE_MS }), {
    code: 'PACKAGE_REFUSED',
    message: /is larger than 1 MiB/,
  })
})

test('a server that never comes to its end is not waited for', async (t) => {
  const { folder } = await createPlace()
  const { repository } = await createRepository(folder)
  const { url, left } = await serveStalling(t, repository, 10)
  await assert.rejects(clone(url, join(folder, 'clone'), { mostBytes: MIB, longestMs: 1000 }), {
    code: 'PACKAGE_UNREACHABLE',
    message: `${url} could not be cloned: git did not finish in time`,
  })
  await left
})

test('whoever ends Showrunner ends a clone', async (t) => {
  const { folder } = await createPlace()
  const { repository } = await createRepository(folder)
  const { url, stalled, left } = await serveStalling(t, repository, 10)
  const cloning = clone(url, join(folder, 'clone'))
  await stalled
  process.emit('SIGHUP')
  await assert.rejects(cloning, { code: 'PACKAGE_UNREACHABLE', message: `${url} could not be cloned: it was interrupted` })
  await left
})

test('only https, ssh and file addresses are git addresses, and none that git takes for an option', () => {
  const good = [
    'https://example.com/a/b.git',
    'ssh://git@example.com/a',
    'git@example.com:a/b.git',
    'file:///a/b',
    'https://example.com/a#v1.0.0',
  ]
  const bad = [
    'ext::sh -c id',
    'http://example.com/a',
    'git://example.com/a',
    'ftp://a/b',
    '-oProxyCommand=id',
    '--upload-pack=id',
    'https://a/b#-x',
    'https://a/b c',
  ]
  assert.deepEqual([good.filter((text) => !isGitAddress(text)), bad.filter(isGitAddress)], [[], []])
})
