import type { PluginManifest } from '../../schemas/types.ts'
import { settingOf, variablesOf } from './settings-grants.ts'

const HERE = /^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/
/** A port of this machine that stands in a variable. */
const BY_PORT = /^(127\.0\.0\.1|localhost):\$env\.[A-Za-z_]\w*$/

/** Grants that nobody could give, though the schema takes them. */
export function problemOfGrants({ permissions: { net = [], listen = [], env = [] } = {} }: Pick<PluginManifest, 'permissions'>) {
  const open = listen.findIndex((grant) => !HERE.test(grant) && !settingOf(grant) && !BY_PORT.test(grant))
  if (open >= 0) {
    const how =
      'plugins take connections from this machine only, so name an address such as "127.0.0.1:8080", or a setting such as "$settings.port"'
    return problemAt('listen', open, `is ${JSON.stringify(listen[open])}; ${how}`)
  }
  const wrong = net.findIndex((grant) => grant.startsWith('$') && !settingOf(grant) && variablesOf(grant).length === 0)
  if (wrong >= 0) {
    const how = 'a setting is named like "$settings.address", and a variable like "$env.REDIS_URL"'
    return problemAt('net', wrong, `is ${JSON.stringify(net[wrong])}; ${how}`)
  }
  for (const [power, grants] of Object.entries({ net, listen })) {
    const unseen = grants.findIndex((grant) => variablesOf(grant).some((variable) => !env.includes(variable)))
    if (unseen >= 0) return problemAt(power, unseen, `is ${JSON.stringify(grants[unseen])}; add that variable to "permissions.env", too`)
  }
  return undefined
}

function problemAt(power: string, index: number, message: string) {
  return { pointer: `/permissions/${power}/${index}`, message: `"permissions.${power}.${index}" ${message}` }
}
