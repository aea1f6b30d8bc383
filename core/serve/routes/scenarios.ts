import type { ScenarioOrder } from '../../../schemas/types.ts'

import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { PEOPLE } from './roles.ts'
import type { Operation, Route } from './route.ts'

const SCHEMA = 'api/streams.v1.schema.json#/definitions'
const ANSWER: Operation['answer'] = { schema: { $ref: `${SCHEMA}/ScenarioAnswer` } }

/** Situations of a live, to see how everything bears them: they are events of the simulator, and never money. */
export function scenarioRoutes({ scenarios }: Pick<ServeParts, 'scenarios'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/scenarios',
      allow: PEOPLE,
      operation: {
        ...{ id: 'listScenarios', tag: 'simulator', summary: 'What can be played, and what plays' },
        answer: { schema: { $ref: `${SCHEMA}/ScenarioList` } },
      },
      handle: (context) => context.json(scenarios.list()),
    },
    {
      method: 'POST',
      path: '/api/scenarios/:name',
      allow: PEOPLE,
      operation: {
        ...{ id: 'startScenario', tag: 'simulator', summary: 'Plays a scenario, one at a time, in a session of the simulator' },
        body: { $ref: `${SCHEMA}/ScenarioOrder` },
        answer: { ...ANSWER, status: 202 },
        problems: ['SCENARIO_UNKNOWN', 'SCENARIO_RUNNING'],
      },
      handle: (context) => {
        // Proved by the schema.
        const order = context.get('body') as ScenarioOrder
        return context.json({ run: scenarios.start(context.req.param('name') ?? '', order, byOf(context)) }, 202)
      },
    },
    {
      method: 'DELETE',
      path: '/api/scenarios',
      allow: PEOPLE,
      operation: {
        ...{ id: 'stopScenario', tag: 'simulator', summary: 'Stops the scenario that plays' },
        answer: ANSWER,
        problems: ['SCENARIO_UNKNOWN'],
      },
      handle: async (context) => context.json({ run: await scenarios.stop(byOf(context)) }),
    },
  ]
}
