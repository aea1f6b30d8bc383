import { PermanentError } from '#sdk/failures'

/** Headers of a message by their names in lower case; of one that comes twice the last counts. */
export type AmiMessage = Readonly<Record<string, string>>

const MAX_LINE = 1000
const MAX_WAITING = 64 * 1024

/**
 * Writes an action. Lines end with CR LF and an empty one ends the action, so a value with either would be an order of its own. Throws PermanentError
 * for what is no word or is longer than Asterisk reads.
 */
export function writeAction(headers: readonly (readonly [name: string, value: string])[]): string {
  const lines = headers.map(([name, value]) => {
    if (!/^[A-Za-z]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value) || value.length > MAX_LINE)
      throw new PermanentError(`${name} cannot be told to Asterisk as it is`)
    return `${name}: ${value}\r\n`
  })
  return `${lines.join('')}\r\n`
}

/** Takes text as it comes and answers the messages that are whole. The banner, a line of its own, is none. Throws when it is not AMI that speaks. */
export function createAmiReader() {
  let text = ''
  return (more: string): readonly AmiMessage[] => {
    text = (text + more).replace(/^Asterisk Call Manager\/[^\r\n]*\r\n/, '')
    const messages = text.split('\r\n\r\n')
    text = messages.pop() ?? ''
    if (text.length > MAX_WAITING)
      throw new Error('What answers there is no Asterisk Manager Interface; look at the address in the settings')
    return messages.map(readMessage)
  }
}

function readMessage(text: string): AmiMessage {
  const pairs = text.split('\r\n').map((line) => {
    const at = line.indexOf(':')
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const
  })
  return Object.fromEntries(pairs.filter(([name]) => name !== ''))
}
