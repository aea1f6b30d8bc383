import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Permissions } from '../../schemas/types.ts'
import { type Case, grantsAt, type Outcome, type Place, programOf } from './case.ts'

type Run = { readonly case: Case; readonly place: Place }

/** Read by Deno: takes the runs on stdin and prints their outcomes. */
const SCRIPT = `
const runs = JSON.parse(await new Response(Deno.stdin.readable).text())
const AsyncFunction = (async () => {}).constructor
const outcomes = []
for (const { place, code, isHome } of runs) {
  if (isHome) Deno.chdir(place.folder)
  outcomes.push(await new AsyncFunction('place', code)(place).then((value) => ({ value }), (error) => ({ threw: String(error?.name ?? error) })))
}
console.log(JSON.stringify(outcomes))
`

/** Runs the cases in real Deno, as few processes as their grants allow. `scratch` exists and holds the folders of all cases. */
export async function runInDeno(
  deno: string,
  runs: readonly Run[],
  { scratch, environment }: { readonly scratch: string; readonly environment: Readonly<Record<string, string>> },
): Promise<ReadonlyMap<string, Outcome>> {
  const script = join(scratch, 'run.mjs')
  await writeFile(script, SCRIPT)
  const outcomes = new Map<string, Outcome>()
  for (const group of groupsOf(runs)) {
    const [first] = group
    if (!first) continue
    const input = JSON.stringify(group.map((run) => ({ place: run.place, code: programOf(run.case), isHome: canMove(run.case.grants) })))
    const args = ['run', '--no-prompt', '--no-config', '--no-lock', ...flagsOf(first, scratch), script]
    const env = {
      ...environment,
      DENO_DIR: join(scratch, '.deno'),
      DENO_NO_UPDATE_CHECK: '1',
      NO_COLOR: '1',
      PATH: String(process.env.PATH),
    }
    const { stdout } = await execa(deno, args, { input, env, extendEnv: false, cwd: first.place.folder, timeout: 60_000 })
    // The script above printed one outcome for each run.
    const answers = JSON.parse(stdout) as readonly Outcome[]
    for (const [at, run] of group.entries()) outcomes.set(run.case.id, answers[at] ?? { threw: 'nothing came' })
  }
  return outcomes
}

/** Cases with the same grants share a process, which goes from folder to folder where it may. */
function groupsOf(runs: readonly Run[]): readonly (readonly Run[])[] {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const { grants } = run.case
    const key = JSON.stringify([grants, grants.write && !canMove(grants) ? run.place.folder : ''])
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return [...groups.values()]
}

const canMove = (grants: Permissions) => grants.read?.includes('.') ?? false

function flagsOf(run: Run, scratch: string): readonly string[] {
  const { read, write, env, run: programs, net, listen = [] } = grantsAt(run.case, run.place)
  const paths = (list: readonly string[]) => list.map((path) => (path === '.' ? join(scratch, 'own') : path))
  const lists = {
    read: paths(read ?? []),
    write: paths(write ?? []),
    env: env ?? [],
    run: programs ?? [],
    net: [...new Set([...(net ?? []), ...listen])],
  }
  return Object.entries(lists).flatMap(([power, list]) => (list.length > 0 ? [`--allow-${power}=${list.join(',')}`] : []))
}
