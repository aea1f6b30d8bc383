import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, failureOf, PermanentError, RetryError } from '../../core/kit/failures.ts'

const NOW = Date.UTC(2026, 0, 1)
const answered = (status: number, headers: Record<string, string> = {}) =>
  failureOf(new Response(null, { status, headers }), 'The game', NOW)

test('a success is no failure, and every other answer says whether trying again can help', () => {
  const kinds = [200, 204, 302, 400, 401, 403, 404, 408, 410, 425, 429, 500, 503].map((status) => answered(status)?.constructor)
  const [P, A, R] = [PermanentError, AuthError, RetryError]
  assert.deepEqual(kinds, [undefined, undefined, P, P, A, A, P, R, P, R, R, R, R])
})

test('what trying again cannot help says so by the name and the field that the host knows, also behind a thread', () => {
  const { name, permanent } = Object(answered(404))
  assert.deepEqual(
    [name, permanent, Object(answered(401)).permanent, Object(answered(500)).permanent],
    ['PermanentError', true, true, undefined],
  )
})

test('Retry-After is read as seconds and as a date, and what is nonsense or past asks for no pause', () => {
  const after = (value: string) => Object(answered(429, { 'retry-after': value })).retryAfterMs
  assert.deepEqual(
    [after('3'), after(' 1.5 '), after('Thu, 01 Jan 2026 00:00:07 GMT'), after('Wed, 31 Dec 2025 00:00:00 GMT'), after('soon'), after('')],
    [3000, 1500, 7000, 0, undefined, undefined],
  )
})

test('the sentence says who answered what, and where a wrong key is mended', () => {
  assert.deepEqual(
    [answered(503)?.message, answered(403)?.message],
    ['The game answered 503', 'The game answered 403; look at its key in the settings'],
  )
})
