import { chownSync, readdirSync, rmSync } from 'node:fs'
import { cp, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CONTAINER_ROOT } from '../../../scripts/container-place.mjs'
import { ROOT } from '../../support/root.ts'

/** Where the engine sees it. */
export const PROJECT = '/srv/showrunner'
/** The first user of a machine, as the image's `node`. */
const OWNER = 1000
/** What a fresh checkout has not: what is installed, written while running, or the history. */
const LEFT_OUT = new Set(['node_modules', 'data', '.git', '.env'])

/** The project as somebody has it who just cloned it, where the engine sees it; answers the folder. */
export async function checkOut(): Promise<string> {
  const folder = join(CONTAINER_ROOT, PROJECT)
  rmSync(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'data'), { recursive: true })
  for (const name of (await readdir(ROOT)).filter((name) => !LEFT_OUT.has(name)))
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  return folder
}

/** Gives a folder and all in it to the user whom the container runs as. */
export function giveAway(folder: string): void {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
  for (const path of [folder, ...inside]) chownSync(path, OWNER, OWNER)
}
