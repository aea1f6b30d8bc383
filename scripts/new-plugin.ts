import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { HostError } from '../core/base/errors.ts'
import { problemOfId } from '../core/plugins/manifest.ts'

/** The plugin that a new one starts as: it is tested here, so what is copied works. */
const EXAMPLE = 'dummy'

/** Copies the example and its test under a new id; answers the files. Rejects with USAGE, and writes nothing, when the id is bad or taken. */
export async function newPlugin(id: string, root: string): Promise<readonly string[]> {
  const problem = problemOfId(id)
  if (problem) throw new HostError('USAGE', problem, { id })
  for (const place of PLACES) {
    if (await exists(join(root, place, id))) throw new HostError('USAGE', `${place}/${id} is already there; take another id`, { id })
  }
  return (await Promise.all(PLACES.map((place) => copyFolder(join(root, place), id)))).flat()
}

const PLACES = ['plugins', 'test/plugins']

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function copyFolder(place: string, id: string): Promise<readonly string[]> {
  await mkdir(join(place, id))
  const names = await readdir(join(place, EXAMPLE))
  const copies = names.map(async (name) => {
    const text = await readFile(join(place, EXAMPLE, name), 'utf8')
    await writeFile(join(place, id, name), renamed(text, id))
    return join(place, id, name)
  })
  return Promise.all(copies)
}

/** The text with the new plugin's names; sharing a runner is for the plugins that come with Showrunner. */
function renamed(text: string, id: string): string {
  const words = id.replaceAll('-', ' ').trim()
  const name = words.charAt(0).toUpperCase() + words.slice(1)
  return text
    .replace('  "isolation": "thread",\n', '')
    .replaceAll(EXAMPLE, id)
    .replaceAll(EXAMPLE.charAt(0).toUpperCase() + EXAMPLE.slice(1), name)
}

async function main(args: readonly string[]): Promise<void> {
  const [id] = args
  if (id === undefined || args.length > 1)
    throw new HostError('USAGE', 'Name one id, for example: npx tsx scripts/new-plugin.ts gift-counter')
  const files = await newPlugin(id, fileURLToPath(new URL('..', import.meta.url)))
  for (const file of files) console.log(`wrote ${relative('.', file)}`)
  console.log(`\nA running Showrunner has picked it up. Change plugins/${id}/plugin.ts and save: it is reloaded at once.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof HostError ? error.message : error)
    process.exitCode = 64
  })
}
