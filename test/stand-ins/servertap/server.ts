import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import type { Ending } from '../../support/host.ts'
import { serveHttp } from '../../support/web-server.ts'

type Options = { readonly key?: string; readonly answer?: (command: string) => string }

/** What was asked: which route, and the form. */
type Asked = { readonly path: string; readonly form: Readonly<Record<string, string>> }

/** ServerTap's routes for commands and chat, on this machine. It ends with the test. */
export async function startServerTap(t: Ending, { key: first = 'change_me', answer = () => '' }: Options = {}) {
  let key = first
  const asked: Asked[] = []
  const { changed, until } = createWaiters()

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    if (request.headers.key !== key)
      return response.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized key, reference the key existing in config.yml')
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    const form = Object.fromEntries(new URLSearchParams(isForm ? await text(request) : ''))
    if (request.method === 'POST' && path === '/v1/server/exec') {
      if (!form.command?.trim()) return refuse(response, 400, 'Missing command')
      if (form.time && !/^-?\d+$/.test(form.time)) return refuse(response, 500, 'Internal server error')
      asked.push({ path, form })
      response.writeHead(200, { 'content-type': 'text/html' }).end(answer(form.command))
    } else if (request.method === 'POST' && path === '/v1/chat/broadcast') {
      if (!form.message) return refuse(response, 400, 'Missing message')
      asked.push({ path, form })
      response.writeHead(200, { 'content-type': 'application/json' }).end('"success"')
    } else refuse(response, 404, 'Not found')
    changed()
  }

  const port = await serveHttp(t, (request, response) => void respond(request, response))
  const changeKey = (next: string) => {
    key = next
  }
  return { address: `127.0.0.1:${port}`, asked, until, changeKey }
}

const refuse = (response: ServerResponse, status: number, title: string) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ title, status, type: '', details: {} }))
