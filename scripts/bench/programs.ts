import { execa } from 'execa'
import { ROOT } from './host.ts'

/** Runs a program among the tests that prints figures of its own, since it needs their stand-ins and real peers. Answers whether it ended well. */
export async function runProgram(file: string, args: readonly string[] = []): Promise<boolean> {
  const { exitCode } = await execa(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, stdio: 'inherit', reject: false })
  if (exitCode !== 0) process.exitCode = 1
  return exitCode === 0
}
