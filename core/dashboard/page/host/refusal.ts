/** The code of a refusal that nobody answered. */
export const UNREACHABLE = 'UNREACHABLE'

/** What the host did not do, and why, in one sentence. `code` is the problem's; UNREACHABLE when there was no answer. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  /** The field that is wrong, where one is. */
  readonly path: string | undefined

  constructor({ status, code, message, path }: { status: number; code: string; message: string; path?: string | undefined }) {
    super(message)
    this.status = status
    this.code = code
    this.path = path
  }
}

/** The refusal that an answer is. */
export async function refusalOf(response: Response): Promise<Refusal> {
  // Anything between us and the host may answer without a problem in it.
  const problem = Object(await response.json().catch(() => ({})))
  return new Refusal({
    status: response.status,
    code: String(problem.code ?? 'FAILED'),
    message: String(problem.detail ?? problem.title ?? `HTTP ${response.status}`),
    path: typeof problem.path === 'string' ? problem.path : undefined,
  })
}

/** Whether nobody knows what came of it. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Refusal && error.code === UNREACHABLE
}

/** One sentence for people, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
