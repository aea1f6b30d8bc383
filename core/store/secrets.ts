import { chmod, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crashPoint } from '../base/crash-point.ts'
import { HostError } from '../base/errors.ts'
import { isObject } from '../base/is-object.ts'
import { createTurns } from '../base/turns.ts'
import { writeWhole } from '../base/write-whole.ts'

type Values = Readonly<Record<string, unknown>>

/** Settings of plugins that are written and never told: a file that only its owner can read. */
export type SecretsFile = {
  of(plugin: string): Values
  /** Sets fields, and takes away those that are null. Rejects with USAGE when it is too much, and DATA_UNREADABLE. One change at a time. */
  change(plugin: string, fields: Values): Promise<void>
}

const MAX_FIELDS = 100
const MAX_BYTES = 64 * 1024

/** Opens the file of secrets; there need not be one. Rejects with SETTINGS_INVALID or DATA_UNREADABLE, which never quote it. */
export async function openSecrets(file: string): Promise<SecretsFile> {
  let plugins = await read(file)
  const inTurn = createTurns()

  async function apply(plugin: string, fields: Values): Promise<void> {
    const merged = Object.entries({ ...plugins.get(plugin), ...fields }).filter(([, value]) => value !== null && value !== undefined)
    if (merged.length > MAX_FIELDS || JSON.stringify(merged).length > MAX_BYTES) {
      throw new HostError('USAGE', `The secrets of ${plugin} are more than ${MAX_FIELDS} fields or ${MAX_BYTES / 1024} KiB`, { plugin })
    }
    const changed = new Map(plugins)
    if (merged.length > 0) changed.set(plugin, Object.fromEntries(merged))
    else changed.delete(plugin)
    await write(file, changed)
    plugins = changed
  }

  return {
    of: (plugin) => plugins.get(plugin) ?? {},
    change: (plugin, fields) => inTurn(() => apply(plugin, fields)),
  }
}

async function read(file: string): Promise<ReadonlyMap<string, Values>> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw new HostError('DATA_UNREADABLE', 'The secrets cannot be read', { file }, cause)
  })
  if (text === undefined) return new Map()
  await chmod(file, 0o600)
  const parsed = parse(text)
  const plugins = isObject(parsed) && parsed.schemaVersion === '1' && isObject(parsed.plugins) ? Object.entries(parsed.plugins) : undefined
  if (!plugins?.every(([, values]) => isObject(values))) {
    throw new HostError('SETTINGS_INVALID', 'The secrets are not { "schemaVersion": "1", "plugins": { "<id>": { … } } }', { file })
  }
  // Each was just seen to be an object.
  return new Map(plugins as [string, Values][])
}

/** Undefined when it is no JSON; the engine's own words would quote a secret. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function write(file: string, plugins: ReadonlyMap<string, Values>): Promise<void> {
  const text = `${JSON.stringify({ schemaVersion: '1', plugins: Object.fromEntries(plugins) }, undefined, 2)}\n`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeWhole(file, text)
    crashPoint('secrets.written')
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The secrets cannot be written', { file }, cause)
  }
}
