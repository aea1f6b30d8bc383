// @ts-check
const PROTOCOL = 1
const FIRST_RETRY_MS = 500
/** What is said before the line is up again is not shown, and to ask again costs next to nothing on one machine. */
const LONGEST_RETRY_MS = 3_000
const PING_MS = 15_000

/** @typedef {(data: unknown, from: { retained: boolean }) => void} Receive */

/**
 * Listens to topics of this page's own plugin, and to the panic button, for as long as the page lives. What is said while the line is
 * down is not said again, but for what the plugin retains, which comes first whenever the line is up. Nothing is ever drawn about the line itself.
 * `goOn` is told since when everything was held, which comes now.
 * @param {{ on: Readonly<Record<string, Receive>>, panic: () => void, goOn?: (since: string) => void }} options
 */
export function connect({ on, panic, goOn = () => {} }) {
  const [, , plugin, page] = location.pathname.split('/')
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  const topics = [...Object.keys(on).map((topic) => `${plugin}.${topic}`), 'host.panic']
  let failures = 0

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

    socket.onopen = () => send({ type: 'subscribe', topics, overlay: `${plugin}/${page}` })
    socket.onmessage = ({ data }) => {
      alive = true
      const message = JSON.parse(data)
      if (message.type === 'publish') hear(message)
      if (message.type === 'subscribed') failures = 0
      if (message.type === 'reload') location.reload()
      // An updated host speaks another version, and has the page that goes with it.
      if (message.type === 'hello' && message.protocol !== PROTOCOL) setTimeout(() => location.reload(), LONGEST_RETRY_MS)
    }
    socket.onclose = () => {
      clearInterval(pings)
      setTimeout(open, retryMs(failures++))
    }
  }

  /** @param {{ plugin: string, topic: string, data: any, retained?: boolean }} message */
  function hear({ plugin: from, topic, data, retained = false }) {
    if (from !== 'host') on[topic]?.(data, { retained })
    else if (topic === 'panic' && data.on) panic()
    else if (topic === 'panic' && data.since) goOn(data.since)
  }

  open()
}

/** Doubles up to three seconds, and half of it is chance, so that pages do not come back all at once. @param {number} failures */
function retryMs(failures) {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.5 + Math.random() / 2)
}
