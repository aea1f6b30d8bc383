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

// The host has checked them with settings.schema.json, and put the defaults in.
export const readSettings = (settings: Readonly<Record<string, unknown>>) => settings as OverlaySettings
