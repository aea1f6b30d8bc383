import { createInterface } from 'node:readline/promises'
import { HostError } from '../base/errors.ts'

/** Whether whoever sits at the terminal types yes, the whole word. Throws USAGE where nobody can be asked. */
export async function isConfirmed(warning: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new HostError('USAGE', `Nobody can be asked here: ${warning}. Say --yes to do it all the same`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${warning}. Type yes to go on: `)
  terminal.close()
  return answer.trim().toLowerCase() === 'yes'
}
