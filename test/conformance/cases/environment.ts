import type { Case } from '../case.ts'

const env = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `environment: ${id}`,
  grants: { env: ['GRANTED', 'UNSET'] },
  needs: [],
  code,
  ...more,
})

/** Deno.env. GRANTED is 'yes', HIDDEN is 'secret', UNSET is not set. */
export const ENVIRONMENT: readonly Case[] = [
  env('a granted variable is there', `return [Deno.env.get('GRANTED'), Deno.env.has('GRANTED')]`),
  env('one that is not set is undefined', `return [Deno.env.get('UNSET') === undefined, Deno.env.has('UNSET')]`),
  env(
    'one that was not granted is NotCapable',
    `return [await errorOf(() => Deno.env.get('HIDDEN')), await errorOf(() => Deno.env.has('HIDDEN')), await errorOf(() => Deno.env.get('toString'))]`,
  ),
  env(
    'nothing is there without grants',
    `return [await errorOf(() => Deno.env.get('GRANTED')), await errorOf(() => Deno.env.get('PATH')), await errorOf(() => Deno.env.get('HOME'))]`,
    { grants: {} },
  ),
  env('names are told apart by case', `return await errorOf(() => Deno.env.get('granted'))`),
  env('toObject has what was granted', `try { return Deno.env.toObject() } catch (error) { return error.name }`, {
    differs: { reason: 'Deno wants the grant of the whole environment, which plugins never have.', value: { GRANTED: 'yes' } },
  }),
  env(
    'what was not granted cannot be set',
    `return [await errorOf(() => Deno.env.set('HIDDEN', 'x')), await errorOf(() => Deno.env.delete('HIDDEN'))]`,
    {
      differs: { reason: 'A plugin has no environment of its own to change.', value: ['NotSupported', 'NotSupported'] },
    },
  ),
  env('what was granted cannot be set either', `return await errorOf(() => Deno.env.set('GRANTED', 'no'))`, {
    differs: { reason: 'A plugin has no environment of its own to change.', value: 'NotSupported' },
  }),
]
