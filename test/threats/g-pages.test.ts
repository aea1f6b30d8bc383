import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { serve } from '../serve/served.ts'
import { exchange, head, statusOf } from '../serve/wire.ts'

const SCRIPT = '<script>fetch("/api/tokens")</script>'

test('T49: what a plugin puts beside its page is no page of its own: drawings run nothing, and other documents are not there', async (t) => {
  const served = await serve(t)
  const files = ['evil.html', 'evil.svg', 'evil.xml', 'evil.xhtml', 'evil.htm', 'evil.mht', 'evil.pdf', 'evil.swf', 'evil.js']
  for (const name of files)
    await writeFile(
      join(served.folder, 'overlay', name),
      name.endsWith('svg') ? `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>` : SCRIPT,
    )
  const answers = await Promise.all(files.map((name) => exchange(served.port, head(served, `GET /overlay/alerts/${name}`))))
  assert.deepEqual(
    files.filter((_, index) => statusOf(answers[index] ?? '') === 200),
    ['evil.svg', 'evil.js'],
  )
  for (const answer of answers) {
    assert.match(answer, /content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox/i)
    assert.match(answer, /x-content-type-options: nosniff/i)
  }
})

test('T55: the dashboard shows pictures of its own and of the platform, pages in OBS only those of this host, and none of anybody else', async (t) => {
  const served = await serve(t)
  const platform = ['tiktokcdn', 'tiktokcdn-us', 'tiktokcdn-eu', 'ibyteimg'].map((name) => `https://*.${name}.com`)
  for (const [path, allowed] of [
    ['/', platform],
    ['/overlay/alerts/alerts', []],
  ] as const) {
    const answer = await exchange(served.port, head(served, `GET ${path}`))
    const sources = /img-src ([^;]*)/.exec(answer)?.[1]?.split(' ') ?? []
    const isOwn = (source: string) => ["'self'", 'data:'].includes(source) || /^https?:\/\/([^/]+)\//.exec(source)?.[1] === served.host
    const others = sources.filter((source) => !isOwn(source))
    assert.deepEqual(others, allowed)
    assert.match(answer, /default-src /)
    assert.doesNotMatch(answer, /media-src [^;]*\*|unsafe-/)
  }
})
