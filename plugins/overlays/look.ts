import type { Language, OverlaySettings } from './settings.ts'

/** How every page is to look, as far as its link does not say otherwise. */
export type Look = {
  readonly theme: OverlaySettings['theme']
  readonly scale: number
  readonly language: Language
  /** Variables of the style sheets, such as `--card`. */
  readonly variables: Readonly<Record<string, string>>
}

/** The looks that the settings say. */
export function lookOf({ theme, scale, language, card, ink, soft, accent, font }: OverlaySettings): Look {
  const chosen = Object.entries({ '--card': card, '--ink': ink, '--soft': soft, '--accent': accent, '--font': font })
  return { theme, scale, language, variables: Object.fromEntries(chosen.filter(([, value]) => value !== '')) }
}
