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

type Given = Readonly<Record<string, unknown>>
type Environment = (name: string) => string | undefined

/** The operator's settings, complete; the host has checked them with settings.schema.json. What is not set is as the environment says. */
export function readSettings(given: Given, environment: Environment): CallSettings {
  const text = (name: string, otherwise = '') => (typeof given[name] === 'string' && given[name] !== '' ? given[name] : otherwise)
  const number = (name: string, otherwise: number) => (typeof given[name] === 'number' ? given[name] : otherwise)
  const list = (name: string) => (Array.isArray(given[name]) ? given[name] : [])
  const transport = text('transport')
  return {
    transport: transport === 'ami' || transport === 'callfile' ? transport : 'ari',
    ariUrl: text('ariUrl', 'http://127.0.0.1:8088').replace(/\/+$/, ''),
    amiAddress: text('amiAddress', '127.0.0.1:5038'),
    user: text('user', 'showrunner'),
    password: text('password'),
    dial: text('dial', 'PJSIP/{number}@trunk'),
    callerId: text('callerId'),
    context: text('context', 'internal'),
    spool: text('spool', '/var/spool/asterisk').replace(/\/+$/, ''),
    callFileRetries: number('callFileRetries', 2),
    sounds: text('sounds').replace(/\/+$/, ''),
    numbers: list('numbers').filter((one) => typeof one === 'string'),
    ...{ quietFrom: text('quietFrom', '22:00'), quietTo: text('quietTo', '08:00'), timeZone: text('timeZone') },
    ...{ perNumberAnHour: number('perNumberAnHour', 3), aDay: number('aDay', 100) },
    ...{ ringSeconds: number('ringSeconds', 30), longestWaitSeconds: number('longestWaitSeconds', 600) },
    language: text('language', 'es'),
    workers: number('workers', 3),
    concurrency: number('concurrency', within(Number(environment('WORKER_CONCURRENCY')), 1, 10)),
    workerName: nameOf(environment('WORKER_ID')),
    ...{ api: given.api === true, apiPort: number('apiPort', 5000), apiKey: text('apiKey') },
    // settings.schema.json says what a rule is.
    rules: list('rules').filter((rule): rule is CallRule => Boolean(Object(rule).number && Object(rule).text)),
    dryRun: given.dryRun === true,
    ...{ rabbitmqUrl: environment('RABBITMQ_URL') ?? '', redisUrl: environment('REDIS_URL') ?? '' },
  }
}

const within = (value: number, min: number, max: number) => (Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : min)
const nameOf = (text = '') => (/^[A-Za-z0-9_-]{1,40}$/.test(text) ? text : 'worker')
