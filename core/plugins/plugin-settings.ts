import { HostError } from '../base/errors.ts'
import type { SettingsForm } from './settings-form.ts'

type Values = Readonly<Record<string, unknown>>

type Chosen = {
  readonly id: string
  readonly form: SettingsForm | undefined
  /** The manifest's. */
  readonly defaults: Values | undefined
  /** The operator's, of data/settings.json. */
  readonly chosen: Values | undefined
  /** Of data/secrets.json; only fields that the form calls secret are handed on. */
  readonly secrets: Values
}

/** What a plugin is run with: the operator's choices over the manifest's over the form's defaults. Throws SETTINGS_INVALID: field, what is wrong, how to set it. */
export function settledSettings({ id, form, defaults, chosen = {}, secrets }: Chosen): Values {
  if (!form) return { ...defaults, ...chosen }
  const exposed = form.secrets.find((name) => name in chosen)
  if (exposed !== undefined)
    throw problemOf({ id, pointer: `/${exposed}` }, `"${exposed}" is a secret and must not be in settings.json; take it out`)
  const own = ownSecrets(form, secrets)
  const verdict = form.check({ ...defaults, ...chosen, ...own })
  // The form is that of an object.
  if (verdict.ok) return verdict.value as Values
  const [field = ''] = verdict.pointer.slice(1).split('/')
  // The sentence quotes the value.
  const isHidden = form.secrets.includes(field) && field in own
  throw problemOf({ id, pointer: verdict.pointer }, isHidden ? `"${field}" is not what it must be` : verdict.message)
}

/**
 * The operator's choices that the form knows, and the names of the others, such as `texts.coin`: they are of a newer version, or of an older one. In a list
 * nothing is left out, since a rule without one of its fields says something else.
 */
export function knownChoices({ form, defaults, chosen = {}, secrets }: Chosen): {
  readonly chosen: Values
  readonly unknown: readonly string[]
} {
  const known = structuredClone(chosen)
  const unknown: string[] = []
  for (;;) {
    const verdict = form?.check({ ...defaults, ...known, ...ownSecrets(form, secrets) })
    if (!verdict || verdict.ok || !verdict.isUnknown) return { chosen: known, unknown }
    const path = verdict.pointer.slice(1).split('/').map(unescaped)
    if (!leaveOut(known, path)) return { chosen: known, unknown }
    unknown.push(path.join('.'))
  }
}

/** Whether there was such a field, outside of any list. */
function leaveOut(values: unknown, [name = '', ...below]: readonly string[]): boolean {
  if (typeof values !== 'object' || values === null || Array.isArray(values) || !(name in values)) return false
  return below.length === 0 ? Reflect.deleteProperty(values, name) : leaveOut(Reflect.get(values, name), below)
}

const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~')

function ownSecrets(form: SettingsForm, secrets: Values): Values {
  return Object.fromEntries(form.secrets.flatMap((name) => (name in secrets ? [[name, secrets[name]]] : [])))
}

function problemOf({ id, pointer }: { readonly id: string; readonly pointer: string }, message: string): HostError {
  const [field = ''] = pointer.slice(1).split('/')
  const how = field === '' ? `see: showrunner plugins settings ${id}` : `set it with: showrunner plugins settings ${id} ${field}=…`
  return new HostError('SETTINGS_INVALID', `Settings of ${id}: ${message}; ${how}`, { plugin: id, field, path: pointer })
}

/** The settings as they may be told: of a secret only whether it is set. */
export function toldSettings(values: Values, form: SettingsForm | undefined): Values {
  const hidden = (form?.secrets ?? []).map((name) => [name, { set: (values[name] ?? '') !== '' }] as const)
  return { ...values, ...Object.fromEntries(hidden) }
}
