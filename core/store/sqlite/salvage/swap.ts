import { existsSync, renameSync } from 'node:fs'
import { crashPoint } from '../../../base/crash-point.ts'

/** A whole store that is to take the place of a damaged one. */
export const salvagedFile = (file: string) => `${file}.salvaged`

/**
 * Puts what was salvaged in the place of the damaged files, which stay beside it as `*.corrupt-<time>`; also when a crash cut that short
 * before. Answers the names of what was moved aside.
 */
export function takeSalvaged(file: string, wallTime: number): readonly string[] {
  if (!existsSync(salvagedFile(file))) return []
  const moved = moveAside(file, wallTime)
  crashPoint('salvage.moved')
  renameSync(salvagedFile(file), file)
  return moved
}

function moveAside(file: string, wallTime: number): readonly string[] {
  const time = new Date(wallTime).toISOString().replaceAll(/[:.]/g, '-')
  const aside = `${file}.corrupt-${time}`
  // The WAL last: a store without it is not taken for a whole one while what was salvaged waits.
  const pairs = ['', '-journal', '-wal'].map((ending) => [`${file}${ending}`, `${aside}${ending}`] as const)
  const there = pairs.filter(([path]) => existsSync(path))
  for (const [path, target] of there) renameSync(path, target)
  return there.map(([, target]) => target)
}
