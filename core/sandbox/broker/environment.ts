import type { Permissions } from '../../../schemas/types.ts'
import { textOf } from './arguments.ts'
import type { PowersOf } from './power.ts'
import { notGranted } from './refusal.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** Deno.env: exactly the granted names, of the environment that the core hands in. */
export function createEnvironmentPowers(variables: Variables): PowersOf<'env'> {
  return {
    'env.get': (asker, [given]) => {
      const name = textOf(given, 'The name of a variable')
      if (!asker.grants().env?.includes(name)) throw notGranted(asker.plugin, 'env', name)
      asker.used('env', name)
      const value = settingOf(variables, name)
      return value === undefined ? {} : { value }
    },
    'env.toObject': (asker) => {
      const granted = asker.grants()
      if (!granted.env?.length) throw notGranted(asker.plugin, 'env', '*')
      const value = grantedVariables(granted, variables)
      for (const name of Object.keys(value)) asker.used('env', name)
      return { value }
    },
  }
}

/** The granted variables that are set. */
export function grantedVariables(grants: Permissions, variables: Variables): Readonly<Record<string, string>> {
  const pairs = (grants.env ?? []).map((name) => [name, settingOf(variables, name)] as const)
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
}

const settingOf = (variables: Variables, name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
