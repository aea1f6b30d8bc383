import type { PluginOverlay } from '../../../../schemas/types.ts'

/** What is chosen for all pages; `own` leaves a page as it is designed, or as its plugin's settings say. */
export type Looks = {
  readonly theme: 'own' | 'night' | 'paper' | 'neon'
  readonly scale: string
  readonly position: 'own' | 'top' | 'middle' | 'bottom'
  readonly align: 'own' | 'left' | 'center' | 'right'
  readonly language: 'own' | 'en' | 'es'
  readonly size: keyof typeof SIZES
  readonly backdrop: 'night' | 'light' | 'checks'
}

export const AS_DESIGNED: Looks = {
  ...{ theme: 'own', scale: '1', position: 'own', align: 'own', language: 'own', size: 'own' },
  backdrop: 'night',
}

/** What a browser source in OBS is often set to. */
const SIZES = {
  own: undefined,
  landscape: { width: 1920, height: 1080 },
  portrait: { width: 1080, height: 1920 },
  small: { width: 800, height: 600 },
} as const

export type Size = { readonly width: number; readonly height: number }

/** How large the page is to be in OBS. */
export function sizeOf({ size }: Looks, { width = 1920, height = 1080 }: PluginOverlay): Size {
  return SIZES[size] ?? { width, height }
}

/** What the link says of the looks; empty when all is as designed. */
export function queryOf({ theme, scale, position, align, language }: Looks): string {
  const said = Object.entries({ theme, scale: scaleOf(scale), position, align, lang: language })
  return new URLSearchParams(said.filter(([, value]) => value !== 'own')).toString()
}

/** A scale that a page takes, or `own`: not a number, and 1, are as designed. */
function scaleOf(scale: string): string {
  const number = Number(scale)
  return number >= 0.2 && number <= 5 && number !== 1 ? String(number) : 'own'
}
