export type Language = 'en' | 'es'
export type Board = 'gifters' | 'tippers' | 'likers'
export type Figure = 'viewers' | 'likes' | 'followers'
export type Thanks = 'gifter' | 'tipper' | 'subscriber' | 'follower' | 'sharer' | 'moderator'

/** What the operator chose; what each means is said in settings.schema.json. */
export type OverlaySettings = {
  readonly language: Language
  readonly theme: 'night' | 'paper' | 'neon'
  readonly scale: number
  readonly card: string
  readonly ink: string
  readonly soft: string
  readonly accent: string
  readonly font: string
  readonly pictures: boolean
  readonly chatLines: number
  readonly chatSeconds: number
  readonly chatDirection: 'up' | 'down'
  readonly chatCommands: boolean
  readonly chatBadges: boolean
  readonly boards: readonly Board[]
  readonly boardRows: number
  readonly figures: readonly Figure[]
  readonly viewersLine: boolean
  readonly creditsTitle: string
  readonly creditsSections: readonly Thanks[]
  readonly creditsSecondsPerScreen: number
  readonly creditsAtEnd: boolean
}

const DEFAULTS: OverlaySettings = {
  ...{ language: 'en', theme: 'night', scale: 1, card: '', ink: '', soft: '', accent: '', font: '', pictures: true },
  ...{ chatLines: 10, chatSeconds: 30, chatDirection: 'up', chatCommands: false, chatBadges: true },
  ...{ boards: ['gifters', 'tippers'], boardRows: 5, figures: ['viewers', 'likes', 'followers'], viewersLine: true },
  ...{ creditsTitle: '', creditsSecondsPerScreen: 9, creditsAtEnd: false },
  creditsSections: ['tipper', 'gifter', 'subscriber', 'follower', 'sharer', 'moderator'],
}

/** Complete: the host has checked them against settings.schema.json, and what is missing has its default. */
export function readSettings(from: Readonly<Record<string, unknown>>): OverlaySettings {
  return { ...DEFAULTS, ...(from as Partial<OverlaySettings>) } // Checked by the host, as said.
}
