import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { watch } from 'chokidar'
import { buildDashboard } from '../core/dashboard/build.ts'

const USAGE = `npm run frontend:build   bundle the dashboard
npm run frontend:dev     and again whenever a file of it changes; a running host serves it at the next look`

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where the host looks for it, too. */
const out = join(root, 'node_modules/.cache/showrunner/dashboard')
const { values } = parseArgs({ options: { help: { type: 'boolean' }, watch: { type: 'boolean' } } })
/** An editor saves several files at once. */
const QUIET_MS = 150

if (values.help) console.log(USAGE)
else if (!values.watch) console.log(`The dashboard is in ${await buildDashboard(out)}`)
else await follow()

async function follow(): Promise<void> {
  await tell()
  let timer: NodeJS.Timeout | undefined
  let last = Promise.resolve()
  watch(join(root, 'core/dashboard/page'), { ignoreInitial: true }).on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      last = last.then(tell)
    }, QUIET_MS)
  })
}

/** A mistake in a page is told, and the next change tried. */
async function tell(): Promise<void> {
  await buildDashboard(out).then(
    (folder) => console.log(`Built into ${folder}`),
    (error: Error) => console.error(error.message),
  )
}
