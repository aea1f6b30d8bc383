import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { serveHttps } from '../support/web-server.ts'

type Served = {
  readonly url: string
  /** Resolves when all is said that is ever said. */
  readonly stalled: Promise<unknown>
  /** Resolves when nobody waits for the answer any more that was not told to its end. */
  readonly left: Promise<unknown>
}

/** A repository over https, as git itself serves it, of each answer no more than so many bytes; then it says nothing, and does not hang up. */
export async function serveStalling(t: TestContext, repository: string, mostBytes: number): Promise<Served> {
  const told = new EventEmitter<{ stalled: []; left: [] }>()

  function answer(response: ServerResponse, args: readonly string[]) {
    const git = spawn('git', ['upload-pack', '--stateless-rpc', ...args, repository], { stdio: ['pipe', 'pipe', 'ignore'] })
    let room = mostBytes
    git.stdout.on('data', (bytes: Buffer) => {
      response.write(bytes.subarray(0, room))
      room -= Math.min(room, bytes.length)
      if (room === 0) told.emit('stalled')
    })
    git.stdout.on('end', () => room > 0 && response.end())
    // Also before all is said: who reads slowly may leave earlier.
    response.on('close', () => response.writableEnded || told.emit('left'))
    return git.stdin
  }

  const port = await serveHttps(t, (request, response) => {
    const isQuestion = request.method === 'POST'
    response.setHeader('content-type', `application/x-git-upload-pack-${isQuestion ? 'result' : 'advertisement'}`)
    if (!isQuestion) response.write('001e# service=git-upload-pack\n0000')
    request.pipe(answer(response, isQuestion ? [] : ['--advertise-refs']))
  })
  process.env.GIT_SSL_NO_VERIFY = '1'
  t.after(() => delete process.env.GIT_SSL_NO_VERIFY)
  return { url: `https://127.0.0.1:${port}/mine`, stalled: once(told, 'stalled'), left: once(told, 'left') }
}
