import type { PluginManifest } from '../../schemas/types.ts'
import { settingOf, variableOf } from './settings-grants.ts'

const HERE = /^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/

/** Grants that nobody could give, though the schema takes them. */
export function problemOfGrants({ permissions: { net = [], listen = [], env = [] } = {} }: Pick<PluginManifest, 'permissions'>) {
  const open = listen.findIndex((grant) => !HERE.test(grant) && !settingOf(grant))
  if (open >= 0) {
    const how =
      'plugins take connections from this machine only, so name an address such as "127.0.0.1:8080", or a setting such as "$settings.port"'
    return problemAt('listen', open, `is ${JSON.stringify(listen[open])}; ${how}`)
  }
  const wrong = net.findIndex((grant) => grant.startsWith('$') && !settingOf(grant) && !variableOf(grant))
  if (wrong >= 0) {
    const how = 'a setting is named like "$settings.address", and a variable like "$env.REDIS_URL"'
    return problemAt('net', wrong, `is ${JSON.stringify(net[wrong])}; ${how}`)
  }
  const unseen = net.findIndex((grant) => {
    const variable = variableOf(grant)
    return variable !== undefined && !env.includes(variable)
  })
  return unseen < 0 ? undefined : problemAt('net', unseen, `is ${JSON.stringify(net[unseen])}; add that variable to "permissions.env", too`)
}

function problemAt(power: 'net' | 'listen', index: number, message: string) {
  return { pointer: `/permissions/${power}/${index}`, message: `"permissions.${power}.${index}" ${message}` }
}
