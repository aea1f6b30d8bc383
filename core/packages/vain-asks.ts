import type { PluginManifest } from '../../schemas/types.ts'
import { nearest } from '../base/nearest.ts'
import type { SettingsForm } from '../plugins/settings-form.ts'
import { settingOf, variablesOf } from '../plugins/settings-grants.ts'
import { isAskedFor } from './hosts.ts'

/** As the host reads what is asked for in "net": a name or an address, all below a name, a range; each with or without a port. */
const HOST = /^(?:(?:\*\.)?[^\s:%/\\?#@*[\]]+|\[[\da-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})(?::(\d{1,5}))?$/i
const HIGHEST_PORT = 65_535

/** What a manifest asks for that can never come to anything, though the host takes it: a sentence each, with what was meant. */
export function vainAsks(manifest: PluginManifest, form: SettingsForm | undefined): readonly string[] {
  const { net = [], listen = [], env = [], read = [], write = [] } = manifest.permissions ?? {}
  const settings = namesOfSettings(manifest, form)
  return [
    ...net.filter((ask) => !settingOf(ask) && variablesOf(ask).length === 0 && !isHost(ask)).map(noHost),
    ...net.flatMap((ask) => noSetting('net', ask, settings)),
    ...listen.flatMap((ask) => noSetting('listen', ask, settings)),
    ...env
      .filter((ask) => ask.startsWith('$'))
      .map((ask) => `It asks for "${ask}" in "env", where variables have no $; say "${ask.slice(1)}"`),
    ...[...read, ...write]
      .filter((ask) => ask.startsWith('~'))
      .map((ask) => `It asks for "${ask}", where ~ means nothing; say the whole path`),
  ]
}

/** Defaults that "net" opens to nobody, though the setting is named there: only what its user wrote counts. */
export function unopenedDefaults(manifest: PluginManifest, form: SettingsForm | undefined): readonly string[] {
  const { net = [] } = manifest.permissions ?? {}
  const settings = defaultsOf(manifest, form)
  return net.flatMap((ask) => {
    const value = settings[settingOf(ask) ?? '']
    const host = typeof value === 'string' ? authorityOf(value).toLowerCase() : ''
    if (!isHost(host) || isAskedFor(host, net)) return []
    return [`Its default ${host} is reached only by who writes it into ${settingOf(ask)} themselves, unless "net" names it, too`]
  })
}

/** What the form fills in, too; where it refuses the manifest's, that is told elsewhere. */
function defaultsOf({ settings = {} }: PluginManifest, form: SettingsForm | undefined): Readonly<Record<string, unknown>> {
  const verdict = form?.check(settings)
  return verdict?.ok ? Object(verdict.value) : settings
}

function isHost(ask: string): boolean {
  const [whole, port = 0] = HOST.exec(ask) ?? []
  return whole !== undefined && Number(port) <= HIGHEST_PORT
}

function noHost(ask: string): string {
  const authority = authorityOf(ask)
  const meant = isHost(authority) ? `say "${authority}"` : 'a host is like "api.example.com", "127.0.0.1:8080" or "*.example.com"'
  return `It asks to reach "${ask}", which is no host, so that it reaches nothing; ${meant}`
}

/** Host and port of what may be a URL. */
const authorityOf = (text: string): string => /^(?:[a-z][a-z\d+.-]*:\/\/)?(?:[^@/?#]*@)?([^/?#]*)/i.exec(text)?.[1] ?? ''

function noSetting(power: 'net' | 'listen', ask: string, settings: readonly string[]): readonly string[] {
  const name = settingOf(ask)
  if (name === undefined || settings.includes(name)) return []
  const meant = nearest(name, settings)
  const how = meant ? `did you mean "${ask.replace(name, meant)}"?` : `its settings are ${settings.join(', ') || 'none'}`
  return [`It asks for "${ask}" in "${power}", and no setting is called ${name}; ${how}`]
}

function namesOfSettings({ settings = {} }: PluginManifest, form: SettingsForm | undefined): readonly string[] {
  return [...new Set([...Object.keys(settings), ...Object.keys(Object(form?.schema.properties))])]
}
