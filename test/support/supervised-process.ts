import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { ROOT } from './root.ts'
import { keepOnly } from './shipped-plugins.ts'

/** What the core runs before anything else; who watches it does not. */
const inCoreOnly = (code: string) => `if (process.connected) {\n  process.stderr.write('core ' + process.pid + ' began\\n')\n${code}\n}\n`

/** `npm start` without npm: who watches, and the core below it, with code that a test gives the core to begin with. */
export async function startSupervised(t: TestContext, folder: string, { code = '', args = [] }: { code?: string; args?: string[] } = {}) {
  const preload = join(folder, 'preload.mjs')
  await writeFile(preload, inCoreOnly(code))
  keepOnly(folder)
  const all = [
    '--import',
    preload,
    join(ROOT, 'scripts/run.mjs'),
    'core/main.ts',
    'start',
    '--port',
    '0',
    '--data',
    join(folder, 'data'),
    ...args,
  ]
  const watcher = execa(process.execPath, all, { cwd: folder, reject: false, env: { TIKTOK_SESSION_ID: '' } })
  const { changed, until } = createWaiters()
  let text = ''
  for (const stream of [watcher.stdout, watcher.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      changed()
    })
  const cores = () => [...text.matchAll(/^core (\d+) began$/gm)].map(([, pid]) => Number(pid))
  t.after(() => {
    watcher.kill('SIGKILL')
    for (const pid of cores()) killIfThere(pid)
  })
  return {
    watcher,
    said: () => text,
    /** Process numbers of the cores so far, in order. */
    cores,
    until,
    /** Resolves when the n-th core tells its addresses. */
    ready: (n = 1) => until(() => text.split('Dashboard ').length > n),
    running: async () => JSON.parse(await readFile(join(folder, 'data/running.json'), 'utf8')) as { url: string; pid: number },
  }
}

function killIfThere(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone, as it should be.
  }
}
