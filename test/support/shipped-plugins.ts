import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'

/** Settings for a process that is started below `folder`: of the plugins that come with Showrunner only these run, so that a start costs less. */
export function keepOnly(folder: string, wanted: readonly string[] = []): void {
  const shipped = readdirSync(join(ROOT, 'plugins'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const left = shipped.map(({ name }) => name).filter((name) => !wanted.includes(name))
  const settings = { schemaVersion: '1', plugins: Object.fromEntries(left.map((name) => [name, { enabled: false }])) }
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'data/settings.json'), JSON.stringify(settings))
}
