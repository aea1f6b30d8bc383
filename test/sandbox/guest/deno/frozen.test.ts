import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../../../support/sandbox.ts'

/** Answers the ways to everything that a plugin could change, from the namespace and from what it makes, instances aside. */
const PLUGIN = `{
  actions: {
    async walk() {
      const seen = new Set()
      const open = []
      const visit = (value, way) => {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
        seen.add(value)
        if (!Object.isFrozen(value)) open.push(way)
        visit(Object.getPrototypeOf(value), way + '.__proto__')
        for (const [key, { value: inner, get, set }] of Object.entries(Object.getOwnPropertyDescriptors(value)))
          for (const part of [inner, get, set]) visit(part, way + '.' + key)
      }
      const file = await Deno.open('a')
      const child = new Deno.Command('cat', { stdin: 'piped', stdout: 'piped' }).spawn()
      const conn = await Deno.connect({ port: 1 })
      const status = await Deno.permissions.query({ name: 'sys' })
      const listener = Deno.listen({ port: 1 })
      const server = Deno.serve({ onListen() {} }, () => new Response())
      const [request, info] = await new Promise((resolve) => Deno.serve({ onListen() {} }, (...given) => { resolve(given); return new Response() }))
      const made = { listener, server, request, file, readable: file.readable, writable: file.writable, child, stdin: child.stdin, stdout: child.stdout, conn, status }
      visit(Deno, 'Deno')
      for (const [name, instance] of Object.entries(made)) visit(Object.getPrototypeOf(instance), name)
      for (const [name, value] of Object.entries({ info, headers: Object.getPrototypeOf(request.headers), signal: Object.getPrototypeOf(request.signal) })) visit(value, name)
      for (const { addr } of [listener, server]) visit(addr, 'addr')
      visit(conn.remoteAddr, 'remoteAddr')
      const error = await Deno.readTextFile('a').catch((error) => error)
      visit(Object.getPrototypeOf(error), 'error')
      return { count: seen.size, open }
    },
  },
}`

const ANSWERS: Readonly<Record<string, unknown>> = {
  'file.open': { id: 1 },
  'run.spawn': { id: 2, pid: 3 },
  'net.connect': { id: 4, localAddr: { hostname: 'a', port: 1 }, remoteAddr: { hostname: 'b', port: 2 } },
  'net.listen': { id: 5, addr: { hostname: 'a', port: 1 } },
  'serve.open': { id: 6, addr: { hostname: 'a', port: 1 } },
  'permissions.query': 'denied',
}

test('nothing that the namespace is made of can be changed by a plugin', async (t) => {
  const request = { id: 7, method: 'GET', url: 'http://127.0.0.1/', headers: [], remoteAddr: { hostname: 'a', port: 1 }, hasBody: false }
  const asked = [null, request]
  const { sandbox, stop } = createObservedSandbox({
    call: async (_, method) => {
      if (method === 'run.status' || method === 'serve.gone') return new Promise(() => {})
      if (method === 'serve.next') return { value: asked.shift() ?? null }
      if (method === 'file.read') throw Object.assign(new Error('no'), { name: 'NotFound' })
      return { value: ANSWERS[method] }
    },
  })
  t.after(stop)
  await sandbox.load(pluginCode('walker', PLUGIN, { grants: { run: ['cat'] } }), 'thread')
  const { count, open } = JSON.parse(await sandbox.act('walker', 'walk', 'null'))
  assert.ok(count > 200, `only ${count} objects were found`)
  assert.deepEqual(open, [])
})
