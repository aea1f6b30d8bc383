import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import { sync } from '../../base/sync.ts'
import { writeWhole } from '../../base/write-whole.ts'

// A restore is prepared in a folder, then decided by writing the plan, then carried out by moving files. Whoever dies before the plan is on
// the disk has changed nothing; after it, whoever comes next carries it out to the end. Each move is made once, in whatever state it is found.

/** What a restore that was decided still has to do. */
export type RestorePlan = {
  /** Below the data folder: where the files to be put in place lie, and where the present ones go. */
  readonly staged: string
  readonly aside: string
  /** Present files that make way, and staged ones that take their place. */
  readonly present: readonly string[]
  readonly coming: readonly string[]
}

const planFile = (dataDir: string) => join(dataDir, 'restore.json')

/** From here on the restore will happen. */
export async function decide(dataDir: string, plan: RestorePlan): Promise<void> {
  await writeWhole(planFile(dataDir), `${JSON.stringify(plan)}\n`)
  crashPoint('restore.planned')
}

/** Carries out what was decided, if anything was, from wherever it was left. The folder must be claimed. Rejects with DATA_UNREADABLE. */
export async function carryOut(dataDir: string): Promise<void> {
  if (!existsSync(planFile(dataDir))) return
  try {
    const plan = JSON.parse(await readFile(planFile(dataDir), 'utf8')) as RestorePlan
    const [staged, aside] = [join(dataDir, plan.staged), join(dataDir, plan.aside)]
    await mkdir(aside, { recursive: true, mode: 0o700 })
    for (const name of plan.present) if (!existsSync(join(aside, name))) await rename(join(dataDir, name), join(aside, name))
    await sync(aside)
    crashPoint('restore.moved')
    for (const name of plan.coming) if (existsSync(join(staged, name))) await rename(join(staged, name), join(dataDir, name))
    await sync(dataDir)
    await rm(planFile(dataDir))
    await sync(dataDir)
    await rm(staged, { recursive: true, force: true })
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'A restore that was begun cannot be ended', { dataDir }, cause)
  }
}
