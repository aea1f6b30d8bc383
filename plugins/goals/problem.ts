import { problemResponse } from '#sdk/problem'

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

/** Answers a problem; throws what is none of goals. */
export function answerProblem(error: unknown): Response {
  if (!(error instanceof GoalProblem)) throw error
  return problemResponse({ ...PROBLEMS[error.code], code: error.code, detail: error.message })
}
