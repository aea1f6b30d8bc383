import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import type { Ending } from '../../support/host.ts'
import { soundOf } from './rtp.ts'
import { byeAfter, readSip, responseTo, type Sip } from './sip.ts'

/** What happens at the other end when it rings. */
type Manner = 'answers' | 'busy' | 'rings'

export type Rung = {
  readonly number: string
  readonly callId: string
  state: 'ringing' | 'up' | 'over'
  /** What was heard, once it is over. */
  sound(): Float32Array
}

export type Phone = Awaited<ReturnType<typeof createPhone>>

/** Every telephone behind the trunk: answers at once unless told otherwise, says nothing, and keeps what it hears. Ends with the test. */
export async function createPhone(ending: Ending) {
  const manners = new Map<string, Manner>()
  const rung: (Rung & { readonly invite: Sip; readonly from: RemoteInfo; readonly packets: Buffer[] })[] = []
  const byMedia = new Map<number, Buffer[]>()
  const { changed, until } = createWaiters()
  const sip = createSocket('udp4').bind(0, '127.0.0.1')
  const rtp = createSocket('udp4').bind(0, '127.0.0.1')
  await Promise.all([once(sip, 'listening'), once(rtp, 'listening')])
  ending.after(() => void [sip, rtp].map((socket) => socket.close()))

  const contact = `sip:phone@127.0.0.1:${sip.address().port}`
  const sdp = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${rtp.address().port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`
  const say = (text: string, { port, address }: RemoteInfo) => sip.send(text, port, address)
  const tagOf = (message: Sip) => `phone-${message.header('call-id').replaceAll(/[^A-Za-z0-9]/g, '')}`

  function ring(invite: Sip, from: RemoteInfo) {
    const callId = invite.header('call-id')
    const manner = manners.get(invite.user) ?? 'answers'
    const answer = (status: string, more = {}) => say(responseTo(invite, { status, tag: tagOf(invite), contact, ...more }), from)
    if (!rung.some((one) => one.callId === callId)) {
      const packets: Buffer[] = []
      byMedia.set(Number(/m=audio (\d+)/.exec(invite.body)?.[1]), packets)
      const state = manner === 'answers' ? 'up' : manner === 'busy' ? 'over' : 'ringing'
      rung.push({ number: invite.user, callId, state, invite, from, packets, sound: () => soundOf(packets) })
    }
    answer('100 Trying')
    if (manner === 'answers') answer('200 OK', { sdp })
    else answer(manner === 'busy' ? '486 Busy Here' : '180 Ringing')
  }

  sip.on('message', (bytes, from) => {
    const message = readSip(String(bytes))
    const one = rung.find(({ callId }) => callId === message.header('call-id'))
    if (message.method === 'INVITE') ring(message, from)
    if (message.method === 'BYE' || message.method === 'CANCEL') {
      say(responseTo(message, { status: '200 OK', tag: tagOf(message) }), from)
      if (message.method === 'CANCEL' && one) say(responseTo(one.invite, { status: '487 Request Terminated', tag: tagOf(message) }), from)
      if (one) one.state = 'over'
    }
    if (message.method === 'OPTIONS') say(responseTo(message, { status: '200 OK', tag: 'phone' }), from)
    changed()
  })
  rtp.on('message', (packet, { port }) => {
    if (packet.length > 12) byMedia.get(port)?.push(packet)
    changed()
  })

  return {
    port: sip.address().port,
    /** Each call that rang, oldest first. */
    rung: rung as readonly Rung[],
    when: (number: string, manner: Manner) => manners.set(number, manner),
    until: (condition: () => boolean) => until(condition),
    hangUp(callId: string) {
      const one = rung.find((each) => each.callId === callId)
      if (!one) return
      one.state = 'over'
      say(byeAfter(one.invite, { tag: tagOf(one.invite), contact, branch: callId.replaceAll(/[^A-Za-z0-9]/g, '') }), one.from)
    },
  }
}
