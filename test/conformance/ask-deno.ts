import { join } from 'node:path'
import type { Outcome } from './case.ts'
import { CASES } from './cases.ts'
import { runInDeno } from './oracle.ts'
import { layOut } from './place.ts'
import { createSurroundings, ENVIRONMENT } from './surroundings.ts'

/** What real Deno answers to every case, by id. */
export async function askDeno(deno: string): Promise<ReadonlyMap<string, Outcome>> {
  const { root, around, stop } = await createSurroundings()
  try {
    const runs = CASES.map((each, at) => ({ case: each, place: { folder: join(root, 'own', `case-${at}`), ...around } }))
    for (const { place } of runs) await layOut(place)
    return await runInDeno(deno, runs, { scratch: root, environment: ENVIRONMENT })
  } finally {
    await stop()
  }
}
