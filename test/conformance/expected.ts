import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Outcome } from './case.ts'

export const EXPECTED = fileURLToPath(new URL('./expected.json', import.meta.url))

/** What real Deno answered to each case when record.ts was run; oracle.test.ts holds it against the real one. */
export async function readExpected(): Promise<Readonly<Record<string, Outcome>>> {
  // record.ts wrote it.
  return JSON.parse(await readFile(EXPECTED, 'utf8')) as Readonly<Record<string, Outcome>>
}

export async function writeExpected(outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
  await writeFile(EXPECTED, `${JSON.stringify(Object.fromEntries(outcomes), undefined, 2)}\n`)
}
