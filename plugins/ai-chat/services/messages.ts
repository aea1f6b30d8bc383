import { createParser } from 'eventsource-parser'
import { ServiceFailure } from './failure.ts'
import type { Wire } from './service.ts'

/** An answer of a live chat has a few hundred bytes; what is much longer is none. */
const MAX_BYTES = 512 * 1024

/** The messages of a streamed body, as they come. `[DONE]` ends it. Rejects with `broken` when one is not JSON, or when there is too much. */
export async function* messagesOf(body: ReadableStream<Uint8Array>, framing: Wire['framing']): AsyncGenerator<unknown> {
  const framer = FRAMERS[framing]()
  const decoder = new TextDecoder()
  for await (const chunk of chunksOf(body)) {
    for (const text of framer(decoder.decode(chunk, { stream: true }))) {
      if (text === '[DONE]') return
      yield parsed(text)
    }
  }
  for (const text of framer('\n\n')) if (text !== '[DONE]') yield parsed(text)
}

/** All of a body, as text. Rejects with `broken` when there is too much. */
export async function textOf(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  if (body) for await (const chunk of chunksOf(body)) text += decoder.decode(chunk, { stream: true })
  return text
}

/** JSON, or `broken`. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceFailure('broken', 'sent something that is not JSON; look at its address in the settings of AI chat')
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.byteLength
      if (bytes > MAX_BYTES) throw new ServiceFailure('broken', `sent more than ${MAX_BYTES / 1024} KiB`)
      yield value
    }
  } finally {
    // Whoever stops reading early lets go of the connection.
    await reader.cancel().catch(() => {})
  }
}

type Framer = (text: string) => readonly string[]

const FRAMERS = {
  events(): Framer {
    let found: string[] = []
    const parser = createParser({ onEvent: ({ data }) => found.push(data) })
    return (text) => {
      found = []
      parser.feed(text)
      return found
    }
  },
  lines(): Framer {
    let rest = ''
    return (text) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      return lines.map((line) => line.trim()).filter(Boolean)
    }
  },
} satisfies Record<Wire['framing'], () => Framer>
