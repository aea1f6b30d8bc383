/** How the stand-in answers one request. What is left out is as on a good day. */
export type Behaviour = {
  /** Parts of the text, each in a message of its own. */
  readonly says?: readonly string[]
  readonly usage?: { readonly input: number; readonly output: number } | 'unsaid'
  readonly ends?: 'whole' | 'cut' | 'refused' | 'blocked'
  /** An error in place of an answer. */
  readonly fails?: { readonly status: number; readonly retryAfter?: string; readonly retryAfterMs?: string; readonly says?: string }
  /** What goes wrong on the way. `silent`: headers and then nothing; `stalled`: one part and then nothing; `cut`: the connection breaks after one part; `short`: it ends there as if
   * that were all. */
  readonly vice?:
    | 'silent'
    | 'stalled'
    | 'cut'
    | 'short'
    | 'error-midway'
    | 'html'
    | 'not-json'
    | 'redirect'
    | 'endless'
    | 'whole-anyway'
    | 'torn'
}
