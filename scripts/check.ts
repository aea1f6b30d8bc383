import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { generateTypes } from './generate-types.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The one gate: what is generated is current, the style holds, the types fit, the house rules hold. */
const STEPS: readonly { readonly name: string; readonly run: () => Promise<unknown> }[] = [
  { name: 'generated types are current', run: typesAreCurrent },
  { name: 'style', run: () => run('biome', 'ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.') },
  { name: 'types', run: () => run('tsc', '--noEmit', '-p', '.') },
  { name: 'types of the pages', run: () => run('tsc', '--noEmit', '-p', 'core/dashboard') },
  { name: 'fixtures', run: () => run('tsx', 'scripts/validate-fixtures.ts') },
  { name: 'audit', run: () => run('tsx', 'scripts/audit.ts') },
  { name: 'house rules', run: () => run('tsx', '--test', 'test/architecture.test.ts') },
]

async function typesAreCurrent() {
  const { stdout } = await execa({
    cwd: root,
    preferLocal: true,
    input: await generateTypes(new URL('../schemas/', import.meta.url)),
  })`biome format --stdin-file-path=schemas/types.ts`
  const committed = await readFile(new URL('../schemas/types.ts', import.meta.url), 'utf8')
  if (stdout.trim() !== committed.trim()) throw new Error('schemas/types.ts is not what the schemas say. Run `npm run generate`.')
}

function run(command: string, ...args: string[]) {
  return execa(command, args, { cwd: root, preferLocal: true, all: true })
}

for (const { name, run } of STEPS) {
  try {
    await run()
    console.log(`ok    ${name}`)
  } catch (error) {
    console.error(`FAIL  ${name}\n${(error as { all?: string }).all ?? (error as Error).message}`)
    process.exitCode = 1
  }
}
