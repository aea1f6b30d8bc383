import type { Use } from './use.ts'

const reply = (body: string) => `async () => new Response(JSON.stringify(${body}), { headers: { 'content-type': 'application/json' } })`

const OPEN_TELEMETRY = ['', '_PROPAGATION', '_TRACES_CONTENT_MODE', '_TRACES_MAX_CONTENT_BYTES'].map((name) => `OPEN_TELEMETRY${name}`)
const ANTHROPIC = ['BASE_URL', 'AUTH_TOKEN', 'CUSTOM_HEADERS', 'LOG', 'WEBHOOK_SIGNING_KEY', ...OPEN_TELEMETRY].map(
  (name) => `ANTHROPIC_${name}`,
)

/** Packages that talk to others; what answers them is handed in, or they are made and not connected. */
export const NETWORK: Readonly<Record<string, Use>> = {
  '@anthropic-ai/sdk': [
    "import Anthropic from '@anthropic-ai/sdk'",
    `new Anthropic({ apiKey: 'k', fetch: ${reply(`{ type: 'message', content: [{ type: 'text', text: 'Hi' }] }`)} }).messages.create({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }).then((m) => m.content[0].text)`,
    'Hi',
    { env: ANTHROPIC },
  ],
  '@twurple/api': [
    "import { ApiClient } from '@twurple/api'\nimport { StaticAuthProvider } from '@twurple/auth'",
    `typeof new ApiClient({ authProvider: new StaticAuthProvider('id', 'token') }).users.getUserByName`,
    'function',
  ],
  '@twurple/auth': [
    "import { StaticAuthProvider } from '@twurple/auth'",
    `new StaticAuthProvider('id', 'token', ['chat:read']).getCurrentScopesForUser(1)`,
    ['chat:read'],
  ],
  axios: [
    "import axios from 'axios'",
    `axios.get('https://example.com/a', { params: { b: 1 }, adapter: 'fetch', env: { fetch: ${reply('{ ok: 1 }')} } }).then(({ data, status }) => [data, status])`,
    [{ ok: 1 }, 200],
  ],
  hono: [
    "import { Hono } from 'hono'",
    `(async () => (await new Hono().get('/a/:id', (c) => c.json({ id: c.req.param('id') })).request('/a/7')).json())()`,
    { id: '7' },
  ],
  ky: [
    "import ky from 'ky'",
    `ky.create({ fetch: ${reply('{ ok: 1 }')} }).post('https://example.com', { json: { a: 1 } }).json()`,
    { ok: 1 },
  ],
  'obs-websocket-js': [
    "import { OBSWebSocket } from 'obs-websocket-js'",
    `new OBSWebSocket().call('GetVersion').catch(({ message }) => message)`,
    'Not connected',
  ],
  openai: [
    "import OpenAI from 'openai'",
    `(async () => {
      const lines = ['Hel', 'lo'].map((content) => 'data: ' + JSON.stringify({ choices: [{ delta: { content } }] }) + '\\n\\n').join('') + 'data: [DONE]\\n\\n'
      const client = new OpenAI({ apiKey: 'k', fetch: async () => new Response(lines, { headers: { 'content-type': 'text/event-stream' } }) })
      let text = ''
      for await (const part of await client.chat.completions.create({ model: 'm', stream: true, messages: [] })) text += part.choices[0].delta.content
      return text
    })()`,
    'Hello',
    { env: ['BASE_URL', 'ORG_ID', 'PROJECT_ID', 'ADMIN_KEY', 'CUSTOM_HEADERS', 'LOG', 'WEBHOOK_SECRET'].map((name) => `OPENAI_${name}`) },
  ],
  'socket.io-client': [
    "import { io } from 'socket.io-client'",
    `(() => { const s = io('http://127.0.0.1:1', { autoConnect: false }); s.emit('a'); return [s.connected, s.sendBuffer.length] })()`,
    [false, 1],
  ],
  'tmi.js': ["import tmi from 'tmi.js'", `new tmi.Client({ channels: ['ann'] }).getOptions().channels`, ['#ann']],
}
