import { plain } from './plain.ts'

/** A server of others, as the plugin asterisk tells of it; see its doors/door.ts. */
type DoorView = { readonly address: string | null; readonly problem: string | null }

/** Null for a server whose variable is not set. */
export type DoorViews = { readonly rabbitmq: DoorView | null; readonly redis: DoorView | null }

const DOORS = {
  rabbitmq: { variable: 'RABBITMQ_URL', what: 'Jobs from tts_priority and tts_calls, results to tts_results' },
  redis: { variable: 'REDIS_URL', what: 'Records of jobs and workers, job:… and worker:…' },
} satisfies Record<keyof DoorViews, object>

const NAMES = Object.keys(DOORS) as (keyof DoorViews)[]

/** What the queues of others are to the calls, and whether they are reached: a line each. */
export function doorLines(views: DoorViews): readonly string[] {
  return NAMES.flatMap((name) => {
    const view = views[name]
    if (!view) return []
    const { address, problem } = view
    return [`${DOORS[name].what}${address === null ? '' : `, at ${plain(address)}`}: ${problem === null ? 'connected' : plain(problem)}`]
  })
}

/** The variables that are set here and of which a running host knows nothing. */
export function unseenDoors(views: DoorViews, variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  return NAMES.filter((name) => !views[name] && variables[DOORS[name].variable]).map((name) => DOORS[name].variable)
}
