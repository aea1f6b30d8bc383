import { cpus, totalmem } from 'node:os'
import type { Part, PartOptions } from './parts/part.ts'
import { type PartName, partOf } from './parts/parts.ts'

export type RunOptions = PartOptions & {
  readonly parts: readonly PartName[]
  readonly rounds: number
  /** What is known after each round: the last one is the answer. */
  readonly onRound?: (run: Run) => void
}

export type Run = {
  readonly machine: Readonly<Record<string, string | number>>
  readonly parts: Readonly<Partial<Record<PartName, unknown>>>
  /** Rounds that a part did not end: its figures lack them, in whole or in part. */
  readonly problems: readonly string[]
}

/** All parts in turns, so many times; then the figures of each. */
export async function runParts({ parts, rounds, progress, onRound, ...options }: RunOptions): Promise<Run> {
  const startedAt = Date.now()
  const open: { readonly name: PartName; readonly part: Awaited<ReturnType<Part['open']>> }[] = []
  for (const name of parts) open.push({ name, part: await partOf(name).open({ ...options, progress }) })
  const problems: string[] = []
  const figures = (done: number): Run => ({
    problems,
    machine: machine(done),
    parts: Object.fromEntries(open.map(({ name, part }) => [name, part.figures()])),
  })
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, part } of open) {
      await part.round().catch((error) => void problems.push(`${name}, round ${round}: ${String(error).split('\n')[0]}`))
    }
    onRound?.(figures(round))
    progress(`round ${round} of ${rounds} done after ${Math.round((Date.now() - startedAt) / 1000)} s`)
  }
  return figures(rounds)
}

/** The tables of a run, one line each. */
export function tablesOf({ machine, parts, problems }: Run): readonly string[] {
  // Parts were filed under their own names.
  const tables = (Object.entries(parts) as [PartName, unknown][]).flatMap(([name, figures]) => partOf(name).tables(figures))
  return [Object.values(machine).join(', '), ...tables, ...problems]
}

function machine(rounds: number) {
  return {
    date: new Date().toISOString().slice(0, 10),
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: `Node ${process.versions.node}`,
    rounds: rounds === 1 ? `1 round` : `${rounds} rounds`,
  }
}
