import { createIngest } from '../../core/ingest/ingest.ts'
import { createScheduler } from '../../core/schedule/scheduler.ts'
import { createMarks } from '../../core/store/marks.ts'
import type { Actors } from './core.ts'

/** The real parts, without a bug that anybody knows of. */
export const ACTORS: Actors = { createScheduler, createMarks, createIngest }
