import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWebRealm, outcome } from './web-realm.ts'

const realm = createWebRealm()
const node = { Event, EventTarget, AbortController, AbortSignal, DOMException }
const ours = {
  Event: realm.get('Event'),
  EventTarget: realm.get('EventTarget'),
  AbortController: realm.get('AbortController'),
  AbortSignal: realm.get('AbortSignal'),
  DOMException: realm.get('DOMException'),
}

/** Does the same with our classes and with Node's, and answers both stories. */
function both(story: (classes: typeof node) => unknown): readonly [unknown, unknown] {
  return [outcome(() => story(ours)), outcome(() => story(node))]
}

test('listeners are called in order, once, not after they were taken out, and never twice', () => {
  const [mine, theirs] = both(({ Event, EventTarget }) => {
    const target = new EventTarget()
    const seen: unknown[] = []
    const a = () => void seen.push('a')
    const late = () => void seen.push('late')
    target.addEventListener('x', a)
    target.addEventListener('x', a)
    target.addEventListener('x', a, { once: true, capture: false })
    target.addEventListener('x', () => seen.push('once'), { once: true })
    target.addEventListener('x', {
      handleEvent(event) {
        seen.push(['object', this !== undefined, event.type, event.target === target])
        target.removeEventListener('x', late)
        target.addEventListener('x', late, false)
      },
    })
    target.addEventListener('x', late)
    target.addEventListener('x', null as never)
    seen.push(target.dispatchEvent(new Event('x')), target.dispatchEvent(new Event('x')))
    return seen
  })
  assert.deepEqual(mine, theirs)
})

test('an event can be cancelled where it is cancelable and stopped at once', () => {
  const [mine, theirs] = both(({ Event, EventTarget }) => {
    const target = new EventTarget()
    const seen: unknown[] = []
    target.addEventListener('x', (event) => {
      event.preventDefault()
      seen.push([event.defaultPrevented, event.returnValue, event.currentTarget === target])
      event.stopImmediatePropagation()
    })
    target.addEventListener('x', () => seen.push('not reached'))
    for (const event of [new Event('x'), new Event('x', { cancelable: true })])
      seen.push([target.dispatchEvent(event), event.defaultPrevented, event.eventPhase, event.cancelable, event.bubbles, event.isTrusted])
    seen.push(
      outcome(() => target.dispatchEvent({ type: 'x' } as Event)),
      outcome(() => new (Event as unknown as new () => Event)()),
    )
    target.addEventListener('again', (event) => seen.push(outcome(() => target.dispatchEvent(event))))
    target.dispatchEvent(new Event('again'))
    return seen
  })
  // Node names the last one otherwise than the standard, which says InvalidStateError.
  const named = JSON.parse(JSON.stringify(theirs).replace('"threw":"Error"', '"threw":"InvalidStateError"'))
  assert.deepEqual(mine, named)
})

test('an event knows its phase and its path while it is dispatched, and a passive listener cannot cancel it', () => {
  const target = new ours.EventTarget()
  const event = new ours.Event('x', { cancelable: true })
  const facts = () => [event.eventPhase, event.composedPath(), event.currentTarget]
  const seen: unknown[] = [facts()]
  target.addEventListener('x', () => event.preventDefault(), { passive: true })
  target.addEventListener('x', () => seen.push(facts()))
  assert.equal(target.dispatchEvent(event), true)
  assert.deepEqual([...seen, facts(), event.target], [[0, [], null], [2, [target], target], [0, [], null], target])
})

test('a listener that throws is told to whoever takes what nobody catches, and the others run', () => {
  const target = new ours.EventTarget()
  const seen: string[] = []
  target.addEventListener('x', () => {
    throw new RangeError('mine')
  })
  target.addEventListener('x', {} as never)
  target.addEventListener('x', () => seen.push('after'))
  target.dispatchEvent(new ours.Event('x'))
  assert.deepEqual(seen, ['after'])
  assert.deepEqual(realm.thrown.splice(0).map(String), ['RangeError: mine', 'TypeError: The listener has no handleEvent'])
})

test('a listener goes with its signal', () => {
  const [mine, theirs] = both(({ Event, EventTarget, AbortController, AbortSignal }) => {
    const target = new EventTarget()
    const stop = new AbortController()
    const calls: string[] = []
    target.addEventListener('x', () => calls.push('live'), { signal: stop.signal })
    target.addEventListener('x', () => calls.push('dead'), { signal: AbortSignal.abort() })
    target.dispatchEvent(new Event('x'))
    stop.abort()
    target.dispatchEvent(new Event('x'))
    return [calls, outcome(() => target.addEventListener('x', () => {}, { signal: {} as AbortSignal }))]
  })
  assert.deepEqual(mine, theirs)
})

test('events carry what they were made with', () => {
  const [Custom, Message] = [realm.get('CustomEvent'), realm.get('MessageEvent')]
  assert.equal(new Custom('x', { detail: { a: 1 } }).detail.a, 1)
  assert.equal(new Custom('x').detail, null)
  assert.deepEqual([new Message('message', { data: 5, origin: 'o' }).data, new Message('message').data], [5, null])
  const named = (name: string) => realm.get(name as 'Event') as unknown as new (type: string, init?: object) => Record<string, unknown>
  const close = new (named('CloseEvent'))('close', { code: 1001, reason: 'r', wasClean: true })
  assert.deepEqual([close.code, close.reason, close.wasClean, String(close)], [1001, 'r', true, '[object CloseEvent]'])
  const failed = new (named('ErrorEvent'))('error', { message: 'm', error: 7, lineno: 3 })
  assert.deepEqual([failed.message, failed.error, failed.lineno, failed.colno], ['m', 7, 3, 0])
  const progress = new (named('ProgressEvent'))('p', { loaded: 1, total: 2, lengthComputable: true })
  assert.deepEqual([progress.loaded, progress.total, progress.lengthComputable], [1, 2, true])
})

test('an abort has a reason, comes once, and is there for whoever asks late', () => {
  const [mine, theirs] = both(({ AbortController, AbortSignal }) => {
    const seen: unknown[] = []
    const controller = new AbortController()
    const { signal } = controller
    signal.onabort = () => seen.push('handler')
    signal.addEventListener('abort', (event) => seen.push(event.type, event.isTrusted, signal.aborted))
    controller.abort('why')
    controller.abort('again')
    seen.push(
      signal.reason,
      outcome(() => signal.throwIfAborted()),
      signal === controller.signal,
    )
    const plain = new AbortController()
    plain.abort()
    seen.push([plain.signal.reason.name, plain.signal.reason.code, plain.signal.reason.message])
    seen.push(
      AbortSignal.abort(0).reason,
      AbortSignal.abort().reason.name,
      outcome(() => new (AbortSignal as unknown as new () => AbortSignal)()),
    )
    signal.onabort = null
    return [...seen, signal.onabort, String(signal), String(controller)]
  })
  assert.deepEqual(mine, theirs)
})

test('AbortSignal.any follows the first of them, through others made the same way', () => {
  const [mine, theirs] = both(({ AbortController, AbortSignal }) => {
    const [a, b] = [new AbortController(), new AbortController()]
    const seen: unknown[] = []
    const inner = AbortSignal.any([a.signal, b.signal])
    const outer = AbortSignal.any([inner, new AbortController().signal])
    a.signal.addEventListener('abort', () => seen.push(['a', inner.aborted, outer.aborted]))
    inner.addEventListener('abort', () => seen.push(['inner', outer.aborted]))
    outer.addEventListener('abort', () => seen.push(['outer', outer.reason]))
    a.abort('first')
    b.abort('second')
    seen.push(inner.reason, AbortSignal.any([b.signal, a.signal]).reason, AbortSignal.any([]).aborted)
    return [...seen, outcome(() => AbortSignal.any([{} as AbortSignal]))]
  })
  // Node 20 tells the dependents before it marks them all; the standard marks first.
  assert.deepEqual(mine, {
    value: [['a', true, true], ['inner', true], ['outer', 'first'], 'first', 'second', false, { threw: 'TypeError' }],
  })
  assert.ok('value' in (theirs as object))
})

test('AbortSignal.timeout aborts with TimeoutError', async () => {
  const signal = ours.AbortSignal.timeout(1)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  assert.deepEqual([signal.reason.name, signal.reason.code, signal.reason instanceof ours.DOMException], ['TimeoutError', 23, true])
  for (const wrong of [-1, Number.NaN, 'x']) assert.throws(() => ours.AbortSignal.timeout(wrong as number), TypeError)
})

test('a DOMException is an Error with the name and the number of the standard', () => {
  const [mine, theirs] = both(({ DOMException }) =>
    ['AbortError', 'NotFoundError', 'DataCloneError', 'QuotaExceededError', 'InvalidStateError', 'Odd', 'toString'].map((name) => {
      const error = new DOMException('m', name)
      return [error.name, error.code, error.message, String(error), error instanceof Error, Object.prototype.toString.call(error)]
    }),
  )
  assert.deepEqual(mine, theirs)
  const constants = (Class: typeof DOMException) => Object.entries(Class).filter(([name]) => name.endsWith('_ERR'))
  assert.deepEqual(constants(ours.DOMException), constants(node.DOMException))
})
