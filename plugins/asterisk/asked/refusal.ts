/** Why a call is not made, in a sentence for whoever asked: 400 when it will never be, 503 when it may be later. */
export class Refusal extends Error {
  readonly status: 400 | 503

  constructor(message: string, status: 400 | 503 = 400) {
    super(message)
    this.status = status
  }
}
