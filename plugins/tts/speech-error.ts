/** What kept a text from being spoken. */
export type SpeechProblem = 'empty' | 'hidden' | 'nobody' | 'unset'

/** Why nothing was said, in a sentence for people. Never has the text. */
export class SpeechError extends Error {
  override readonly name = 'SpeechError'
  readonly problem: SpeechProblem

  constructor(problem: SpeechProblem, message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}
