import { discord } from '../discord/discord.ts'
import type { KindName } from '../endpoint.ts'
import { classic } from '../standard/classic.ts'
import { standard } from '../standard/standard.ts'
import type { Kind } from './kind.ts'

export const KINDS = { discord, standard, classic } satisfies Readonly<Record<KindName, Kind>>
