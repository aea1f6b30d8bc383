import { fileURLToPath } from 'node:url'
import { findDeno } from '../../core/sandbox/launch/find-deno.ts'
import { defineZoo } from './zoo/zoo.ts'

// Names its tests after what they prove, for example `P1, P2, T73: thread: …`.
const root = fileURLToPath(new URL('../..', import.meta.url))

defineZoo('deno', async (t) => {
  const deno = await findDeno(root).catch(() => undefined)
  if (!deno) t.skip('there is no Deno: node scripts/setup-deno.mjs')
  return !deno
})
