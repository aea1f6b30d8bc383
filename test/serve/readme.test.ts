import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { CLOSE, type ClientMessage, type ServerMessage } from '../../core/serve/messages.ts'
import { PROBLEMS } from '../../core/serve/problem.ts'
import type { RoleMatrix } from '../../schemas/types.ts'
import { KEYS, serve } from './served.ts'

const README = new URL('../../core/serve/README.md', import.meta.url)
const readme = readFileSync(README, 'utf8')

const MESSAGES = {
  subscribe: true,
  ack: true,
  ping: true,
  hello: true,
  subscribed: true,
  event: true,
  publish: true,
  gap: true,
  resync: true,
  reload: true,
  pong: true,
  error: true,
} satisfies Record<ClientMessage['type'] | ServerMessage['type'], true>

test('the README explains every message of /ws', () => {
  const missing = Object.keys(MESSAGES).filter((type) => !readme.includes(`\`${type}\``))
  assert.deepEqual(missing, [])
})

test('the README explains every way in which the server closes a socket, but for its own faults', () => {
  const missing = Object.values(CLOSE).filter((code) => code !== CLOSE.failed && !readme.includes(`closed with ${code}`))
  assert.deepEqual(missing, [])
})

test('the README has every route with who may come in, and every problem, as they are', async (context) => {
  const { server } = await serve(context)
  const get = async (path: string) =>
    Object(await (await fetch(server.url + path, { headers: { authorization: `Bearer ${KEYS.admin}` } })).json())
  const { routes } = (await get('/api/roles')) as RoleMatrix
  const { paths } = await get('/api/openapi.json')
  const routeLines = routes.map(({ method, path, allow }) => {
    const { summary = 'for browsers and sockets' } = paths[path]?.[method.toLowerCase()] ?? {}
    return `| \`${method} ${path}\` | ${typeof allow === 'string' ? allow : allow.join(', ')} | ${summary.replaceAll('|', '/')} |`
  })
  const problemLines = Object.entries(PROBLEMS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`)
  const expected = filled(filled(readme, 'routes', ['| route | who | what |', '| --- | --- | --- |', ...routeLines]), 'problems', [
    '| code | status | title |',
    '| --- | --- | --- |',
    ...problemLines,
  ])
  if (process.env.README === 'write') await writeFile(README, expected)
  else assert.equal(readme, expected)
  assert.ok(routes.length > 50)
})

/** The text with other lines between two marks. */
function filled(text: string, mark: string, lines: readonly string[]): string {
  return text.replace(
    new RegExp(`(<!-- ${mark}.*?-->\n)[^]*?(<!-- /${mark} -->)`),
    (_, begin: string, end: string) => `${begin}${lines.join('\n')}\n${end}`,
  )
}
