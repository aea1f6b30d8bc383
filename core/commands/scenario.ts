import type { ScenarioAnswer, ScenarioList, ScenarioRun } from '../../schemas/types.ts'
import { tell } from './answer.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type ScenarioOptions = ReachOptions & { readonly every?: number; readonly duration?: number; readonly perSecond?: number }

/** Plays a scenario with the simulator: `stop` ends it, `list` says which there are. */
export async function scenario(name: string, { every, duration, perSecond, ...options }: ScenarioOptions): Promise<void> {
  const client = createClient(options)
  // The host answers as its schemas say; so do all below.
  if (name === 'list') {
    const answer = (await client.get('/api/scenarios')) as ScenarioList
    return tell(answer, options, ({ scenarios, running }) => [
      table(
        ['scenario', ''],
        scenarios.map((each) => [each.name, plain(each.sentence)]),
      ),
      ...(running ? [sentenceOf(running)] : []),
    ])
  }
  const order = {
    ...(every !== undefined && { every }),
    ...(duration !== undefined && { seconds: duration }),
    ...(perSecond !== undefined && { perSecond }),
  }
  const answer = name === 'stop' ? client.delete('/api/scenarios') : client.post(`/api/scenarios/${encodeURIComponent(name)}`, order)
  tell(((await answer) as ScenarioAnswer).run, options, (run) => [sentenceOf(run)])
}

function sentenceOf({ name, state, detail, events }: ScenarioRun): string {
  return `${name} ${state}: ${plain(detail)} (${events} events)`
}
