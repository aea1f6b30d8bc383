const PROBLEMS = {
  GOAL_UNKNOWN: { status: 404, title: 'There is no such goal' },
  GOALS_FULL: { status: 409, title: 'There are as many goals as there may be' },
  NO_LIVE: { status: 409, title: 'There is no live yet' },
} as const

/** A wish that cannot be granted, told in one sentence. */
export class GoalProblem extends Error {
  readonly code: keyof typeof PROBLEMS

  constructor(code: keyof typeof PROBLEMS, detail: string) {
    super(detail)
    this.code = code
  }
}

/** As problems are told everywhere (RFC 9457). Throws what is no problem of goals. */
export function problemResponse(error: unknown): Response {
  if (!(error instanceof GoalProblem)) throw error
  const { status, title } = PROBLEMS[error.code]
  return Response.json(
    { type: 'about:blank', title, status, code: error.code, detail: error.message },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}
