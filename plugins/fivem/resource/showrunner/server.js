// Takes what Showrunner posts to http://<server>:30120/<resource>/event, and emits it on the server. README.md of the plugin says how to listen.
const { createHash, timingSafeEqual } = require('node:crypto')

const MAX_BODY = 64 * 1024
/** What comes twice is emitted once: the newest of these ids are remembered. */
const IDS_KEPT = 1000
const ids = new Set()

const token = GetConvar('showrunner_token', '')
if (token === '') console.log('Showrunner: write  set showrunner_token "…"  into server.cfg; nothing is taken before')

SetHttpHandler((request, response) => {
  const problem = problemOf(request)
  if (problem) return answer(response, problem)
  request.setDataHandler((body) => answer(response, take(body)))
})

function problemOf({ method, path, headers }) {
  if (token === '' || !isToken(headerOf(headers, 'authorization'))) return { status: 401, error: 'Show the token of showrunner_token' }
  if (path !== '/event') return { status: 404, error: 'Post to /event' }
  if (method !== 'POST') return { status: 405, error: 'Post to /event' }
  return undefined
}

function take(body) {
  const { id, messages } = read(body) || {}
  const isRight = typeof id === 'string' && Array.isArray(messages) && messages.length <= 200 && messages.every(isMessage)
  if (!isRight) return { status: 400, error: 'Send { "id": "…", "messages": [{ "type": "…", "data": {} }] }, at most 64 KiB' }
  if (messages.length > 0 && isNew(id)) for (const message of messages) tell(message)
  return { status: 200 }
}

/** As `showrunner:event`, and as `showrunner:gift`, `showrunner:follow`, `showrunner:command` … */
function tell(message) {
  emit('showrunner:event', message)
  emit(`showrunner:${message.type.replace(/^tiktok_/, '')}`, message.data, message)
}

function isNew(id) {
  if (ids.has(id)) return false
  ids.add(id)
  if (ids.size > IDS_KEPT) ids.delete(ids.values().next().value)
  return true
}

function read(body) {
  if (typeof body !== 'string' || body.length > MAX_BODY) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const isMessage = (message) => Boolean(message) && /^[a-zA-Z_]{1,40}$/.test(message.type) && typeof message.data === 'object'

/** As long for the first letter that differs as for the last. */
const isToken = (given) => timingSafeEqual(digestOf(given), digestOf(`Bearer ${token}`))

const digestOf = (text) => createHash('sha256').update(text).digest()

/** Names keep the letters that the sender wrote. */
function headerOf(headers, name) {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name)
  return found === undefined ? '' : String(headers[found])
}

function answer(response, { status, error }) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.send(JSON.stringify(error === undefined ? { ok: true } : { error }))
}
