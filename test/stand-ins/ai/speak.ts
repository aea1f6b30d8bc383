import type { ServerResponse } from 'node:http'
import { anthropic } from './anthropic.ts'
import type { Behaviour } from './behaviour.ts'
import type { Answer, Dialect } from './dialect.ts'
import { gemini } from './gemini.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'

const DIALECTS: readonly Dialect[] = [openai, anthropic, gemini, ollama]

/** Answers one request in the words of the service whose path it is. */
export function speak(path: string, body: Record<string, unknown>, behaviour: Behaviour, response: ServerResponse): unknown {
  const dialect = DIALECTS.find((one) => one.path.test(path))
  if (!dialect) return json(response, 404, { error: { message: 'No such path', code: 'not_found' } })
  const { fails, vice, says = ['Hello ', 'there.'], usage = { input: 20, output: 5 }, ends = 'whole' } = behaviour
  if (fails) return fail(dialect, fails, response)
  if (vice === 'html')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><p>Welcome to the hotel network</p></html>')
  if (vice === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' }).end()
  const model = typeof body.model === 'string' ? body.model : 'gemini'
  const answer = { says, usage, ends, model, asked: body }
  if (vice !== 'whole-anyway' && dialect.isStream(path, body)) return stream(dialect, answer, vice, response)
  if (vice === 'not-json') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[{"mess')
  if (vice === 'silent') return void response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
  json(response, 200, dialect.whole(answer))
}

function fail(
  dialect: Dialect,
  { status, retryAfter, retryAfterMs, says = 'No' }: NonNullable<Behaviour['fails']>,
  response: ServerResponse,
) {
  const headers = { ...(retryAfter && { 'retry-after': retryAfter }), ...(retryAfterMs && { 'retry-after-ms': retryAfterMs }) }
  json(response, status, dialect.error(status, says), headers)
}

function stream(dialect: Dialect, answer: Answer, vice: Behaviour['vice'], response: ServerResponse) {
  response.writeHead(200, { 'content-type': dialect.streamType }).flushHeaders()
  if (vice === 'silent') return
  const messages = dialect.stream(answer)
  const half = messages.slice(0, Math.ceil(messages.length / 2)).join('')
  if (vice === 'stalled') return void response.write(half)
  if (vice === 'short') return void response.end(half)
  if (vice === 'cut') return void response.write(half, () => response.destroy())
  if (vice === 'not-json') return void response.end(`${half}data: {"choi\n\n{"mess\n`)
  if (vice === 'error-midway') return void response.end(half + dialect.midway)
  if (vice === 'endless') return endless(response, half)
  if (vice === 'torn') return torn(response, messages.join(''))
  response.end(messages.join(''))
}

/** Goes on for as long as somebody reads. */
function endless(response: ServerResponse, text: string) {
  const more = () => response.destroyed || response.write(text.repeat(200), () => setImmediate(more))
  more()
}

/** Every byte in a piece of its own, as bad networks do: characters and lines are torn. */
function torn(response: ServerResponse, text: string) {
  const bytes = [...Buffer.from(text)]
  const next = () => {
    const byte = bytes.shift()
    if (byte === undefined) response.end()
    else response.write(Buffer.from([byte]), () => setImmediate(next))
  }
  next()
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}
