import type { PluginStatus } from '../plugins/plugin.ts'
import type { RunnerStatus } from '../sandbox/sandbox.ts'
import type { LaneStatus } from '../schedule/schedule.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

type Report = {
  readonly source: { readonly detail: string }
  readonly session?: { readonly number: number; readonly name?: string | null }
  readonly lanes: readonly LaneStatus[]
  readonly plugins: readonly PluginStatus[]
  readonly runners: readonly RunnerStatus[]
  readonly store: { readonly head: number; readonly damaged: number }
}

/** Prints what the running host does. */
export async function status(options: ReachOptions): Promise<void> {
  // The host answers with the report that core/desks/watch/report.ts makes.
  const report = (await createClient(options).get('/status')) as Report
  if (options.json) return console.log(JSON.stringify(report, undefined, 2))
  console.log(report.source.detail)
  if (report.session) console.log(`Session ${report.session.number}: ${report.session.name ?? 'without a name'}`)
  console.log(`${report.store.head} events in the log${report.store.damaged > 0 ? `, ${report.store.damaged} of them damaged` : ''}`)
  console.log('')
  console.log(
    table(
      ['plugin', 'state', 'waiting', 'done', 'failed', 'dead', 'discarded', 'p99'],
      report.plugins.map((plugin) => row(plugin, report.lanes)),
    ),
  )
  console.log('')
  console.log(table(['runner', 'state', 'pid', 'MB', 'restarts', 'plugins', 'held by'], report.runners.map(runnerRow)))
}

function runnerRow({ name, state, pid, rssMb, restarts, plugins, layers }: RunnerStatus): readonly string[] {
  return [name, state, String(pid ?? ''), rssMb.toFixed(0), String(restarts), plugins.join(' '), layers.join(' ')]
}

function row(plugin: PluginStatus, lanes: readonly LaneStatus[]): readonly string[] {
  const lane = lanes.find((candidate) => candidate.plugin === plugin.id)
  if (!lane) return [plugin.id, plugin.state, '', '', '', '', '', '']
  const discarded = Object.values(lane.discarded).reduce((sum, n) => sum + n, 0)
  const counts = [lane.depth + lane.spilled, lane.completed, lane.failed, lane.dead, discarded].map(String)
  return [plugin.id, plugin.state, ...counts, `${lane.latencyMs.p99.toFixed(1)} ms`]
}
