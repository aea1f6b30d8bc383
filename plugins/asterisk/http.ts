import { Refusal } from './asked/refusal.ts'
import { readRequest } from './asked/request.ts'
import type { Calls } from './calls.ts'
import { QUEUES, statusOf } from './jobs/status.ts'

type Parts = { readonly calls: Calls; readonly language: string }
type Answered = (parts: Parts, asked: { readonly id: string; readonly request: Request }) => Promise<Response> | Response

const stamped = (body: object, status = 200) => Response.json({ ...body, timestamp: new Date().toISOString() }, { status })

const ROUTES: Readonly<Record<string, Answered>> = {
  async 'POST /tts/call'({ calls, language }, { request }) {
    const { job, waitSeconds } = await calls.ask(readRequest(await bodyOf(request), language))
    const { id: job_id, priority } = job
    const queued = { success: true, job_id, status: 'queued', message: 'The call waits for its turn', queue: QUEUES[priority] }
    return stamped({ ...queued, estimated_wait: waitSeconds }, 202)
  },
  'GET /tts/status/:id'({ calls }, { id }) {
    const job = calls.get(id)
    return job
      ? stamped({ success: true, ...statusOf(job) })
      : stamped({ success: false, error: 'There is no such job; what has ended is kept for an hour' }, 404)
  },
  'GET /queue/stats'({ calls }) {
    const { queues, jobs, workers, averageSeconds, successRate } = calls.figures()
    const counted = { total_jobs: jobs.total, jobs, active_workers: workers.active, inactive_workers: workers.inactive }
    return stamped({ success: true, queues, ...counted, average_seconds: averageSeconds, success_rate: successRate, workers: workers.list })
  },
  /** What ended, newest first: the queue tts_results. */
  'GET /queue/results'({ calls }) {
    const ended = calls.all().filter(({ endedAt }) => endedAt !== undefined)
    return stamped({ success: true, results: ended.reverse().slice(0, 100).map(statusOf) })
  },
  'GET /health'({ calls }) {
    const problem = calls.problem()
    return stamped({
      status: problem === undefined ? 'healthy' : 'unhealthy',
      asterisk: problem ?? 'connected',
      workers: calls.count(),
      mode: calls.mode(),
    })
  },
}

/** What the routes of the manifest answer, and port 5000. */
export async function answer(request: Request, parts: Parts): Promise<Response> {
  const { pathname } = new URL(request.url)
  const [, folder = '', what = '', id = ''] = pathname.split('/')
  const route = ROUTES[`${request.method} /${folder}${what && `/${what}`}${id && '/:id'}`]
  if (!route) return stamped({ success: false, error: 'There is no such address' }, 404)
  try {
    return await route(parts, { id, request })
  } catch (error) {
    if (error instanceof Refusal) return stamped({ success: false, error: error.message }, error.status)
    throw error
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    throw new Refusal('The body must be JSON: {"text": "...", "phone_number": "..."}')
  }
}
