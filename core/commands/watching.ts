import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { HealthReport } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { tell } from './answer.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

/** How every part of the host is. Ends with 1 when one fails. */
export async function health(options: ReachOptions): Promise<void> {
  // The host answers as its schemas say.
  const report = (await createClient(options).get('/api/health')) as HealthReport
  tell(report, options, ({ status, failing, parts }) => [
    failing === undefined ? status : `${status}: ${failing}`,
    table(
      ['part', '', ''],
      parts.map(({ part, ok, detail }) => [part, ok ? 'ok' : 'fails', plain(detail)]),
    ),
  ])
  if (report.status !== 'ok') process.exitCode = 1
}

/** Writes the bundle for whoever helps. */
export async function diagnostics(file: string, options: ReachOptions): Promise<void> {
  const path = resolve(file)
  if (existsSync(path)) throw new HostError('USAGE', `${path} is there already`, { path })
  const bytes = await createClient(options).bytes('/api/diagnostics')
  await writeFile(path, bytes, { mode: 0o600, flag: 'wx' }).catch(async (cause: NodeJS.ErrnoException) => {
    // Half of it would be in the way of the next try.
    if (cause.code === 'ENOSPC') await rm(path, { force: true })
    throw new HostError('USAGE', `${path} cannot be written (${cause.code})`, { path }, cause)
  })
  tell({ file: path, bytes: bytes.length }, options, () => [
    `${path} (${Math.ceil(bytes.length / 1024)} KB) has versions, state, settings and log, without keys, secrets and viewers; look it over before you hand it on`,
  ])
}

/** Prints the metrics as Prometheus reads them. */
export async function metrics(options: ReachOptions): Promise<void> {
  process.stdout.write(await createClient(options).bytes('/metrics'))
}
