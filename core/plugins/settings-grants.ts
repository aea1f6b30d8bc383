import type { Permissions } from '../../schemas/types.ts'
import type { Grants } from '../sandbox/sandbox.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * A grant by what stands in a setting, with the port of an address that names none: `$settings.address`, `$settings.address:27015`. Of a list,
 * `$settings.endpoints[allowPrivate]` opens private addresses only to the items where that field is true.
 */
const BY_SETTING = /^\$settings\.([A-Za-z]\w*)(?:\[([A-Za-z]\w*)\])?(?::(\d{1,5}))?$/
/**
 * A grant by what stands in variables of the environment: `$env.REDIS_URL`, `$env.REDIS_URL:6379`, `$env.GAME_HOST:$env.GAME_PORT`, and of this
 * machine `localhost:$env.GAME_PORT`.
 */
const BY_VARIABLE = /^(?:\$env\.([A-Za-z_]\w*)|(localhost|127\.0\.0\.1))(?::(?:\$env\.([A-Za-z_]\w*)|(\d{1,5})))?$/
const PORTS: Readonly<Record<string, string>> = {
  ...{ 'http:': '80', 'ws:': '80', 'https:': '443', 'wss:': '443' },
  ...{ 'amqp:': '5672', 'amqps:': '5671', 'redis:': '6379', 'rediss:': '6379' },
}

/** The setting that a grant names; undefined when it says itself what it grants. */
export const settingOf = (grant: string): string | undefined => BY_SETTING.exec(grant)?.[1]

/** The variable that a grant names as its host or address. */
export const variableOf = (grant: string): string | undefined => BY_VARIABLE.exec(grant)?.[1]

/** All variables that a grant names. */
export function variablesOf(grant: string): readonly string[] {
  const [, host, , port] = BY_VARIABLE.exec(grant) ?? []
  return [host, port].filter((name) => name !== undefined)
}

const isByVariable = (grant: string) => variablesOf(grant).length > 0

type Written = { readonly settings: Values; readonly written: Values; readonly variables?: Values }

/**
 * Grants in which settings and variables are what stands in them. `net` takes only what an operator wrote, since that is the consent: what an
 * author put there has to be asked for by name. `listen` takes the port that holds, which is of this machine whoever chose it. A variable counts
 * only for whom it was granted.
 */
export function withSettings(granted: Permissions, { settings, written, variables = {} }: Written): Grants {
  const { net = [], listen = [], env = [] } = granted
  if (![...net, ...listen].some((grant) => settingOf(grant) !== undefined || isByVariable(grant))) return granted
  return {
    ...granted,
    net: net.filter((grant) => !settingOf(grant) && !isByVariable(grant)),
    typed: net.flatMap((grant) => [...byName(grant, written, addressesIn), ...byVariable(grant, variables, env)]),
    typedPublic: net.flatMap((grant) => byName(grant, written, publicIn)),
    listen: listen.flatMap((grant) => {
      if (isByVariable(grant)) return byVariable(grant, variables, env)
      return settingOf(grant) ? byName(grant, settings, portsIn) : [grant]
    }),
  }
}

/** Grants as the plugin itself is told them: one list of hosts. */
export function toldGrants({ typed = [], typedPublic = [], ...granted }: Grants): Permissions {
  const written = [...typed, ...typedPublic]
  return written.length > 0 ? { ...granted, net: [...(granted.net ?? []), ...written] } : granted
}

type Read = (value: unknown, port: string | undefined, flag: string | undefined) => readonly string[]

function byName(grant: string, values: Values, read: Read): readonly string[] {
  const [, name = '', flag, port] = BY_SETTING.exec(grant) ?? []
  return Object.hasOwn(values, name) ? read(values[name], port, flag) : []
}

function byVariable(grant: string, variables: Values, granted: readonly string[]): readonly string[] {
  if (!variablesOf(grant).every((name) => granted.includes(name) && Object.hasOwn(variables, name))) return []
  const [, hostName, here, portName, usual] = BY_VARIABLE.exec(grant) ?? []
  const port = portName === undefined ? usual : String(variables[portName]).trim()
  return port === undefined || /^\d{1,5}$/.test(port) ? addressesIn(hostName === undefined ? here : variables[hostName], port) : []
}

/** Of a list the addresses that may only be public, since their item does not say otherwise. */
function publicIn(value: unknown, port: string | undefined, flag: string | undefined): readonly string[] {
  if (flag === undefined || !Array.isArray(value)) return []
  return value.filter((item) => !says(item, flag)).flatMap((item) => addressesIn(item, port))
}

const says = (item: unknown, flag: string) => typeof item === 'object' && item !== null && Reflect.get(item, flag) === true

/** Every address in a value: text, a list of texts, or a list of things with a `url` or an `address`. */
function addressesIn(value: unknown, port: string | undefined, flag?: string): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => flag === undefined || says(item, flag)).flatMap((item) => addressesIn(item, port))
  if (typeof value === 'string') return addressIn(value.trim(), port)
  if (typeof value !== 'object' || value === null) return []
  return [Reflect.get(value, 'url'), Reflect.get(value, 'address')].flatMap((text) =>
    typeof text === 'string' ? addressesIn(text, port) : [],
  )
}

/** `host:port` of a URL or of a host with its port. */
function addressIn(text: string, usual: string | undefined): readonly string[] {
  const [, scheme = '', authority = text] = /^([a-z][a-z\d+.-]*:)\/\/([^/?#\\]*)/i.exec(text) ?? []
  const [, host = '', port = PORTS[scheme.toLowerCase()] ?? usual] =
    /^(?:[^@]*@)?(\[[\da-f:.]+\]|[^:@*\s/]+)(?::(\d{1,5}))?$/i.exec(authority) ?? []
  return host === '' || port === undefined ? [] : [`${host}:${port}`]
}

function portsIn(value: unknown): readonly string[] {
  const text = String(value).trim()
  if (typeof value !== 'string' && typeof value !== 'number') return []
  return /^\d{1,5}$/.test(text) ? [`127.0.0.1:${text}`] : [text]
}
