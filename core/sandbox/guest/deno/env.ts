import type { DenoParts } from './parts.ts'
import { createRefusal } from './refusal.ts'

/** Deno.env: the granted variables as they were when the plugin was loaded, since Deno answers at once. */
export function createEnv(parts: DenoParts): typeof Deno.env {
  const { env, grants, errors, harden } = parts
  const refusal = createRefusal(parts)
  const get = (variable: string): string | undefined => {
    const name = String(variable)
    if (!grants.env?.includes(name)) throw refusal('env', name)
    return Object.hasOwn(env, name) ? env[name] : undefined
  }
  const readOnly = (): never => {
    throw new errors.NotSupported('The environment of a plugin cannot be changed: keep what you need in a variable, or in host.kv')
  }
  return harden({
    get,
    has: (variable: string) => get(variable) !== undefined,
    toObject: () => ({ ...env }),
    set: readOnly,
    delete: readOnly,
  })
}
