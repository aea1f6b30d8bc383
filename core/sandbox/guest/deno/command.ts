import { type ChildProcesses, outputOf } from './child-process.ts'
import type { DenoParts } from './parts.ts'
import { createProgram, type Program } from './program.ts'
import { createRefusal } from './refusal.ts'
import { startProgram } from './running.ts'

/** Deno.Command. What was not granted is refused at once, as in Deno, and looked at again by the core. */
export function createCommand(parts: DenoParts, children: ChildProcesses) {
  const refusal = createRefusal(parts)

  function start(program: Program, stdio: 'piped' | 'null') {
    const { command } = program
    if (!parts.grants.run?.includes(command)) throw refusal('run', command)
    return startProgram(parts, program, program.how({ stdout: stdio, stderr: stdio }))
  }

  class Command {
    readonly #program: Program

    constructor(command: string | URL, options: Deno.CommandOptions = {}) {
      this.#program = createProgram(parts, command, options)
    }

    async output(): Promise<Deno.CommandOutput> {
      if (this.#program.how({ stdout: 'piped', stderr: 'piped' }).stdin === 'piped')
        throw new TypeError('Deno.Command.output() gives no input: use spawn() with stdin "piped"')
      return outputOf(start(this.#program, 'piped'))
    }

    outputSync(): never {
      throw new parts.errors.NotSupported('Deno.Command.outputSync() would stop the plugin: use await and output()')
    }

    spawn(): Deno.ChildProcess {
      return children.make(start(this.#program, 'null'))
    }
  }

  return parts.harden(Command)
}
