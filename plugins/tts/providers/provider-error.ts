/** What kinds of failure there are, and what each means for those who ask next. */
export const FAULTS = {
  /** The key is wrong or missing. */
  auth: { isRetried: false, breaks: 'now' },
  /** The account is used up. */
  quota: { isRetried: false, breaks: 'now' },
  /** This text or voice is not taken; the next may be. */
  refused: { isRetried: false, breaks: 'never' },
  /** Too many at once, or too much load: later. */
  busy: { isRetried: true, breaks: 'often' },
  /** The address of this machine is shut out for a long time. */
  throttled: { isRetried: false, breaks: 'long' },
  /** No answer, or one that is no speech. */
  broken: { isRetried: true, breaks: 'often' },
  timeout: { isRetried: false, breaks: 'often' },
} as const satisfies Record<string, { readonly isRetried: boolean; readonly breaks: 'never' | 'often' | 'now' | 'long' }>

export type Fault = keyof typeof FAULTS

/** Why a provider did not speak. Its message names the provider and what to do, and never the text or a key. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly fault: Fault
  /** How long the service asked to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(fault: Fault, message: string, { retryAfterMs, cause }: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause })
    this.fault = fault
    this.retryAfterMs = retryAfterMs
  }
}
