// @ts-check
const PROTOCOL = 1
const FIRST_RETRY_MS = 500
/** What is said before the line is up again is not shown, and to ask again costs next to nothing on one machine. */
const LONGEST_RETRY_MS = 3_000
const PING_MS = 15_000
const REMEMBERED = 500
/** As many as one message may have. */
const MAX_IDS = 64
/** What is done within this time goes in one message: the host cuts off who sends too many. */
const ACK_MS = 50

/**
 * @typedef {(data: unknown, from: { retained: boolean }) => void} Receive
 * @typedef {{ since: string, until: string }} Span ISO 8601
 */

/**
 * Listens to topics of this page's own plugin, and to the panic button, for as long as the page lives. What is said while the line is
 * down is not said again, but for what the plugin retains, which comes first whenever the line is up. Nothing is ever drawn about the line itself.
 * `panic` is told since when it holds everything, `goOn` that it does not, and what the plugin retains comes again then; `held` is told when everything, or the
 * plugin's lane, was held until now: what waited for that is not late.
 * What the plugin published with an `ack` comes again, too, when the page is reloaded or was away for a moment, until `ack(topic, ids)` says that the page is done
 * with it. `known` is told whenever the host knows the page and tells it what is new.
 * @param {{ on: Readonly<Record<string, Receive>>, panic: (since?: string) => void, goOn?: () => void, held?: (span: Span) => void, known?: () => void }} options
 */
export function connect({ on, panic, goOn = () => {}, held = () => {}, known = () => {} }) {
  const [, , plugin, page] = location.pathname.split('/')
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  const topics = [...Object.keys(on), 'host.held'].map((topic) => `${plugin}.${topic}`).concat('host.panic')
  let failures = 0
  /** Done with, and perhaps the host did not hear it. @type {Set<string>} */
  const acked = new Set()
  /** Done with, and not told yet, by topic. @type {Map<string, string[]>} */
  const done = new Map()
  let tell = (/** @type {object} */ _message) => {}
  const subscribe = () => tell({ type: 'subscribe', topics, overlay: `${plugin}/${page}` })

  function open() {
    const address = `${location.origin.replace(/^http/, 'ws')}/ws`
    const socket = new WebSocket(address, key ? ['showrunner', `key.${key}`] : ['showrunner'])
    let alive = true
    const pings = setInterval(() => {
      if (!alive) return socket.close()
      alive = false
      send({ type: 'ping' })
    }, PING_MS)
    const send = (/** @type {object} */ message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    }

    tell = send
    socket.onopen = subscribe
    socket.onmessage = ({ data }) => {
      alive = true
      const message = JSON.parse(data)
      if (message.type === 'publish') hear(message)
      if (message.type === 'subscribed') {
        failures = 0
        known()
      }
      // A host that was just started does not know its plugins yet.
      if (message.type === 'error' && message.code === 'OVERLAY_UNKNOWN') setTimeout(subscribe, retryMs(failures++))
      if (message.type === 'reload') location.reload()
      // An updated host speaks another version, and has the page that goes with it.
      if (message.type === 'hello' && message.protocol !== PROTOCOL) setTimeout(() => location.reload(), LONGEST_RETRY_MS)
    }
    socket.onclose = () => {
      clearInterval(pings)
      setTimeout(open, retryMs(failures++))
    }
  }

  /** @param {{ plugin: string, topic: string, data: any, retained?: boolean, ack?: string }} message */
  function hear({ plugin: from, topic, data, retained = false, ack: id }) {
    if (id !== undefined && acked.has(`${topic} ${id}`)) ack(topic, [id])
    else if (topic === 'host.held') held(data)
    else if (from !== 'host') on[topic]?.(data, { retained })
    else if (topic === 'panic' && data.on) panic(data.since)
    else if (topic === 'panic') {
      if (data.until) held(data)
      goOn()
      if (!retained) subscribe()
    }
  }

  /** The page is done with what came on this topic under these ids. @param {string} topic @param {readonly string[]} ids */
  function ack(topic, ids) {
    for (const id of ids) acked.delete(`${topic} ${id}`)
    for (const id of ids) acked.add(`${topic} ${id}`)
    for (const oldest of acked) {
      if (acked.size <= REMEMBERED) break
      acked.delete(oldest)
    }
    if (done.size === 0) setTimeout(tellDone, ACK_MS)
    done.set(topic, [...(done.get(topic) ?? []), ...ids])
  }

  function tellDone() {
    for (const [topic, ids] of done) {
      for (let at = 0; at < ids.length; at += MAX_IDS) tell({ type: 'ack', topic: `${plugin}.${topic}`, ids: ids.slice(at, at + MAX_IDS) })
    }
    done.clear()
  }

  open()
  return { ack }
}

/** Doubles up to three seconds, and half of it is chance, so that pages do not come back all at once. @param {number} failures */
function retryMs(failures) {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.5 + Math.random() / 2)
}
