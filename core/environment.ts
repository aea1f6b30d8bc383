import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { HostError } from './base/errors.ts'
import { present } from './base/present.ts'

/** What Showrunner reads from the environment and .env. */
export type Environment = {
  readonly username?: string
  readonly tiktokSessionId?: string
  readonly signApiKey?: string
  readonly maxReconnectAttempts?: number
  readonly reconnectDelayMs?: number
  readonly port?: number
  readonly host?: string
  readonly dataDir?: string
  readonly logLevel?: string
  readonly logFile?: string
  /** Bytes. */
  readonly logMaxSize?: number
  readonly logMaxFiles?: number
  /** All of it, for plugins that were granted some. */
  readonly variables: Variables
}

type Variables = Readonly<Record<string, string | undefined>>

const SIZES: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }
const SMALLEST_FILE = 1024
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** The .env file below the variables that are set already. Throws ENV_INVALID that names the line, or the variable. */
export function readEnvironment(file: string, set: Variables): Environment {
  const variables: Variables = { ...readEnvFile(file), ...set }
  const text = (name: string) => variables[name]?.trim() || undefined
  const whole = (name: string, max: number) => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!/^\d+$/.test(value) || Number(value) > max)
      throw new HostError('ENV_INVALID', `${name} is "${value}", but must be a whole number up to ${max}`, { name })
    return Number(value)
  }
  const logLevel = text('LOG_LEVEL')
  if (logLevel && !LOG_LEVELS.includes(logLevel)) {
    throw new HostError('ENV_INVALID', `LOG_LEVEL is "${logLevel}", but must be one of ${LOG_LEVELS.join(', ')}`, { name: 'LOG_LEVEL' })
  }
  const size = (name: string) => {
    const value = text(name)
    const [, digits, unit = ''] = /^(\d{1,9})([kmg]?)b?$/i.exec(value ?? '') ?? []
    const bytes = Number(digits) * (SIZES[unit.toLowerCase()] ?? 1)
    if (value !== undefined && !(bytes >= SMALLEST_FILE))
      throw new HostError('ENV_INVALID', `${name} is "${value}", but must be a size of at least 1k, such as 10m`, { name })
    return value === undefined ? undefined : bytes
  }
  return {
    variables,
    ...present({
      username: text('TIKTOK_USERNAME'),
      tiktokSessionId: text('TIKTOK_SESSION_ID'),
      signApiKey: text('SIGN_API_KEY'),
      maxReconnectAttempts: whole('TIKTOK_MAX_RECONNECT_ATTEMPTS', 1_000_000),
      reconnectDelayMs: whole('TIKTOK_RECONNECT_DELAY', 3_600_000),
      port: whole('PORT', 65_535),
      host: text('HOST'),
      dataDir: text('SHOWRUNNER_DATA'),
      logLevel,
      logFile: text('LOG_FILE'),
      logMaxSize: size('LOG_MAX_SIZE'),
      logMaxFiles: whole('LOG_MAX_FILES', 1000),
    }),
  }
}

function readEnvFile(file: string): Variables {
  const text = contentOf(file)
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!/^\s*(#.*)?$|^\s*(export\s+)?[A-Za-z_]\w*\s*=/.test(line)) {
      throw new HostError('ENV_INVALID', `Line ${index + 1} of ${file} is not NAME=value`, { file, line: index + 1 })
    }
  }
  return parseEnv(text)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new HostError('ENV_INVALID', `${file} cannot be read`, { file }, cause)
  }
}
