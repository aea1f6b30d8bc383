import { join, resolve } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { Blobs, Store } from '../../store/store.ts'
import { MAX_CHUNK_BYTES, METHODS, type Method } from '../powers.ts'
import { EMIT_GRANTS, type EmitGrant } from '../protocol.ts'
import { type CallAction, createActionPowers } from './actions.ts'
import { createAskers, type From, realOf } from './askers.ts'
import { createBlobPowers } from './blobs.ts'
import type { Broker } from './broker.ts'
import { createBudget } from './budget.ts'
import { createEnvironmentPowers, grantedVariables, type Variables } from './environment.ts'
import { createEventPowers, type LookUp } from './events.ts'
import { createDiskRoom } from './files/disk-room.ts'
import { createFilePowers } from './files/files.ts'
import { createKvPowers } from './kv.ts'
import { type Answer, type Grants, PowerError, type PowerTable } from './power.ts'
import { createQueryPowers } from './query.ts'
import { notGranted, Refusal } from './refusal.ts'
import { createRunPowers } from './run/run.ts'
import { systemError } from './system-errors.ts'
import { createUsage } from './usage.ts'

export type BrokerParts = {
  readonly kv: Store['kv']
  readonly blobs: Pick<Blobs, 'put'>
  /** What a plugin is granted at this moment. */
  readonly grants: (plugin: string) => Grants
  /** Exists. Each plugin has a folder of its own in it, `plugins/<id>`; the rest no plugin reaches. */
  readonly dataDir: string
  /** Where packages that plugins can do without are added; `packages` of the data folder unless said. */
  readonly packagesDir?: string
  /** Folders that plugins never write to, whatever they are granted: their own code above all. */
  readonly protectedPaths: readonly string[]
  /** Files and folders that plugins neither read nor write, as if they were in the data folder: .env for one. */
  readonly hiddenPaths?: readonly string[]
  /** The environment that granted variables are taken from. */
  readonly env: Variables
  /** Plugins write no more when the disk of the data folder has less; 128 MB when left out. */
  readonly minFreeBytes?: number
  readonly netPowers: PowerTable
  /** Looks into the log. */
  readonly lookUp: LookUp
  /** Carries out another plugin's action. */
  readonly actions: CallAction
  readonly clock: Clock
  readonly log: Logger
}

const MAX_ARGUMENTS = 8
/** Refusals that are logged of one plugin; all are counted. */
const MAX_LOGGED = 100

/** One table of powers, and around it what holds for all of them: limits, counts, and errors that tell nothing of the core. */
export function createBroker(parts: BrokerParts): Broker {
  const { grants, env, clock, log } = parts
  const dataDir = realOf(resolve(parts.dataDir))
  // It may be a link to a larger disk.
  const pluginsDir = realOf(join(dataDir, 'plugins'))
  const hidden = (parts.hiddenPaths ?? []).map((path) => realOf(resolve(path)))
  const powers = powersOf(parts, [dataDir, pluginsDir, ...hidden])
  const accounts = new Map<string, ReturnType<typeof createAccount>>()
  const askers = createAskers({
    pluginsDir,
    packagesDir: realOf(parts.packagesDir ?? join(dataDir, 'packages')),
    grants,
    used: (plugin, power, what) => accountOf(plugin).usage.used(power, what),
  })

  function accountOf(plugin: string) {
    const account = accounts.get(plugin) ?? createAccount(clock)
    accounts.set(plugin, account)
    return account
  }

  function refused(plugin: string, { power, what }: Refusal) {
    const account = accountOf(plugin)
    if (account.usage.denied(power, what) > 1 || account.logged >= MAX_LOGGED) return
    account.logged += 1
    log.warn({ plugin, power, what }, 'A power was refused')
  }

  async function carryOut(
    from: From,
    { method, args, bytes }: { method: Method; args: readonly unknown[]; bytes: Uint8Array | undefined },
  ) {
    const power = powers[method]
    if (!power) throw new PowerError('NotSupported', `${method} is not there`)
    const answer = await power(askers.of(from), args, bytes)
    if (answer.bytes && answer.bytes.length > MAX_CHUNK_BYTES) throw new RangeError(`${method} answered too many bytes`)
    return answer
  }

  return {
    async call(from, method, args, bytes): Promise<Answer> {
      try {
        const checked = checkedCall(method, args, bytes)
        const turn = accountOf(from.plugin).budget.begin(checked.method)
        const end = typeof turn === 'function' ? turn : await turn
        let answer: Answer | undefined
        try {
          answer = await carryOut(from, checked)
          return answer
        } finally {
          end(answer?.value)
        }
      } catch (error) {
        if (error instanceof Refusal) refused(from.plugin, error)
        throw powerErrorOf(error, () => log.error({ plugin: from.plugin, method, error: String(error) }, 'A power failed'))
      }
    },
    release: askers.end,
    mayEmit(plugin, eventType) {
      if (!isEmitGrant(eventType)) return true
      const isGranted = grants(plugin).emit?.includes(eventType) ?? false
      if (isGranted) accountOf(plugin).usage.used('emit', eventType)
      else refused(plugin, notGranted(plugin, 'emit', eventType))
      return isGranted
    },
    usage: (plugin) => accounts.get(plugin)?.usage.list() ?? [],
    environmentFor: (plugin) => grantedVariables(grants(plugin), env),
  }
}

function powersOf(
  { kv, blobs, actions, lookUp, env, netPowers, protectedPaths, minFreeBytes }: BrokerParts,
  data: readonly string[],
): PowerTable {
  const offLimits = { data, protectedPaths: protectedPaths.map((path) => realOf(resolve(path))) }
  const room = createDiskRoom({ folders: data, minFreeBytes })
  return {
    ...createKvPowers(kv),
    ...createBlobPowers(blobs, room),
    ...createActionPowers(actions),
    ...createEventPowers(lookUp),
    ...createQueryPowers(offLimits),
    ...createEnvironmentPowers(env),
    ...createFilePowers({ offLimits, room }),
    ...createRunPowers({ offLimits, variables: env }),
    ...netPowers,
  }
}

const createAccount = (clock: Clock) => ({ budget: createBudget(clock), usage: createUsage(clock), logged: 0 })

function checkedCall(method: string, args: unknown, bytes: Uint8Array | undefined) {
  if (!isMethod(method)) throw new PowerError('TypeError', `There is no power ${JSON.stringify(String(method).slice(0, 100))}`)
  if (!Array.isArray(args) || args.length > MAX_ARGUMENTS) throw new PowerError('TypeError', 'Arguments are a short list')
  if (bytes && bytes.length > MAX_CHUNK_BYTES) throw new PowerError('RangeError', `A message holds at most ${MAX_CHUNK_BYTES} bytes`)
  // A list of anything, as JSON has it.
  return { method, args: args as readonly unknown[], bytes }
}

const isEmitGrant = (type: unknown): type is EmitGrant => typeof type === 'string' && Object.hasOwn(EMIT_GRANTS, type)

const isMethod = (method: string): method is Method => typeof method === 'string' && Object.hasOwn(METHODS, method)

/** What may be told: errors that were made to be read. Anything else is the core's own mistake, noted and not told. */
function powerErrorOf(error: unknown, note: () => void): PowerError {
  const told = systemError(error, 'it')
  if (told instanceof PowerError) return told
  if (told instanceof TypeError) return new PowerError('TypeError', told.message)
  if (told instanceof HostError) return new PowerError('Error', told.message)
  note()
  return new PowerError('Error', 'The power failed; the log of Showrunner says why')
}
