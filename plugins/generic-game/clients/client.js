// Gifts of a live in your game, by WebSocket (door: websocket-server): in a browser, Deno, Bun, or Node 22: node client.js [port] [token]
// A game in a browser: add the address of its page to "Games in browsers".
const [port = '21330', token = ''] = globalThis.process?.argv.slice(2) ?? []

/** Your game's part; throw when it could not be done. */
function onMessage({ type, user, count, gift }) {
  if (type === 'gift') console.log(`${user} gave ${count} ${gift}`)
}

function answerTo(message) {
  try {
    onMessage(message)
    return { ok: message.id }
  } catch (error) {
    return { failed: message.id, why: error.message }
  }
}

function play() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`)
  socket.onmessage = ({ data }) => socket.send(JSON.stringify(answerTo(JSON.parse(data))))
  socket.onerror = () => {}
  socket.onclose = () => setTimeout(play, 2000)
}

play()
