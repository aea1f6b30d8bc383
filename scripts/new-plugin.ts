import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { HostError } from '../core/base/errors.ts'
import { nearest } from '../core/base/nearest.ts'
import { MANIFEST, problemOfId } from '../core/plugins/manifest.ts'

/** What a new plugin can start as: whole small plugins below scripts/templates, which the tests run. */
export const TEMPLATES = {
  alert: 'shows a line on the stream for each gift and follow',
  game: 'turns gifts into effects of a game, and hears how they went',
  tts: 'reads gifts and chat aloud, without an account',
  ai: 'answers questions of the chat through an OpenAI-compatible service',
  webhook: 'posts each gift to an address of yours, with retries',
  'rule-action': 'offers actions to rules, games and buttons, and keeps a counter',
} as const
export type Template = keyof typeof TEMPLATES

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** How a template leads to the repository's own files. */
const TO_ROOT = '../../../'
const TEXTS = /\.(ts|js|json|md|html|css)$/

export type NewPlugin = { readonly folder: string; readonly files: readonly string[]; readonly asks: boolean }

/** Copies a template under a new id, whole or not at all. Rejects with USAGE when the id is bad or taken. */
export async function newPlugin(id: string, { template, dir }: { readonly template: Template; readonly dir: string }): Promise<NewPlugin> {
  const problem = problemOfId(id)
  if (problem) throw new HostError('USAGE', problem, { id })
  const folder = join(dir, id)
  if (await isThere(folder)) throw new HostError('USAGE', `${shown(folder)} is already there; take another id`, { id })
  await mkdir(dir, { recursive: true })
  // Under a name that hosts pass over, so that none sees half of it.
  const unfinished = join(dir, `.new-${id}`)
  await rm(unfinished, { recursive: true, force: true })
  try {
    await cp(join(ROOT, 'scripts/templates', `my-${template}`), unfinished, { recursive: true })
    const files = (await readdir(unfinished, { recursive: true, withFileTypes: true })).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    )
    for (const file of files) if (TEXTS.test(file)) await writeFile(file, rewritten(await readFile(file, 'utf8'), { id, template, folder }))
    for (const [name, content] of forTools(folder)) {
      await writeFile(join(unfinished, name), `${JSON.stringify(content, undefined, 2)}\n`)
    }
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )
  return { folder, files: files.sort(), asks: 'permissions' in JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) }
}

function rewritten(text: string, { id, template, folder }: { readonly id: string; readonly template: Template; readonly folder: string }) {
  const name = (words: string) => words.charAt(0).toUpperCase() + words.slice(1).replaceAll('-', ' ')
  return text
    .replaceAll(`plugins/my-${template}`, shown(folder))
    .replaceAll(TO_ROOT, `${toRoot(folder)}/`)
    .replaceAll(`my-${template}`, id)
    .replaceAll(`My ${template.replaceAll('-', ' ')}`, name(id))
}

/** From a plugin's folder to the repository, as imports have it. */
function toRoot(folder: string): string {
  return relative(folder, ROOT).replaceAll('\\', '/')
}

const isOutside = (folder: string) => relative(ROOT, folder).startsWith('..')

/** A folder as it is typed in the repository. */
function shown(folder: string): string {
  return isOutside(folder) ? folder : relative(ROOT, folder).replaceAll('\\', '/')
}

/** What npm must find, so that it installs nothing into Showrunner itself; and what an editor must be told of a folder that is not in the repository. */
function forTools(folder: string): readonly (readonly [file: string, content: object])[] {
  const itself = ['package.json', { private: true, type: 'module' }] as const
  if (!isOutside(folder)) return [itself]
  const root = toRoot(folder)
  const paths = {
    '#sdk': [`${root}/core/sdk.ts`],
    '#sdk/test': [`${root}/core/rehearsal/rehearse.ts`],
    '#sdk/*': [`${root}/core/kit/*.ts`],
  }
  const compilerOptions = { paths, typeRoots: [`${root}/node_modules/@types`] }
  return [itself, ['tsconfig.json', { extends: `${root}/tsconfig.json`, compilerOptions, include: ['.'], exclude: ['overlay'] }]]
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

const HELP = `Starts a plugin of your own.

  npm run new-plugin <id> -- [options]

  --template NAME  what it starts as (alert unless said):
${list()}
  --dir FOLDER     where it goes (plugins)
  --json           answers as JSON
  --list           the templates
  --help           this text
`

function list(): string {
  return Object.entries(TEMPLATES)
    .map(([name, about]) => `                     ${name.padEnd(12)} ${about}`)
    .join('\n')
}

/** Runs the command line; answers what to print. Rejects with USAGE. */
export async function run(args: readonly string[]): Promise<string> {
  const { values, positionals } = parsed(args)
  if (values.help) return HELP
  if (values.list) return values.json ? JSON.stringify(TEMPLATES, undefined, 2) : list().replaceAll(/^ +/gm, '')
  const [id, ...rest] = positionals
  if (id === undefined || rest.length > 0) throw new HostError('USAGE', 'Name one id, for example: npm run new-plugin gift-counter')
  const dir = resolve(values.dir ?? join(ROOT, 'plugins'))
  const made = await newPlugin(id, { template: templateOf(values.template), dir })
  const next = nextSteps(id, made, values.dir === undefined ? undefined : dir)
  if (values.json) return JSON.stringify({ id, ...made, next }, undefined, 2)
  const wrote = made.files.map((file) => `wrote ${shown(file)}`)
  return [
    ...wrote,
    '',
    'Next:',
    ...next.map((step) => `  ${step}`),
    '',
    `Then change ${shown(made.folder)}/plugin.ts and save: a running host reloads it.`,
  ].join('\n')
}

function parsed(args: readonly string[]) {
  const options = {
    template: { type: 'string', default: 'alert' },
    dir: { type: 'string' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (cause) {
    const [sentence = ''] = String(Object(cause).message).split('. ')
    throw new HostError('USAGE', `${sentence.replace('Unknown option', 'There is no option')}; see --help`, {}, cause)
  }
}

function templateOf(name: string): Template {
  const names = Object.keys(TEMPLATES)
  // The keys of TEMPLATES are the names.
  if (names.includes(name)) return name as Template
  const meant = nearest(name, names)
  throw new HostError('USAGE', `There is no template "${name}"${meant ? `; did you mean ${meant}?` : '.'} There are ${names.join(', ')}`)
}

function nextSteps(id: string, { folder, asks }: NewPlugin, dir: string | undefined): readonly string[] {
  return [
    dir === undefined ? 'npm run dev' : `npm run dev -- --plugins ${shown(dir)}`,
    asks ? `npm run showrunner plugins approve ${id}` : 'npm run showrunner simulate gift giftName=Rose giftCount=5',
    `npm run showrunner plugin test ${shown(folder)}`,
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  run(process.argv.slice(2)).then(console.log, (error: unknown) => {
    console.error(error instanceof HostError ? `${error.message}.` : error)
    process.exitCode = 64
  })
}
