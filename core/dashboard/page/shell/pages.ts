import { page as audit } from '../audit/page.tsx'
import { page as lanes } from '../lanes/page.tsx'
import { page as letters } from '../letters/page.tsx'
import { page as live } from '../live/page.tsx'
import { page as moderation } from '../moderation/page.tsx'
import { page as overlays } from '../overlays/page.tsx'
import { page as plugins } from '../plugins/page.tsx'
import { page as sessions } from '../sessions/page.tsx'
import { page as settings } from '../settings/page.tsx'
import { page as simulator } from '../simulator/page.tsx'
import { page as tokens } from '../tokens/page.tsx'
import { page as wizard } from '../wizard/page.tsx'
import type { Page } from './page.ts'

/** The pages, in the order of the menu. Each area adds its own line. */
export const PAGES: readonly Page[] = [
  live,
  lanes,
  letters,
  plugins,
  overlays,
  simulator,
  sessions,
  moderation,
  settings,
  tokens,
  audit,
  wizard,
]
