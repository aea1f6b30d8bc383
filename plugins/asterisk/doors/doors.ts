import type { Host } from '#sdk'
import type { LinkState } from '#sdk/link'
import type { Calls } from '../calls.ts'
import type { Job } from '../jobs/job.ts'
import type { Shelf } from '../jobs/shelf.ts'
import type { CallSettings } from '../settings.ts'
import { createRabbitmq } from './rabbitmq.ts'
import { createRedis } from './redis.ts'
import { isOwed } from './results.ts'

type Parts = {
  readonly calls: Calls
  readonly shelf: Pick<Shelf, 'get' | 'change'>
  readonly settings: Pick<CallSettings, 'language' | 'rabbitmqUrl' | 'redisUrl'>
  readonly log: Pick<Host['log'], 'info' | 'warn'>
}

const TRIED_MS = 2000

/** The servers of others: those whose variable is set. */
export function openDoors({ calls, shelf, settings: { language, rabbitmqUrl, redisUrl }, log }: Parts) {
  const redis = redisUrl
    ? createRedis({ url: redisUrl, calls, onState: noted('Redis', log), onTrouble: (sentence) => log.warn(sentence) })
    : undefined
  const rabbitmq = rabbitmqUrl
    ? createRabbitmq({
        ...{ url: rabbitmqUrl, calls, language, onState: noted('RabbitMQ', log) },
        mark: async (job) => (shelf.get(job.id) ? shelf.change(job, { isTold: true }) : undefined),
        onRefused: (status) => redis?.refused(status),
      })
    : undefined
  const doors = [rabbitmq, redis].filter((door) => door !== undefined)

  return {
    start: () => doors.forEach((door) => void door.start()),
    look: () => doors.forEach((door) => void door.look()),
    stop: () => doors.forEach((door) => void door.stop()),
    /** Resolves when each is connected or refused, at the latest after two seconds. */
    async tried(): Promise<void> {
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), TRIED_MS)
      await Promise.allSettled(doors.map((door) => door.ready(late.signal)))
      clearTimeout(timer)
    },
    view: () => ({ rabbitmq: rabbitmq?.view() ?? null, redis: redis?.view() ?? null }),
  }
}

/** Whether a job is kept until the queue of results has it. */
export const owedBy =
  ({ rabbitmqUrl }: Pick<CallSettings, 'rabbitmqUrl'>) =>
  (job: Job) =>
    rabbitmqUrl !== '' && isOwed(job)

/** Of many tries the first that fails is said, and that it is there again. */
function noted(server: string, log: Parts['log']): (state: LinkState) => void {
  let said = ''
  return ({ state, detail = `${server} is away` }) => {
    if (state === 'connecting' || state === 'closed' || state === said) return
    said = state
    if (state === 'open') log.info(`${server} is there`)
    else log.warn(detail)
  }
}
