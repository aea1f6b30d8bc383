/** What the service needs to know. */
export type Service = { readonly endpoint: string; readonly model: string; readonly key: string; readonly persona: string }

const LONGEST_QUESTION = 300
const LONGEST_ANSWER = 300

/** Asks the service. Throws when it is worth another try; answers undefined when the service refuses. */
export async function askService(service: Service, question: string, signal: AbortSignal): Promise<string | undefined> {
  const response = await fetch(`${service.endpoint.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(requestOf(service, question)),
    signal,
  })
  if (response.status === 429 || response.status >= 500) throw new Error(`The service answered ${response.status}`)
  return response.ok ? answerIn(await response.json()) : undefined
}

function requestOf({ model, persona }: Service, question: string) {
  const messages = [
    { role: 'system', content: persona },
    // The viewer's words are their own message, so that they cannot pass for the persona.
    { role: 'user', content: question.slice(0, LONGEST_QUESTION) },
  ]
  return { model, messages, max_tokens: 120 }
}

function answerIn(body: unknown): string | undefined {
  // Whatever the service sent; only the one field is taken, when it is a text.
  const { choices } = Object(body) as { choices?: readonly { message?: { content?: unknown } }[] }
  const content = choices?.[0]?.message?.content
  return typeof content === 'string' ? content.trim().slice(0, LONGEST_ANSWER).toWellFormed() : undefined
}
