import { type IncomingMessage, request } from 'node:http'
import type { TestContext } from 'node:test'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { KEYS } from '../serve/served.ts'

/** What arrived between two empty lines, as a browser reads it (HTML, 9.2.6). */
export type Block = { readonly event: string; readonly id: string | undefined; readonly data: string }

type Options = { readonly query?: string; readonly key?: string; readonly headers?: Record<string, string> }

/** An event stream that is open, with its blocks in order; comments are counted. Rejects with the status when it was refused. */
export async function openStream(t: Pick<TestContext, 'after'>, url: string, { query = '', key = KEYS.game, headers = {} }: Options = {}) {
  const incoming = await answerOf(`${url}/api/events/stream${query}`, { authorization: `Bearer ${key}`, ...headers })
  t.after(() => incoming.destroy())
  const blocks: Block[] = []
  const told = { comments: 0, isOver: false }
  const { changed, until } = createWaiters()
  const read = createReader(
    (block) => blocks.push(block),
    () => {
      told.comments += 1
    },
  )
  incoming.setEncoding('utf8').on('data', (text: string) => {
    read(text)
    changed()
  })
  const closed = new Promise<'end' | 'cut'>((resolve) => {
    incoming.once('end', () => resolve('end')).once('error', () => resolve('cut'))
    incoming.once('close', () => resolve('cut'))
  })

  return {
    incoming,
    blocks,
    told,
    closed,
    until,
    untilBlocks: (fits: (blocks: readonly Block[]) => boolean) => until(() => fits(blocks)),
    seqNos: () => blocks.filter(({ event }) => event === 'event').map(({ id }) => Number(id)),
    /** The messages of one type. */
    of: (event: string) => blocks.filter((block) => block.event === event).map(({ data }) => JSON.parse(data)),
  }
}

function answerOf(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, (incoming) => {
      if (incoming.statusCode === 200) resolve(incoming)
      else {
        incoming.resume()
        reject(new Error(`Status ${incoming.statusCode}`))
      }
    })
      .on('error', reject)
      .end()
  })
}

/** Reads lines as the standard says: each ends with CR LF, LF or CR, and an empty one ends the block. */
function createReader(onBlock: (block: Block) => void, onComment: () => void) {
  let rest = ''
  let fields: Record<string, string> = {}
  let data: string[] = []

  function readLine(line: string): void {
    if (line === '') {
      if (data.length > 0) onBlock({ event: fields.event ?? 'message', id: fields.id, data: data.join('\n') })
      fields = {}
      data = []
      return
    }
    if (line.startsWith(':')) {
      onComment()
      return
    }
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
    if (name === 'data') data.push(value)
    else fields[name] = value
  }

  return (text: string): void => {
    const lines = (rest + text).split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    for (const line of lines) readLine(line)
  }
}
