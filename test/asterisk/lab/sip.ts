/** A SIP message as it is on the wire (RFC 3261), as far as a telephone that only answers needs it. */
export type Sip = {
  /** `INVITE`, `ACK`, … ; of a response its status. */
  readonly method: string
  /** Whom a request is for: the user part of its address. */
  readonly user: string
  header(name: string): string
  /** Every line of headers, in order. */
  readonly lines: readonly string[]
  readonly body: string
}

export function readSip(text: string): Sip {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', address = ''] = first.split(' ')
  const behind = (line: string) => line.slice(line.indexOf(':') + 1).trim()
  return {
    method: method.startsWith('SIP/') ? address : method,
    user: /^sips?:([^@;]+)@/.exec(address)?.[1] ?? '',
    header: (name) => behind(lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? ':'),
    lines,
    body,
  }
}

type Response = { readonly status: string; readonly tag?: string; readonly contact?: string; readonly sdp?: string }

/** What is answered to a request: with its Via, From, To, Call-ID and CSeq. */
export function responseTo(request: Sip, { status, tag, contact, sdp = '' }: Response): string {
  const kept = request.lines.filter((line) => /^(via|from|call-id|cseq|record-route):/i.test(line))
  const to = request.header('to')
  return [
    ...[`SIP/2.0 ${status}`, ...kept, `To: ${to}${tag && !to.includes('tag=') ? `;tag=${tag}` : ''}`],
    ...(contact ? [`Contact: <${contact}>`] : []),
    ...(sdp ? ['Content-Type: application/sdp'] : []),
    ...[`Content-Length: ${Buffer.byteLength(sdp)}`, '', sdp],
  ].join('\r\n')
}

/** The request with which the side that was called ends the call. */
export function byeAfter(
  invite: Sip,
  { tag, contact, branch }: { readonly tag: string; readonly contact: string; readonly branch: string },
): string {
  const target = /<([^>]+)>/.exec(invite.header('contact'))?.[1] ?? ''
  return [
    ...[`BYE ${target} SIP/2.0`, `Via: SIP/2.0/UDP ${contact.slice(contact.indexOf('@') + 1)};branch=z9hG4bK${branch}`, 'Max-Forwards: 70'],
    ...[`From: ${invite.header('to')};tag=${tag}`, `To: ${invite.header('from')}`, `Call-ID: ${invite.header('call-id')}`],
    ...['CSeq: 1 BYE', `Contact: <${contact}>`, 'Content-Length: 0', '', ''],
  ].join('\r\n')
}
