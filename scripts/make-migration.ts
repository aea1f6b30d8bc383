import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { HostError } from '../core/base/errors.ts'

const USAGE = `npm run make:migration <name>               a new step of the store's tables, with up and down, in the list
npm run make:migration <name> -- --dry-run  only say what would be written`

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = 'core/store/sqlite/migrations'
const LIST = 'core/store/sqlite/migrate.ts'
const LIST_END = /(export const MIGRATIONS[^{]*\{[^}]*?),?\s*\}/

export type NewMigration = { readonly name: string; readonly file: string; readonly list: string }

/** Writes the next step and names it in the list of steps. Rejects with USAGE for a name that cannot be one. */
export async function makeMigration(given: string, { root = ROOT, dryRun = false } = {}): Promise<NewMigration> {
  const words = given
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  if (!/^[a-z]/.test(words[0] ?? '') || words.join('-').length > 50)
    throw new HostError('USAGE', 'Name the migration with words that say what it changes, such as add-goals')
  const taken = (await readdir(join(root, FOLDER))).flatMap((file) => /^(\d{4})-(.*)\.ts$/.exec(file)?.slice(1, 3) ?? [])
  if (taken.includes(words.join('-'))) throw new HostError('USAGE', `There is a migration ${words.join('-')} already; take another name`)
  const number = Math.max(0, ...taken.map(Number).filter((each) => each >= 0)) + 1
  const name = `${String(number).padStart(4, '0')}-${words.join('-')}`
  const constant = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
  const made = { name, file: `${FOLDER}/${name}.ts`, list: LIST }
  const list = listed(await readFile(join(root, LIST), 'utf8'), { name, constant })
  if (dryRun) return made
  await writeFile(join(root, made.file), stepOf(words.join(' '), constant), { flag: 'wx' })
  await writeFile(join(root, LIST), list)
  return made
}

function stepOf(sentence: string, constant: string): string {
  return `import type { Kysely, Migration } from 'kysely'

/** ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. */
export const ${constant}: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('${constant}')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .execute()
  },

  async down(database: Kysely<unknown>) {
    await database.schema.dropTable('${constant}').execute()
  },
}
`
}

/** The list with one more; the import stands behind the last of its kind. */
function listed(text: string, { name, constant }: { readonly name: string; readonly constant: string }): string {
  const imports = [...text.matchAll(/^import .* from '\.\/migrations\/.*'\n/gm)]
  const last = imports.at(-1)
  if (!last || !LIST_END.test(text)) throw new HostError('USAGE', `${LIST} has no list of steps that one could be added to`)
  const at = last.index + last[0].length
  const imported = `${text.slice(0, at)}import { ${constant} } from './migrations/${name}.ts'\n${text.slice(at)}`
  return imported.replace(LIST_END, `$1,\n  '${name}': ${constant},\n}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
  })
  if (values.help) return console.log(USAGE)
  try {
    const made = await makeMigration(positionals.join(' '), { dryRun: values['dry-run'] ?? false })
    if (values.json) return console.log(JSON.stringify(made, undefined, 2))
    console.log(`${values['dry-run'] ? 'Would write' : 'Wrote'} ${made.file}, and its line in ${made.list}`)
    console.log('Write what it does in up, and how that is taken back in down. Undo: delete the file and the two lines that name it.')
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    console.error(error.advice)
    process.exitCode = 64
  }
}
