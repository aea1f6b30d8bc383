import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Command } from 'commander'
import { HostError } from '../../core/base/errors.ts'

/** A command line with only what `add` adds; each answers what the command printed, or why it ended. */
export function commandLine(t: TestContext, add: (program: Command) => unknown) {
  const log = t.mock.method(console, 'log', () => {})
  return async (...args: readonly string[]): Promise<string> => {
    log.mock.resetCalls()
    const program = new Command().exitOverride().enablePositionalOptions()
    add(program)
    await program.parseAsync([...args], { from: 'user' }).catch((error) => {
      assert.ok(error instanceof HostError, String(error))
      console.log(`${error.code}: ${error.message}`)
    })
    return log.mock.calls.map((call) => String(call.arguments[0])).join('\n')
  }
}
