import type { Host } from '#sdk'

const LONGEST = 300

/** Reads a text aloud: on the speech server if there is one and it answers, else on the page in OBS. Answers who did. */
export async function speak(host: Host, text: string, language = String(host.settings.language)): Promise<'server' | 'page'> {
  const said = { text: text.slice(0, LONGEST).toWellFormed(), language }
  if (host.settings.endpoint && (await sendToServer(host, said))) return 'server'
  host.publish('say', said)
  return 'page'
}

async function sendToServer(host: Host, said: { readonly text: string; readonly language: string }): Promise<boolean> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) }
  try {
    const response = await fetch(String(host.settings.endpoint), { ...request, signal: AbortSignal.timeout(3000) })
    if (!response.ok) throw new Error(`It answered ${response.status}`)
    return true
  } catch (error) {
    host.log.warn('The speech server did not take it; the page speaks', { error: String(error) })
    return false
  }
}
