import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpeechError, type SpeechProblem, type Spoken, type Utterance } from '../../../../plugins/tts/speech.ts'
import { type Asked, openDesk } from '../../../../plugins/tts/stage/desk.ts'
import { readStageSettings } from '../../../../plugins/tts/stage/settings.ts'
import { createWaiters } from '../../../../scripts/fake-tiktok/waiters.ts'
import { createRecordingHost } from '../../../support/recording-host.ts'
import { settlingOf } from '../../../support/settling.ts'

const settle = await settlingOf('tts')

/** A desk whose speech is made when the test says so; `host` may be another's, as after a restart. */
async function desked({
  given = {},
  host = createRecordingHost(),
  fails = () => false,
  problem = 'hidden',
}: {
  given?: Record<string, unknown>
  host?: ReturnType<typeof createRecordingHost>
  fails?: (text: string) => boolean
  problem?: SpeechProblem
} = {}) {
  const { changed, until } = createWaiters()
  const asked: Utterance[] = []
  /** What speech answers; a test may change it. */
  const sound = { wav: new Uint8Array(100), ms: 5, provider: 'some', cached: false }
  let held: (() => void) | undefined
  let hold = false
  const speech = {
    async say(utterance: Utterance, signal: AbortSignal): Promise<Spoken> {
      asked.push(utterance)
      changed()
      if (hold) await new Promise<void>((resolve) => (held = resolve))
      signal.throwIfAborted()
      const text = 'text' in utterance ? utterance.text : String(utterance.message.name)
      if (fails(text)) throw new SpeechError(problem, 'Why it is not said')
      return { ...sound, text }
    },
  }
  const kv = { ...host.host.kv, set }
  const settings = readStageSettings(settle({ gapMs: 0, ...given }), () => undefined)
  const desk = await openDesk({ host: { ...host.host, kv, publish }, settings, speech })
  async function set(key: string, value: unknown) {
    await host.host.kv.set(key, value)
    changed()
  }
  function publish(topic: string, data: unknown) {
    host.published.push({ topic, data })
    changed()
  }
  const heard = () =>
    host.published.flatMap(({ topic, data }) => (topic === 'speech' ? Object(data).text : topic === 'control' ? 'stop' : []))
  return {
    ...desk,
    host,
    asked,
    sound,
    until,
    heard,
    say: (text: string, more: Partial<Asked> = {}) => desk.say({ text, ...more }),
    untilHeard: (...texts: string[]) => until(() => JSON.stringify(heard()) === JSON.stringify(texts)),
    hold() {
      hold = true
    },
    /** What is asked from now on is not held. */
    free() {
      hold = false
    },
    letGo() {
      hold = false
      held?.()
    },
  }
}

const about = (key: string, userId?: string) => ({ key, eventId: key, userId })
const said = (name: string, rank = 50) => ({ kind: 'gift' as const, rank, utterance: { message: { category: 'gift', name } } })

test('one is said at a time, the urgent first', async () => {
  const desk = await desked()
  desk.hold()
  desk.say('first')
  desk.say('later')
  desk.say('now', { priority: 'high' })
  desk.say('whenever', { priority: 'low' })
  assert.equal(desk.asked.length, 1)
  desk.letGo()
  await desk.untilHeard('first', 'now', 'later', 'whenever')
})

test('what cannot be said is passed over, and the next is said', async () => {
  const desk = await desked({ fails: (text) => text === 'bad' })
  desk.say('bad')
  desk.say('good')
  await desk.untilHeard('good')
  assert.equal(JSON.stringify(desk.host.lines).includes('bad'), false)
})

test('that nobody speaks is told once, and again when somebody spoke in between', async () => {
  const desk = await desked({ fails: (text) => text === 'unheard', problem: 'nobody' })
  for (const text of ['unheard', 'unheard', 'heard', 'unheard', 'unheard', 'again']) desk.say(text)
  await desk.untilHeard('heard', 'again')
  assert.equal(desk.host.lines.filter(({ level }) => level === 'warn').length, 2)
})

test('skip cuts off what is said, and what waits follows', async () => {
  const desk = await desked()
  desk.hold()
  desk.say('first')
  desk.say('second')
  desk.skip()
  desk.letGo()
  await desk.untilHeard('second')
})

test('a sound that is heard is stopped on the page, and noted as cut off', async () => {
  const desk = await desked()
  desk.sound.ms = 60_000
  desk.say('long')
  desk.say('waiting')
  await desk.untilHeard('long')
  desk.stop()
  await desk.untilHeard('long', 'stop')
  await desk.until(() => desk.history.list().length === 1)
  assert.deepEqual(
    desk.history.list().map(({ text, cut }) => [text, cut]),
    [['long', true]],
  )
})

test('pause holds what waits, over a restart too, and resume says it', async () => {
  const first = await desked()
  await first.pause()
  const desk = await desked({ host: first.host })
  desk.say('held')
  assert.deepEqual([desk.asked.length, desk.status().state, desk.status().waiting.length], [0, 'paused', 1])
  await desk.resume()
  await desk.untilHeard('held')
})

test('pause holds what a sound is being made of, and resume says it before its equals', async () => {
  const desk = await desked()
  desk.hold()
  desk.say('made meanwhile')
  desk.say('its equal')
  await desk.pause()
  desk.letGo()
  while (desk.status().state !== 'paused') await new Promise(setImmediate)
  assert.deepEqual([desk.heard(), desk.status().waiting.length], [[], 2])
  await desk.resume()
  await desk.untilHeard('made meanwhile', 'its equal')
})

test('skip goes on to the next though speech never answers', async () => {
  const desk = await desked()
  desk.hold()
  desk.say('never made')
  desk.free()
  desk.say('next')
  desk.skip()
  await desk.untilHeard('next')
})

test('what is being taken in when all falls silent is not said, nor what is taken back then', async () => {
  const chat = { kind: 'chat' as const, rank: 20, utterance: { message: { category: 'chat', name: 'Troll', text: 'bad' } } }
  for (const takeBack of ['stop', 'clear', 'mute', 'block', 'retract'] as const) {
    const desk = await desked()
    const taken = desk.announce([chat], about('e1', 'u1'))
    const silence = { ...desk, block: () => desk.block('u1'), retract: () => desk.retract({ userIds: [], eventIds: ['e1'] }) }[takeBack]
    await Promise.all([silence(), taken])
    assert.deepEqual([takeBack, desk.asked], [takeBack, []])
  }
})

test('mute forgets what comes, over a restart too', async () => {
  const first = await desked()
  await first.mute()
  const desk = await desked({ host: first.host })
  desk.say('nothing')
  await desk.announce([said('Mira')], about('e1'))
  assert.deepEqual([desk.asked.length, desk.status().state], [0, 'muted'])
  await desk.unmute()
  desk.say('heard')
  await desk.untilHeard('heard')
})

test('mute cuts off what is heard and forgets what waits', async () => {
  const desk = await desked()
  desk.sound.ms = 60_000
  desk.say('long')
  desk.say('waiting')
  await desk.untilHeard('long')
  await desk.mute()
  await desk.untilHeard('long', 'stop')
  await desk.unmute()
  desk.sound.ms = 5
  desk.say('later')
  await desk.untilHeard('long', 'stop', 'later')
})

test('an event that is delivered again is not spoken again, over a restart too', async () => {
  const first = await desked()
  await first.announce([said('Mira')], about('e1'))
  await first.announce([said('Mira')], about('e1'))
  await first.untilHeard('Mira')
  const desk = await desked({ host: first.host })
  await desk.announce([said('Mira')], about('e1'))
  await desk.announce([said('Ben')], about('e2'))
  await desk.untilHeard('Mira', 'Ben')
})

test('nothing is said of who is blocked, nor any more what waits of them; it is kept', async () => {
  const first = await desked()
  first.hold()
  first.say('first')
  await first.announce([said('Troll')], about('e1', 'u1'))
  await first.block('u1')
  first.letGo()
  await first.untilHeard('first')
  const desk = await desked({ host: first.host })
  await desk.announce([said('Troll')], about('e2', 'u1'))
  assert.deepEqual([desk.asked.length, desk.people.blocked()], [0, ['u1']])
  await desk.people.unblock('u1')
  await desk.announce([said('Troll')], about('e3', 'u1'))
  await desk.untilHeard('first', 'Troll')
  assert.deepEqual((await desked({ host: first.host })).people.blocked(), [])
})

test('a viewer has a voice of their own until it is taken back', async () => {
  const first = await desked()
  await first.setVoice('u1', { voice: 'es+f3', provider: 'offline' })
  const desk = await desked({ host: first.host })
  await desk.announce([said('Mira')], about('e1', 'u1'))
  await desk.untilHeard('Mira')
  assert.deepEqual([desk.asked[0]?.voice, desk.asked[0]?.provider], ['es+f3', 'offline'])
  await desk.setVoice('u1', {})
  await desk.announce([said('Mira')], about('e2', 'u1'))
  await desk.untilHeard('Mira', 'Mira')
  assert.equal(desk.asked[1]?.voice, undefined)
})

test('chat that was taken back is not said, money is', async () => {
  const desk = await desked()
  desk.hold()
  desk.say('first')
  const chat = { kind: 'chat' as const, rank: 20, utterance: { message: { category: 'chat', name: 'Troll', text: 'bad' } } }
  await desk.announce([chat], about('e1', 'u1'))
  await desk.announce([chat], about('e2', 'u2'))
  await desk.announce([said('Troll')], about('e3', 'u1'))
  assert.equal(desk.retract({ userIds: ['u1'], eventIds: ['e2'] }), 2)
  desk.letGo()
  await desk.untilHeard('first', 'Troll')
})

test('chat that is taken back while its voice is made is not said, and while it is heard it is cut off; money is said to its end', async () => {
  const chat = { kind: 'chat' as const, rank: 20, utterance: { message: { category: 'chat', name: 'Troll', text: 'bad' } } }
  const making = async (entry: typeof chat | ReturnType<typeof said>, takeBack: (desk: Awaited<ReturnType<typeof desked>>) => unknown) => {
    const desk = await desked()
    desk.hold()
    await desk.announce([entry], about('e1', 'u1'))
    await desk.until(() => desk.asked.length === 1)
    await takeBack(desk)
    desk.letGo()
    desk.say('next')
    await desk.until(() => desk.heard().includes('next'))
    return desk.heard()
  }
  assert.deepEqual(
    [
      await making(chat, (desk) => desk.retract({ userIds: [], eventIds: ['e1'] })),
      await making(chat, (desk) => desk.retract({ userIds: ['u1'], eventIds: [] })),
      await making(chat, (desk) => desk.retract({ userIds: ['u2'], eventIds: ['e2'] })),
      await making(said('Troll'), (desk) => desk.retract({ userIds: ['u1'], eventIds: ['e1'] })),
      await making(said('Troll'), (desk) => desk.block('u1')),
    ],
    [['next'], ['next'], ['Troll', 'next'], ['Troll', 'next'], ['next']],
  )
  const desk = await desked()
  desk.sound.ms = 60_000
  await desk.announce([chat], about('e1', 'u1'))
  await desk.untilHeard('Troll')
  desk.retract({ userIds: ['u1'], eventIds: [] })
  await desk.untilHeard('Troll', 'stop')
})

test('an answer to a chat goes with it, and with who is blocked, and is not in that viewer’s voice', async () => {
  const desk = await desked()
  await desk.setVoice('u4', { voice: 'es+f3' })
  desk.hold()
  desk.say('first')
  for (const [n, text] of ['to a chat', 'to a viewer', 'to a troll', 'to another'].entries())
    desk.say(text, { eventId: `e${n + 1}`, userId: `u${n + 1}` })
  assert.equal(desk.retract({ userIds: ['u2'], eventIds: ['e1'] }), 2)
  await desk.block('u3')
  desk.say('to a troll again', { userId: 'u3' })
  desk.letGo()
  await desk.untilHeard('first', 'to another')
  assert.equal(desk.asked.at(-1)?.voice, undefined)
})

test('a number of likes is told once for each multiple, over a restart too', async () => {
  const first = await desked()
  const reach = async ({ likes }: typeof first, counts: readonly number[]) => {
    const told = []
    for (const count of counts) told.push(await likes.reach('live', count, 100))
    return told
  }
  assert.deepEqual(await reach(first, [99, 100, 150, 199, 350]), [undefined, 100, undefined, undefined, 300])
  const desk = await desked({ host: first.host })
  assert.deepEqual(await reach(desk, [360, 400]), [undefined, 400])
  assert.equal(await desk.likes.reach('next live', 100, 100), 100)
  assert.equal(await desk.likes.reach('next live', 1e9, 0), undefined)
})

test('a viewer chats once in a while', async () => {
  let now = 0
  const { host } = createRecordingHost()
  const { openPeople } = await import('../../../../plugins/tts/stage/people.ts')
  const people = await openPeople(host.kv, () => now)
  const may = [people.mayChat('u1', 1000), people.mayChat('u1', 1000), people.mayChat('u2', 1000)]
  now = 1000
  assert.deepEqual([...may, people.mayChat('u1', 1000)], [true, false, true, true])
})

test('the history has the last fifty of this live', async () => {
  const desk = await desked()
  for (let n = 1; n <= 60; n += 1) await desk.history.note({ at: '', kind: 'said', text: String(n), provider: 'some', ms: 1 })
  assert.deepEqual([desk.history.list().length, desk.history.list()[0]?.text], [50, '60'])
  await desk.host.host.kv.sum('follows:old', 1)
  await desk.begin('new')
  assert.deepEqual([desk.history.list(), await desk.host.host.kv.list('follows:')], [[], []])
})

test('S2-091: the sound of a tip goes to who sent it, unless it is too long for one message', async () => {
  const desk = await desked()
  const tip = { sessionId: 's', tipId: 't' }
  await desk.announce([{ ...said('Petra', 80), kind: 'tip', tip }], about('e1'))
  await desk.announce([said('Mira')], about('e2'))
  await desk.untilHeard('Petra', 'Mira')
  const sent = () => desk.host.published.filter(({ topic }) => topic === 'chatbot.audio').map(({ data }) => data)
  const audioBase64 = Buffer.from(desk.sound.wav).toString('base64')
  assert.deepEqual(sent(), [{ ...tip, audioBase64, format: 'wav', durationMs: 5 }])
  desk.sound.wav = new Uint8Array(180 * 1024 + 1)
  await desk.announce([{ ...said('Petra', 80), kind: 'tip', tip }], about('e3'))
  await desk.untilHeard('Petra', 'Mira', 'Petra')
  assert.equal(sent().length, 1)
})
