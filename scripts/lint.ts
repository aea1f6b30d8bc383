import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'

const USAGE = `npm run lint           style of everything; npm run check looks at types and house rules, too
npm run lint -- --fix  correct what can be corrected`

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { help: { type: 'boolean' }, fix: { type: 'boolean' } } })

if (values.help) console.log(USAGE)
else {
  const order = values.fix ? ['check', '--write', '.'] : ['ci', '--error-on-warnings', '.']
  const args = [...order, `--colors=${process.stdout.isTTY ? 'force' : 'off'}`]
  const { exitCode } = await execa('biome', args, { cwd: root, preferLocal: true, stdio: 'inherit', reject: false })
  process.exitCode = exitCode ?? 1
}
