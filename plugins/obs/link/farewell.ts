/** Why there is no line to OBS, in one sentence, and whether trying again soon cannot help. */
export type Farewell = { readonly sentence: string; readonly isFinal: boolean }

/** Close codes of obs-websocket 5 that no second try mends; WebSocketCloseCode in its protocol.md. */
const FINAL: Readonly<Record<number, string>> = {
  4009: 'OBS refused the password, or wants one; copy it from Tools, WebSocket Server Settings, Show Connect Info into the setting "password"',
  4010: 'This OBS speaks another protocol than version 5; update OBS to 28 or newer',
  4011: 'Somebody ended the session in OBS; the action obs.connect begins another',
}

/** Reads what the library rejected with: the close code of OBS, or -1 with why nothing was opened. */
export function farewellOf(error: unknown, url: string): Farewell {
  const code = Object(error).code
  const message = firstLine(error instanceof Error ? error.message : String(error))
  const sentence = FINAL[code]
  if (sentence !== undefined) return { sentence, isFinal: true }
  // The sandbox says what was not granted, and how it is.
  if (message.startsWith('Requires net access')) return { sentence: message, isFinal: true }
  if (typeof code === 'number' && code > 0) return { sentence: `OBS closed the line (${code}${message && `, ${message}`})`, isFinal: false }
  return { sentence: `No OBS answers at ${hostOf(url)}; start it and switch on Tools, WebSocket Server Settings`, isFinal: false }
}

const firstLine = (text: string) => (text.split('\n', 1)[0] ?? '').slice(0, 300)

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
