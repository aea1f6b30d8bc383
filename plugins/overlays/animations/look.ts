/** What flies: drawn shapes, or emoji of the creator's. */
export type Shape = 'paper' | 'ribbon' | 'disc' | 'star' | 'heart' | 'coin' | 'spark'

/** How an animation looks, whole: plain data that a page draws without asking further. */
export type Look = {
  /** burst: thrown up from the bottom corners; float: rises from the bottom; fall: rains from the top. */
  readonly motion: 'burst' | 'float' | 'fall'
  /** Particles, 1 to 500. */
  readonly count: number
  /** How long each lives. */
  readonly seconds: number
  /** 1 as on earth, for paper; 0 none; less than 0 rises. */
  readonly gravity: number
  /** 0 to 1: how far they go apart. */
  readonly spread: number
  /** Of a particle, in hundredths of the page's shorter side. */
  readonly size: number
  /** CSS colours in hexadecimal. */
  readonly colours: readonly string[]
  readonly shapes: readonly Shape[]
  /** Drawn in place of shapes, where there are any. */
  readonly emoji: readonly string[]
}

/** A look that the creator has named, over that of stars. */
export type Preset = Partial<Look> & { readonly name: string }

export type AnimationType = 'confetti' | 'hearts' | 'rain' | 'custom'
