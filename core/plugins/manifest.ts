import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { BaseManifest, PluginManifest } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { problemOfField } from '../base/event-fields.ts'
import { validate } from '../base/validate.ts'
import { inputCheckOf } from './action-inputs.ts'
import { problemOfGrants } from './grant-check.ts'
import { readJsonText } from './json-text.ts'
import { labelOf } from './label.ts'
import { problemOfRoutes } from './route-check.ts'
import { isInRange } from './version.ts'

/** The manifest's file name, in every plugin's folder and for the base in the repository's. */
export const MANIFEST = 'plugin.manifest.json'

/** First parts of addresses, and words that mean something to JavaScript. */
const RESERVED: readonly string[] = [
  ...['api', 'ws', 'overlay', 'stage', 'sdk', 'blobs', 'plugin', 'plugins', 'health', 'status', 'metrics', 'dashboard', 'docs', 'assets'],
  ...['admin', 'auth', 'core', 'host', 'showrunner', 'constructor', 'prototype'],
]

/** Why a word cannot be a plugin's id, in one sentence; undefined when it can. */
export function problemOfId(id: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{1,38}$/.test(id)) {
    return `"${id.slice(0, 60)}" cannot be a plugin's id; take 2 to 39 of a-z, 0-9 and -, a letter first`
  }
  return RESERVED.includes(id) ? `"${id}" is reserved; take another id` : undefined
}

/** The manifest in a plugin's folder. Rejects with MANIFEST_MISSING or MANIFEST_INVALID: file, field, what is wrong, what to do. */
export async function readManifest(folder: string, hostVersion: string): Promise<PluginManifest> {
  const label = labelOf(folder, MANIFEST)
  const verdict = validate('plugin-manifest', await readJson(join(folder, MANIFEST), label))
  if (!verdict.ok) throw invalid(label, `: ${verdict.message}`, verdict.pointer)
  const problem = problemOf(verdict.value, basename(folder), hostVersion)
  if (problem) throw invalid(label, `: ${problem.message}`, problem.pointer)
  return verdict.value
}

/** The base that every plugin's manifest extends. Rejects like readManifest. */
export async function readBase(file: string): Promise<BaseManifest> {
  const verdict = validate('base-manifest', await readJson(file, basename(file)))
  if (!verdict.ok) throw invalid(basename(file), `: ${verdict.message}`, verdict.pointer)
  return verdict.value
}

function invalid(label: string, problem: string, pointer = '', cause?: unknown): HostError {
  return new HostError('MANIFEST_INVALID', `${label}${problem}`, { file: label, pointer }, cause)
}

/** What the schema cannot say. */
function problemOf(manifest: PluginManifest, folder: string, hostVersion: string) {
  const { id, engines, subscriptions, actions } = manifest
  const problem = problemOfId(id)
  if (problem) return { pointer: '/id', message: problem }
  if (id !== folder) return { pointer: '/id', message: `"id" is "${id}" but the folder is "${folder}"; give both the same name` }
  const events = subscriptions.map(({ event }) => event)
  const twice = events.findIndex((event, index) => events.indexOf(event) < index)
  if (twice >= 0) {
    const message = `"subscriptions.${twice}.event" is "${events[twice]}" a second time; keep one subscription to it`
    return { pointer: `/subscriptions/${twice}/event`, message }
  }
  const range = engines?.showrunner === undefined ? undefined : problemOfRange(engines.showrunner, hostVersion)
  return (
    range ??
    problemOfWhere(subscriptions) ??
    problemOfActions(actions) ??
    problemOfRoutes(manifest) ??
    problemOfIntercepts(manifest) ??
    problemOfGrants(manifest)
  )
}

/** A field that no event has would leave out all of them. */
function problemOfWhere(subscriptions: PluginManifest['subscriptions']) {
  for (const [index, { event, where = {} }] of subscriptions.entries()) {
    for (const path of event === '*' ? [] : Object.keys(where)) {
      const problem = problemOfField(event, path)
      if (problem)
        return { pointer: `/subscriptions/${index}/where`, message: `"subscriptions.${index}.where" names "${path}", which ${problem}` }
    }
  }
  return undefined
}

function problemOfActions(actions: PluginManifest['actions'] = {}) {
  for (const [name, action] of Object.entries(actions)) {
    try {
      inputCheckOf(action)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return { pointer: `/actions/${name}/input`, message: `"actions.${name}.input" is no good schema: ${error.message}` }
    }
  }
  return undefined
}

function problemOfRange(range: string, hostVersion: string) {
  const fits = isInRange(hostVersion, range)
  if (fits) return undefined
  const asks = `asks for Showrunner ${range} and this is ${hostVersion}; update Showrunner, or take another version of the plugin`
  const message = fits === false ? asks : `is ${JSON.stringify(range)}; it must be a range of versions such as ">=${hostVersion}"`
  return { pointer: '/engines/showrunner', message: `"engines.showrunner" ${message}` }
}

/** What it may keep from others it has to ask for. */
function problemOfIntercepts({ intercepts = [], permissions = {} }: PluginManifest) {
  const index = intercepts.findIndex(({ event }) => !permissions.intercept?.includes(event))
  const missing = intercepts[index]?.event
  if (missing === undefined) return undefined
  const field = `intercepts.${index}.event`
  return { pointer: `/${field.replaceAll('.', '/')}`, message: `"${field}" is ${missing}, which "permissions.intercept" has to ask for` }
}

/** A file of JSON; a syntax error says the line and the column. */
async function readJson(path: string, label: string): Promise<unknown> {
  const file = await readFile(path, 'utf8').catch((cause) => {
    const why = cause.code === 'ENOENT' ? 'is not there' : `cannot be read (${cause.code})`
    throw new HostError('MANIFEST_MISSING', `${label} ${why}`, { file: label }, cause)
  })
  return readJsonText(file).catch((cause: TypeError) => {
    throw invalid(label, cause.message, '', cause)
  })
}
