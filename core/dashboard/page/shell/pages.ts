import { page as live } from '../live/page.tsx'
import type { Page } from './page.ts'

/** The pages, in the order of the menu. Each area adds its own line. */
export const PAGES: readonly Page[] = [live]
