import { runInThisContext } from 'node:vm'

// What a plugin host without a sandbox would run: the bundle in a thread as it is, events as JSON, and a port for what it asks.

const waiting = new Map()
let calls = 0
let plugin
let port

/** The first task brings the bundle and a port; every other is a batch of events as JSON, and answers how many failed. */
export default async function work(task) {
  return typeof task === 'string' ? deliver(JSON.parse(task)) : load(task)
}

function load({ code, port: given }) {
  const exports = {}
  runInThisContext(`((exports) => {\n${code}})`)(exports)
  plugin = exports.default
  port = given
  port.on('message', ({ call, value }) => {
    waiting.get(call)(value)
    waiting.delete(call)
  })
}

async function deliver(events) {
  let failed = 0
  for (const event of events) {
    try {
      const answer = plugin.on[event.eventType](event, host)
      if (answer !== undefined) await answer
    } catch {
      failed += 1
    }
  }
  return failed
}

const host = {
  kv: {
    get: (key) =>
      new Promise((resolve) => {
        calls += 1
        waiting.set(calls, resolve)
        port.postMessage({ call: calls, key })
      }),
  },
  publish: (topic, data) => port.postMessage({ topic, data: JSON.stringify(data) }),
}
