// Gifts of a live in your game, by WebSocket (door: websocket-server): in a browser, Deno, Bun or Node: node --experimental-websocket client.js [port] [token]; Node 22 does without the flag
// A game in a browser: add the address of its page to "Games in browsers".
const [port = '21330', token = ''] = globalThis.process?.argv.slice(2) ?? []
/** The same may come again. */
const done = new Set()

/** Your game's part; throw when it could not be done. */
function onMessage({ type, user, count, gift }) {
  if (type === 'gift') console.log(`${user} gave ${count} ${gift}`)
}

function answerTo(message) {
  try {
    if (!done.has(message.id)) onMessage(message)
    done.add(message.id)
    return { ok: message.id }
  } catch (error) {
    return { failed: message.id, why: error.message }
  }
}

function play() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`)
  socket.onmessage = ({ data }) => socket.send(JSON.stringify(answerTo(JSON.parse(data))))
  const playAgain = () => {
    socket.onerror = socket.onclose = null
    console.log(`Not connected to 127.0.0.1:${port}: is the plugin on, the token right, and this page in "Games in browsers"?`)
    setTimeout(play, 2000)
  }
  // Of a line that never was, Node 20 tells the error alone.
  socket.onerror = socket.onclose = playAgain
}

play()
