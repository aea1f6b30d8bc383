import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Low } from 'lowdb'
import type { Settings } from '../../schemas/types.ts'
import { crashPoint } from '../base/crash-point.ts'
import { HostError } from '../base/errors.ts'
import { createTurns } from '../base/turns.ts'
import { validate } from '../base/validate.ts'
import { writeWhole } from '../base/write-whole.ts'

/** What the operator chose: a file to edit by hand or through the host. */
export type SettingsFile = {
  /** As last read or written, and valid. */
  current(): Settings
  /** Reads the file again, after an edit by hand. Rejects with SETTINGS_INVALID; `current` then stays, as it does while an editor has the file away. */
  reload(): Promise<Settings>
  /** The defaults from now on, since the file was deleted by hand; or what it says, when there is one after all. Rejects like `reload`. */
  reset(): Promise<Settings>
  /**
   * Changes what the file says now, and writes it whole or not at all. One change at a time.
   * Rejects with SETTINGS_INVALID when the file or the outcome is not valid, and then leaves the file as it is.
   */
  update(change: (settings: Settings) => Settings): Promise<Settings>
}

const DEFAULTS: Settings = { schemaVersion: '1' }

/** Opens the settings file, or the defaults while there is none. Rejects with SETTINGS_INVALID, or DATA_UNREADABLE. */
export async function openSettings(file: string): Promise<SettingsFile> {
  // Through to the disk: what was granted, and what was taken back, must not be otherwise after a power cut.
  const write = (settings: Settings) => writeWhole(file, `${JSON.stringify(settings, undefined, 2)}\n`)
  const low = new Low<Settings>({ read: () => readSettings(file), write }, DEFAULTS)
  // A file that is read while it is replaced would bring back what was before.
  const inTurn = createTurns()

  async function read() {
    await low.read()
    return low.data
  }

  async function apply(change: (settings: Settings) => Settings) {
    const before = await read()
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    low.data = valid(change(structuredClone(before)), file)
    await low.write().catch((cause) => {
      low.data = before
      throw new HostError('DATA_UNREADABLE', 'The settings cannot be written', { file }, cause)
    })
    crashPoint('settings.written')
    return low.data
  }

  await read()
  return {
    current: () => low.data,
    reload: () => inTurn(read),
    reset: () =>
      inTurn(() => {
        if (!existsSync(file)) low.data = DEFAULTS
        return read()
      }),
    update: (change) => inTurn(() => apply(change)),
  }
}

/** Null when there is no file. */
async function readSettings(file: string): Promise<Settings | null> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw new HostError('DATA_UNREADABLE', 'The settings cannot be read', { file }, cause)
  })
  return text === undefined ? null : valid(parseJson(text.replace(/^\uFEFF/, ''), file), file)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const at = lineOf(cause, text)
    throw new HostError('SETTINGS_INVALID', `${file} is not JSON${at ? ` in line ${at}` : ''}`, { file, line: at }, cause)
  }
}

/** The line of a syntax error, where the engine tells its position. */
function lineOf(error: unknown, text: string): number | undefined {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length
  return error instanceof Error && error.message.includes('end of JSON') ? text.split('\n').length : undefined
}

function valid(value: unknown, file: string): Settings {
  const verdict = validate('settings', value)
  if (!verdict.ok) throw new HostError('SETTINGS_INVALID', `${file}: ${verdict.message}`, { file, field: verdict.pointer })
  return verdict.value
}
