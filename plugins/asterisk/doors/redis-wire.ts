import { joined } from '#sdk/bytes'

// RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/), as much of it as is used here: commands of strings whose length is said before, so
// that no value can be taken for a command, and answers of one value. The clients on npm need Node's own sockets.

/** What Redis answered; an error is a sentence that begins with its kind. */
export type Reply = { readonly value: string | null } | { readonly error: string }

const MAX_REPLY_BYTES = 65_536
const CR = 13

export function encodeCommand(words: readonly string[]): Uint8Array {
  const encoder = new TextEncoder()
  const strings = words.map((word) => encoder.encode(word))
  const line = (text: string) => encoder.encode(`${text}\r\n`)
  return joined([line(`*${words.length}`), ...strings.flatMap((bytes) => [line(`$${bytes.length}`), bytes, line('')])])
}

/** Makes whole answers of what comes in pieces. Throws for what is none. */
export function createReplyReader() {
  let rest: Uint8Array = new Uint8Array()
  return (bytes: Uint8Array): readonly Reply[] => {
    rest = joined([rest, bytes])
    const replies: Reply[] = []
    for (let found = replyIn(rest); found; found = replyIn(rest)) {
      replies.push(found.reply)
      rest = rest.slice(found.length)
    }
    if (rest.length > MAX_REPLY_BYTES) throw new Error('Redis answered more than was asked for')
    return replies
  }
}

function replyIn(bytes: Uint8Array): { readonly reply: Reply; readonly length: number } | undefined {
  const end = bytes.indexOf(CR)
  if (end < 0 || bytes.length < end + 2) return undefined
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to))
  const said = text(1, end)
  const length = end + 2
  const kind = text(0, 1)
  if (kind === '+' || kind === ':') return { reply: { value: said }, length }
  if (kind === '-') return { reply: { error: said.slice(0, 300) }, length }
  if (kind !== '$') throw new Error('What answers is no Redis')
  if (said === '-1') return { reply: { value: null }, length }
  const whole = length + Number(said) + 2
  return bytes.length < whole ? undefined : { reply: { value: text(length, whole - 2) }, length: whole }
}
