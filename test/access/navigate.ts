import { type IncomingHttpHeaders, request } from 'node:http'

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

/** A GET with exactly these headers; fetch says of itself what a browser would say of it. */
export function navigate(address: URL | string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asked.on('error', reject).end()
  })
}
