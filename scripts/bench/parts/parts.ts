import { cost } from './cost.ts'
import { growth } from './growth.ts'
import { gifts } from './latency.ts'
import type { Part } from './part.ts'
import { peers } from './peers.ts'
import { spine } from './spine.ts'

/** What `npm run bench` answers, in this order. */
export const PARTS = { peers, spine, latency: gifts, growth, cost }

export type PartName = keyof typeof PARTS

/** Each part's figures fit its own tables, which the table above cannot say. */
export const partOf = (name: PartName) => PARTS[name] as Part
