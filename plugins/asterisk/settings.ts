import type { When } from '#sdk/rules'
import type { Priority } from './jobs/job.ts'

/** A call by an event of the live. */
export type CallRule = When & { readonly number: string; readonly text: string; readonly priority: Priority }

export type CallSettings = {
  readonly transport: 'ari' | 'ami' | 'callfile'
  readonly ariUrl: string
  readonly amiAddress: string
  readonly user: string
  readonly password: string
  /** `PJSIP/{number}@trunk`. */
  readonly dial: string
  readonly callerId: string
  readonly context: string
  readonly spool: string
  readonly callFileRetries: number
  /** Where sounds are written for Asterisk; the plugin's own folder when empty. */
  readonly sounds: string
  readonly numbers: readonly string[]
  readonly quietFrom: string
  readonly quietTo: string
  readonly timeZone: string
  readonly perNumberAnHour: number
  readonly aDay: number
  readonly ringSeconds: number
  readonly longestWaitSeconds: number
  readonly language: string
  readonly workers: number
  readonly concurrency: number
  readonly workerName: string
  readonly api: boolean
  readonly apiPort: number
  readonly apiKey: string
  readonly rules: readonly CallRule[]
  readonly dryRun: boolean
  /** Servers of others, by their variables; empty where there are none. */
  readonly rabbitmqUrl: string
  readonly redisUrl: string
}

type Environment = (name: string) => string | undefined

/** What settings.schema.json describes; the host has checked it, and put the defaults in. */
type Chosen = Omit<CallSettings, 'password' | 'concurrency' | 'workerName' | 'apiKey' | 'rabbitmqUrl' | 'redisUrl'> & {
  readonly password?: string
  readonly concurrency?: number
  readonly apiKey?: string
}

/** The operator's settings, complete. What only the environment says is as it says. */
export function readSettings(settings: Readonly<Record<string, unknown>>, environment: Environment): CallSettings {
  const chosen = settings as Chosen
  return {
    ...chosen,
    ariUrl: withoutSlash(chosen.ariUrl),
    spool: withoutSlash(chosen.spool),
    sounds: withoutSlash(chosen.sounds),
    password: chosen.password ?? '',
    concurrency: chosen.concurrency ?? within(Number(environment('WORKER_CONCURRENCY')), 1, 10),
    workerName: nameOf(environment('WORKER_ID')),
    apiKey: chosen.apiKey ?? '',
    ...{ rabbitmqUrl: environment('RABBITMQ_URL') ?? '', redisUrl: environment('REDIS_URL') ?? '' },
  }
}

const withoutSlash = (text: string) => text.replace(/\/+$/, '')
const within = (value: number, min: number, max: number) => (Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : min)
const nameOf = (text = '') => (/^[A-Za-z0-9_-]{1,40}$/.test(text) ? text : 'worker')
