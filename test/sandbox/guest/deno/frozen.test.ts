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
      const made = { file, readable: file.readable, writable: file.writable, child, stdin: child.stdin, stdout: child.stdout, conn, status }
      visit(Deno, 'Deno')
      for (const [name, instance] of Object.entries(made)) visit(Object.getPrototypeOf(instance), name)
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
  'permissions.query': 'denied',
}

test('nothing that the namespace is made of can be changed by a plugin', async (t) => {
  const { sandbox, stop } = createObservedSandbox({
    call: async (_, method) => {
      if (method === 'run.status') return new Promise(() => {})
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
