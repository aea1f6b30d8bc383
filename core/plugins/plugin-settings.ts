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
  if (exposed !== undefined) throw problemOf(id, exposed, `"${exposed}" is a secret and must not be in settings.json; take it out`)
  const own = Object.fromEntries(form.secrets.flatMap((name) => (name in secrets ? [[name, secrets[name]]] : [])))
  const verdict = form.check({ ...defaults, ...chosen, ...own })
  // The form is that of an object.
  if (verdict.ok) return verdict.value as Values
  const [field = ''] = verdict.pointer.slice(1).split('/')
  // The sentence quotes the value.
  const isHidden = form.secrets.includes(field) && field in own
  throw problemOf(id, field, isHidden ? `"${field}" is not what it must be` : verdict.message)
}

function problemOf(id: string, field: string, message: string): HostError {
  const how = field === '' ? `see: showrunner plugins settings ${id}` : `set it with: showrunner plugins settings ${id} ${field}=…`
  return new HostError('SETTINGS_INVALID', `Settings of ${id}: ${message}; ${how}`, { plugin: id, field })
}

/** The settings as they may be told: of a secret only whether it is set. */
export function toldSettings(values: Values, form: SettingsForm | undefined): Values {
  const hidden = (form?.secrets ?? []).map((name) => [name, { set: (values[name] ?? '') !== '' }] as const)
  return { ...values, ...Object.fromEntries(hidden) }
}
