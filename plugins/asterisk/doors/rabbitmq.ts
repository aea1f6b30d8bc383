import { RetryError } from '#sdk/failures'
import { createLink, type LinkState } from '#sdk/link'
import type { Calls } from '../calls.ts'
import type { Job } from '../jobs/job.ts'
import { QUEUES, type Status } from '../jobs/status.ts'
import { readAddress, shownOf } from './address.ts'
import { type AmqpLine, openAmqpLine } from './amqp-line.ts'
import { type Door, problemOf } from './door.ts'
import { createIntake } from './intake.ts'
import { createResults } from './results.ts'

type Parts = {
  readonly url: string
  readonly calls: Pick<Calls, 'ask' | 'all'>
  readonly mark: (job: Job) => Promise<unknown>
  /** Of a message that never becomes a job. */
  readonly onRefused: (status: Status) => void
  readonly onState: (state: LinkState) => void
  readonly language: string
}

const KIND = { name: 'RABBITMQ_URL', scheme: 'amqp', example: 'amqp://user:password@host:5672/vhost' } as const

/** Jobs out of the queues tts_priority and tts_calls, and the end of every job into the queue tts_results. */
export function createRabbitmq({ url, calls, mark, onRefused, onState, language }: Parts): Door {
  const link = createLink<AmqpLine>({
    async open({ signal, lost }) {
      const line = await openAmqpLine({ address: readAddress(url, KIND), signal, lost })
      const tellRefused = async (status: Status) => {
        await line.publish(status)
        onRefused(status)
      }
      for (const priority of ['high', 'normal'] as const)
        await line.consume(QUEUES[priority], createIntake({ calls, language, priority, tellRefused, signal }))
      return line
    },
    close: (line) => line.close(),
    onState(state) {
      if (state.state === 'open') look()
      onState(state)
    },
  })

  const tell = createResults({
    jobs: calls.all,
    mark,
    async publish(status) {
      const line = link.get()
      if (!line) throw new RetryError('RabbitMQ is away')
      await line.publish(status)
    },
  })

  function look(): void {
    // What was not told is told by the next look, or once it is there again.
    if (link.get()) tell().catch(() => {})
  }

  return {
    start: link.start,
    look,
    stop: link.stop,
    ready: link.ready,
    view: () => ({ address: shownOf(url, KIND), problem: problemOf(link.state(), 'RabbitMQ') }),
  }
}
