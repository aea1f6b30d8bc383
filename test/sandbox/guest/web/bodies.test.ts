import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../support/chance.ts'
import { createWebRealm, outcome } from './web-realm.ts'

const realm = createWebRealm()
const NAMES = [
  'Blob',
  'File',
  'FormData',
  'Headers',
  'Request',
  'Response',
  'ReadableStream',
  'URLSearchParams',
  'AbortController',
] as const
type Classes = Pick<typeof globalThis, (typeof NAMES)[number]>
// Each name is read from the same place.
const ours = Object.fromEntries(NAMES.map((name) => [name, realm.get(name)])) as unknown as Classes
// Node 20 has File only in node:buffer's global of later patches; all of these are there.
const node: Classes = globalThis

async function settled<T>(run: () => T | Promise<T>): Promise<unknown> {
  try {
    return { value: await run() }
  } catch (error) {
    return { threw: error instanceof Error ? error.name : typeof error }
  }
}

async function same(story: (classes: Classes) => unknown, note?: string) {
  assert.deepEqual(await settled(() => story(ours)), await settled(() => story(node)), note)
}

test('headers are named, joined, sorted and refused as Node does it', async () => {
  const inits: unknown[] = [
    { b: '1', A: ' 2\t', 'Set-Cookie': 'a=1' },
    [
      ['x', '1'],
      ['X', '2'],
      ['set-cookie', 'a'],
      ['Set-Cookie', 'b'],
    ],
    new Map([['k', 'v']]),
    [],
    {},
    undefined,
    { 'bad name': 'x' },
    { x: 'a\r\nb: c' },
    { x: '€' },
    { x: 'é' },
    { x: 'a\0b' },
    { '': 'x' },
    [['only']],
    [['a', 'b', 'c']],
    null,
    5,
    [
      ['cookie', 'a'],
      ['Cookie', 'b'],
    ],
    { x: '' },
    { x: '\n v \n' },
  ]
  for (const init of inits)
    await same(({ Headers }) => {
      const headers = new Headers(init as Record<string, string>)
      headers.append('x', 'more')
      return [[...headers], headers.getSetCookie(), headers.get('set-cookie'), headers.has('X'), headers.get('none'), String(headers)]
    }, JSON.stringify(init))
  await same(({ Headers }) => {
    const headers = new Headers({ a: '1', c: '3' })
    const seen: string[] = []
    for (const [name] of headers) {
      seen.push(name)
      if (name === 'a') headers.append('b', '2')
    }
    headers.set('A', '9')
    headers.delete('c')
    headers.forEach((value, name) => void seen.push(name + value))
    return [seen, [...new Headers(headers)], [...headers.keys()], [...headers.values()]]
  })
})

test('blobs are made, cut and read as Node does it', async () => {
  await same(async ({ Blob, File }) => {
    const blob = new Blob(['a€', new Uint8Array([1, 2, 3]).subarray(1), new Blob(['x']), new DataView(new ArrayBuffer(2)), 5 as never], {
      type: 'Text/Plain',
    })
    const cuts = [[0, 3], [-3], [2, -2], [5, 1], [100]].map(async (cut) => [...new Uint8Array(await blob.slice(...cut).arrayBuffer())])
    const file = new File([blob], 'n/a.txt', { lastModified: 7, type: 'a/b' })
    return [
      blob.size,
      blob.type,
      await blob.text(),
      await Promise.all(cuts),
      blob.slice(0, 1, 'T/X').type,
      file.name,
      file.lastModified,
      file.size,
      file.type,
      String(file),
    ]
  })
  for (const wrong of ['text', 5, {}, null]) await same(({ Blob }) => new Blob(wrong as never).size, String(wrong))
  const large = new ours.Blob([new Uint8Array(200_000).fill(7)])
  const sizes: number[] = []
  for await (const piece of large.stream() as unknown as AsyncIterable<Uint8Array>) sizes.push(piece.length)
  assert.deepEqual(sizes, [65536, 65536, 65536, 3392])
})

test('a blob cannot be changed through what it was made of, or through what it gave', async () => {
  const bytes = new Uint8Array([1, 2])
  const blob = new ours.Blob([bytes])
  bytes[0] = 9
  new Uint8Array(await blob.arrayBuffer())[1] = 9
  assert.deepEqual([...new Uint8Array(await blob.arrayBuffer())], [1, 2])
})

test('forms keep names and values as Node does it', async () => {
  await same(async ({ FormData, Blob, File }) => {
    const form = new FormData()
    form.append('a', '1')
    form.append('b', 5 as never)
    form.append('a', '\ud800')
    form.append('f', new Blob(['x'], { type: 'a/b' }))
    form.append('f', new File(['y'], 'own.txt', { lastModified: 3 }), 'other.txt')
    form.set('b', 'six')
    form.set('new', 'n')
    form.delete('none')
    const show = (value: string | null | InstanceType<Classes['File']>) =>
      value === null || typeof value === 'string' ? value : [value.name, value.size, value.type]
    return [[...form].map(([name, value]) => [name, show(value)]), form.getAll('a'), show(form.get('f')), form.has('zz'), [...form.keys()]]
  })
  for (const wrong of [['a'], ['a', 'b', 'c'], []]) await same(({ FormData }) => new FormData().append(...(wrong as [string, string])))
})

test('a form goes through multipart from our side to Node and back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.boolean())), async (fields) => {
      const fill = ({ FormData, File }: Classes) => {
        const form = new FormData()
        for (const [name, value, isFile] of fields)
          form.append(name, isFile ? (new File([value], name || 'n', { type: 'text/x' }) as never) : value)
        return form
      }
      const show = async (form: FormData) =>
        Promise.all(
          [...form].map(async ([name, value]) =>
            typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
          ),
        )
      const toNode = new ours.Response(fill(ours) as never)
      const read = await new Response(await toNode.arrayBuffer(), {
        headers: { 'content-type': toNode.headers.get('content-type') ?? '' },
      }).formData()
      const toUs = new Response(fill(node))
      const readHere = await new ours.Response(await toUs.arrayBuffer(), {
        headers: { 'content-type': toUs.headers.get('content-type') ?? '' },
      }).formData()
      const nodeToNode = await new Response(fill(node)).formData()
      assert.deepEqual(await show(read), await show(nodeToNode))
      assert.deepEqual(await show(readHere), await show(nodeToNode))
    }),
    { numRuns: 60 },
  )
})

test('what is no form is refused, and urlencoded forms are read', async () => {
  const cases: [string, string][] = [
    ['a=1&b=%20x', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n', 'multipart/form-data; boundary="b"'],
    ['--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', 'multipart/form-data; boundary=b'],
    ['--b\r\nNothing: here\r\n\r\n1\r\n--b--\r\n', 'multipart/form-data; boundary=b'],
    ['', 'multipart/form-data; boundary=b'],
    ['x', 'text/plain'],
    ['x', ''],
    ['x', 'multipart/form-data'],
  ]
  for (const [body, type] of cases)
    await same(async ({ Response }) => [...(await new Response(body, { headers: { 'content-type': type } }).formData())], type + body)
})

test('a response is what it was made of', async () => {
  const bodies = ['text', null, undefined, new Uint8Array([0xef, 0xbb, 0xbf, 65]), new ArrayBuffer(2), 5]
  for (const body of bodies)
    await same(async ({ Response }) => {
      const response = new Response(body as string, { status: 201, statusText: 'Made', headers: { x: 'y' } })
      const facts = [
        response.status,
        response.statusText,
        response.ok,
        response.type,
        response.url,
        response.redirected,
        [...response.headers],
        response.body === null,
      ]
      return [...facts, response.bodyUsed, await response.text(), response.bodyUsed, await settled(() => response.text()), String(response)]
    }, String(body))
  await same(async ({ Response, URLSearchParams, Blob }) => [
    new Response(new URLSearchParams('a=b')).headers.get('content-type'),
    new Response(new Blob(['x'], { type: 'a/b' }) as never).headers.get('content-type'),
    await new Response('{"a":[1]}').json(),
    (await new Response('x', { headers: { 'content-type': 'A/B' } }).blob()).type,
  ])
  for (const init of [{ status: 199 }, { status: 600 }, { status: 204 }, { statusText: 'a\nb' }, { status: 99.9 }, 5])
    await same(({ Response }) => new Response('x', init as ResponseInit).status, JSON.stringify(init))
})

test('Response.json, Response.error and Response.redirect answer as Node does it', async () => {
  await same(async ({ Response }) => {
    const json = Response.json({ a: 1 }, { status: 202, headers: { 'content-type': 'x/y' } })
    const [error, redirect] = [Response.error(), Response.redirect('http://h/x', 307)]
    return [
      [json.status, json.headers.get('content-type'), await json.text(), Response.json(null).headers.get('content-type')],
      [error.type, error.status, outcome(() => error.headers.append('a', 'b'))],
      [redirect.status, redirect.headers.get('location'), outcome(() => redirect.headers.set('a', 'b'))],
      [
        outcome(() => Response.json(undefined)),
        outcome(() => Response.redirect('http://h', 200 as 301)),
        outcome(() => Response.redirect('::', 302)),
      ],
    ]
  })
})

test('a clone is read apart, as bytes and as a stream', async () => {
  await same(async ({ Response, ReadableStream }) => {
    const first = new Response('abc', { headers: { x: 'y' } })
    const copy = first.clone()
    const streamed = new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array([65]))
          controller.enqueue(new Uint8Array([66, 67]))
          controller.close()
        },
      }),
    )
    const twin = streamed.clone()
    const texts = [await first.text(), await copy.text(), await streamed.text(), await twin.text(), copy.headers.get('x')]
    return [...texts, await settled(() => first.clone()), twin.bodyUsed]
  })
})

test('a body that is a stream is used once it was touched', async () => {
  await same(async ({ Response }) => {
    const response = new Response('abcdef')
    const { body } = response
    const reader = body?.getReader()
    const locked = await settled(() => response.text())
    const chunk = await reader?.read()
    const seen = [locked, response.bodyUsed, Buffer.from(chunk?.value ?? []).toString(), response.body === body]
    reader?.releaseLock()
    return [...seen, await settled(() => response.text())]
  })
  await same(async ({ Response, ReadableStream }) => {
    const wrong = new ReadableStream({ start: (controller) => controller.enqueue('text') })
    return settled(() => new Response(wrong).text())
  })
})

test('a request is what it was made of', async () => {
  const cases: [unknown, (RequestInit & { cache?: string })?][] = [
    ['http://h/p#x'],
    ['http://h', { method: 'post', body: 'x', headers: { a: 'b' } }],
    ['http://h', { method: 'patch', body: 'x' }],
    [
      'http://h',
      {
        method: 'PuT',
        body: 'x',
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        mode: 'cors',
        keepalive: true,
        integrity: 'i',
      },
    ],
    ['http://h', { method: 'GET', body: 'x' }],
    ['http://h', { method: 'CONNECT' }],
    ['http://h', { method: 'a b' }],
    ['http://h', { redirect: 'never' as 'follow' }],
    ['http://u:p@h/'],
    ['/relative'],
    ['http://h', { signal: {} as AbortSignal }],
    ['http://h', { signal: null }],
    [new URL('http://h/url')],
  ]
  for (const [input, init] of cases)
    await same(
      async ({ Request }) => {
        const request = new Request(input as string, init)
        const { url, method, redirect, credentials, cache, mode, keepalive, integrity, destination, referrer, referrerPolicy } = request
        const facts = { url, method, redirect, credentials, cache, mode, keepalive, integrity, destination, referrer, referrerPolicy }
        return [facts, [...request.headers], await request.text(), request.signal.aborted, String(request)]
      },
      JSON.stringify([input, init]),
    )
})

test('a request made of a request takes its body, and a clone does not', async () => {
  await same(async ({ Request, AbortController }) => {
    const controller = new AbortController()
    const first = new Request('http://h', { method: 'POST', body: 'abc', headers: { a: 'b' }, signal: controller.signal })
    const copy = first.clone()
    const second = new Request(first, { headers: { c: 'd' } })
    controller.abort('why')
    return [
      [first.bodyUsed, copy.bodyUsed, await second.text(), await copy.text(), [...second.headers], [...copy.headers].length],
      [first.signal.aborted, second.signal.reason, copy.signal.aborted],
      await settled(() => new Request(first)),
      (await settled(() => new Request(first, { body: 'new' }).text())) as object,
    ]
  })
  await same(
    ({ Request, ReadableStream }) => new Request('http://h', { method: 'POST', body: new ReadableStream() as never }).method,
    'no duplex',
  )
})

test('a stream of a body fetches only what is read', async () => {
  let pulled = 0
  const stream = new ours.ReadableStream(
    {
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(10))
      },
    },
    { highWaterMark: 0 },
  )
  const reader = new ours.Response(stream as never).body?.getReader()
  assert.equal(pulled, 0)
  await reader?.read()
  await reader?.read()
  assert.equal(pulled, 2)
  await reader?.cancel()
})
