import { readdir, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { validate } from '../core/base/validate.ts'
import { EVENT_TYPES } from '../schemas/types.ts'

/** How many event types have a valid fixture of their own, and a sentence for each one that does not. */
export async function validateFixtures(folder: URL): Promise<{ readonly valid: number; readonly problems: readonly string[] }> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  if (names.length === 0) return { valid: 0, problems: [`${folder.pathname} holds no fixture`] }
  const missing = EVENT_TYPES.filter((type) => !names.includes(`${type}.json`)).map((type) => `${type}.json is missing`)
  const found = await Promise.all(names.map(async (name) => problemOf(name, await readFile(new URL(name, folder), 'utf8'))))
  const wrong = found.filter((problem) => problem !== undefined)
  return { valid: names.length - wrong.length, problems: [...missing, ...wrong] }
}

function problemOf(name: string, text: string): string | undefined {
  const verdict = validate('unified-event', parsed(text))
  if (!verdict.ok) return `${name}: ${verdict.message}`
  return `${verdict.value.eventType}.json` === name ? undefined : `${name} holds a ${verdict.value.eventType} event`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return `Not JSON: ${String(error)}`
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { valid, problems } = await validateFixtures(new URL('../schemas/fixtures/', import.meta.url))
  for (const problem of problems) console.error(problem)
  console.log(`${valid} of ${EVENT_TYPES.length}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
