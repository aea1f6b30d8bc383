import { fade } from './fade.ts'
import type { Pcm } from './pcm.ts'

/** The sound, ended after so many seconds when it is longer. */
export function shorten(pcm: Pcm, seconds: number): Pcm {
  const most = Math.floor(seconds * pcm.rate)
  return pcm.samples.length <= most ? pcm : fade({ samples: pcm.samples.slice(0, most), rate: pcm.rate })
}
