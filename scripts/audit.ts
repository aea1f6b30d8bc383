import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { validate } from '../core/base/validate.ts'
import { EVENT_TYPES, TRIGGER_ID } from '../schemas/types.ts'
import { generateTypes } from './generate-types.ts'
import { validateFixtures } from './validate-fixtures.ts'

/** What one rule of the audit found; no faults means it holds. */
export type Finding = { readonly rule: string; readonly faults: readonly string[] }

/** The numbers that were published. They are written down twice on purpose: here they do not follow the schema. */
const PUBLISHED: Readonly<Record<string, number>> = {
  ...{ chat: 1, gift: 2, like: 3, follow: 4, share: 5, join: 6, subscribe: 7, emote: 8, battle: 9, connected: 10 },
  ...{ disconnected: 11, error: 12, raw: 13, viewerCount: 14, streamEnd: 15, tip: 16, giftStreak: 17, question: 18 },
  ...{ envelope: 19, goalUpdate: 20, chatDeleted: 21, caption: 22, gap: 23, streamStart: 24, custom: 25 },
}

/** Compares the schemas with what is derived from them and what was promised about them. */
export async function audit(root: URL): Promise<readonly Finding[]> {
  const schemas = new URL('schemas/', root)
  const { problems } = await validateFixtures(new URL('fixtures/', schemas))
  return [
    { rule: 'schemas/types.ts says what the schemas say', faults: await staleTypes(schemas) },
    { rule: 'Every event type keeps its number, and no two share one', faults: changedNumbers(TRIGGER_ID) },
    { rule: 'Every event type has a valid fixture', faults: problems },
    {
      rule: 'plugin.manifest.json has a line for every event type',
      faults: missingDefaults(await json(new URL('plugin.manifest.json', root))),
    },
  ]
}

async function staleTypes(schemas: URL) {
  const committed = await readFile(new URL('types.ts', schemas), 'utf8')
  return (await generateTypes(schemas)) === committed ? [] : ['schemas/types.ts is not what the schemas say; run `npm run generate`']
}

/** Numbers that differ from the published ones, are used twice, or belong to no type that was published. */
export function changedNumbers(numbers: Readonly<Record<string, number>>): readonly string[] {
  const types = new Set([...Object.keys(PUBLISHED), ...Object.keys(numbers)])
  const changed = [...types].filter((type) => numbers[type] !== PUBLISHED[type])
  const values = Object.values(numbers)
  return [
    ...changed.map((type) => `${type} is ${numbers[type] ?? 'missing'}, and was published as ${PUBLISHED[type] ?? 'nothing'}`),
    ...values.filter((value, index) => values.indexOf(value) !== index).map((value) => `${value} is used twice`),
  ]
}

/** What is wrong with the base manifest; the schema asks it for a priority of every event type. */
export function missingDefaults(manifest: unknown): readonly string[] {
  const verdict = validate('base-manifest', manifest)
  if (!verdict.ok) return [`plugin.manifest.json: ${verdict.message}`]
  return EVENT_TYPES.filter((type) => !(type in verdict.value.events)).map((type) => `${type} has no priority`)
}

async function json(file: URL): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const findings = await audit(new URL('../', import.meta.url))
  const holds = findings.every(({ faults }) => faults.length === 0)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ ok: holds, findings }, null, 2))
  else
    for (const { rule, faults } of findings)
      console.log([`${faults.length === 0 ? 'ok  ' : 'BAD '} ${rule}`, ...faults.map((fault) => `       ${fault}`)].join('\n'))
  process.exitCode = holds ? 0 : 1
}
