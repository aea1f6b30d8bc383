import type { PluginManifest } from '../../schemas/types.ts'
import { settingOf } from './settings-grants.ts'

const HERE = /^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/

/** Grants that nobody could give, though the schema takes them. */
export function problemOfGrants({ permissions: { net = [], listen = [] } = {} }: Pick<PluginManifest, 'permissions'>) {
  const open = listen.findIndex((grant) => !HERE.test(grant) && !settingOf(grant))
  if (open >= 0) {
    const how =
      'plugins take connections from this machine only, so name an address such as "127.0.0.1:8080", or a setting such as "$settings.port"'
    return problemAt('listen', open, `is ${JSON.stringify(listen[open])}; ${how}`)
  }
  const wrong = net.findIndex((grant) => grant.startsWith('$') && !settingOf(grant))
  return wrong < 0 ? undefined : problemAt('net', wrong, `is ${JSON.stringify(net[wrong])}; a setting is named like "$settings.address"`)
}

function problemAt(power: 'net' | 'listen', index: number, message: string) {
  return { pointer: `/permissions/${power}/${index}`, message: `"permissions.${power}.${index}" ${message}` }
}
