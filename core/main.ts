import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError, InvalidArgumentError } from 'commander'
import { reportCrash } from './base/crash-report.ts'
import { ERRORS, HostError } from './base/errors.ts'
import { plainLines } from './commands/plain.ts'
import { createProgram } from './commands/program.ts'
import { readEnvironment } from './environment.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** Runs the command line. A user's mistake ends in one sentence; anything else is a bug and ends with its stack. */
async function run(argv: readonly string[]): Promise<void> {
  await createProgram({ root, version, environment: readEnvironment(resolve('.env'), process.env) }).parseAsync(argv)
}

// Who reads what a command prints may have read enough, as `head` has. A host listens as well, and goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  if (process.stdout.listenerCount('error') === 1) process.exit(0)
})
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
run(process.argv).catch(fail)

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander prints what it finds itself, and not what a command finds.
    if (error instanceof InvalidArgumentError) console.error(`${error.message} See --help.`)
    process.exit(error.exitCode === 0 ? 0 : ERRORS.USAGE.exitCode)
  }
  if (error instanceof HostError) {
    console.error(process.argv.includes('--json') ? JSON.stringify(error) : plainLines(error.advice))
    process.exit(ERRORS[error.code].exitCode || 1)
  }
  reportCrash(error)
  process.exit(1)
}
