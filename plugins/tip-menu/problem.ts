import { problemResponse } from '#sdk/problem'

const PROBLEMS = {
  ITEM_UNKNOWN: { status: 404, title: 'There is no such item' },
  CREATOR_UNKNOWN: { status: 404, title: 'There is no such creator' },
  MENU_FULL: { status: 409, title: 'There are as many items as there may be' },
  ITEM_INVALID: { status: 422, title: 'The item is not valid' },
} as const

/** A wish that cannot be granted, told in one sentence. */
export class MenuProblem extends Error {
  readonly code: keyof typeof PROBLEMS

  constructor(code: keyof typeof PROBLEMS, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Answers a problem; throws what is none of the menu. */
export function answerProblem(error: unknown): Response {
  if (!(error instanceof MenuProblem)) throw error
  return problemResponse({ ...PROBLEMS[error.code], code: error.code, detail: error.message })
}
