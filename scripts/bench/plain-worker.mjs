import { runInThisContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { Unpackr } from 'msgpackr'

// A plugin in a thread as it is: no realm, no permissions, nobody who watches over it. Batches come packed; how many were handled goes back.

const { code, structures } = workerData
const unpackr = new Unpackr({ structures })
const exports = {}
runInThisContext(`((exports) => {\n${code}})`)(exports)
const { on } = exports.default

parentPort.on('message', ({ buffer, lengths }) => {
  const bytes = new Uint8Array(buffer)
  let from = 0
  for (const length of lengths) {
    const event = unpackr.unpack(bytes.subarray(from, from + length))
    from += length
    on[event.eventType](event)
  }
  parentPort.postMessage(lengths.length)
})
parentPort.postMessage(0)
