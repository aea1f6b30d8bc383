import { runCommand } from './command.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

process.exitCode = await runCommand(process.argv.slice(2), { signal: interrupted.signal, print: console.log }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  return 64
})
