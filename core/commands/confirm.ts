import { createInterface } from 'node:readline/promises'
import { HostError } from '../base/errors.ts'

/** Whether whoever sits at the terminal says yes. Throws USAGE, with what to do instead, where nobody can be asked. */
export async function isAgreed(question: string, instead: string): Promise<boolean> {
  return /^(y|yes|s|si|sí)$/i.test(await answerTo(`${question} [y/N] `, instead))
}

/** Whether whoever sits at the terminal types yes, the whole word. Throws USAGE where nobody can be asked. */
export async function isConfirmed(warning: string): Promise<boolean> {
  const answer = await answerTo(`${warning}. Type yes to go on: `, `Nobody can be asked here: ${warning}. Say --yes to do it all the same`)
  return answer.toLowerCase() === 'yes'
}

async function answerTo(question: string, instead: string): Promise<string> {
  if (!process.stdin.isTTY) throw new HostError('USAGE', instead)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(question)
  terminal.close()
  return answer.trim()
}
