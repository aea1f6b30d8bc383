import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { execa } from 'execa'

/** What a process did to its files, and what it told its pipe, in order. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  /** Of a file, or of a folder's list of names. */
  | { readonly kind: 'sync'; readonly file: string; readonly begun: number }
  | { readonly kind: 'told'; readonly text: string }

const CALLS = 'pwrite64,write,ftruncate,fdatasync,fsync,?unlink,unlinkat'
/** What gives files their names, and makes those last. */
export const NAMING = 'fdatasync,fsync,?rename,renameat,renameat2'
/** Longer than any write of SQLite, whose pages are 4 KiB. */
const MAX_BYTES = 70_000

/** Runs a script that ends by being killed under strace, and answers what it wrote to files of the folder, or what else these calls did. Rejects when strace is not there. */
export async function recordWrites(script: string, args: readonly string[], folder: string, calls = CALLS): Promise<readonly Step[]> {
  const trace = join(folder, '..', `${basename(folder)}.trace`)
  const options = ['-f', '-y', '-xx', '-s', String(MAX_BYTES), '-e', `trace=${calls}`, '-e', 'signal=none', '-o', trace]
  const { exitCode, stderr } = await execa('strace', [...options, process.execPath, script, ...args], { reject: false })
  // The shell's way to say that it was killed, which is how the script ends.
  if (exitCode !== undefined && exitCode !== 137)
    throw new Error(`strace or its script failed (node scripts/setup-strace.mjs installs it): ${stderr}`)
  return stepsOf(readFileSync(trace, 'latin1'), folder)
}

/** Reads a trace, whose calls may be cut in two where threads interleave. */
function stepsOf(trace: string, folder: string): readonly Step[] {
  const steps: Step[] = []
  const begun = new Map<string, { readonly text: string; readonly at: number }>()
  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const cut = rest.indexOf(' <unfinished ...>')
    if (cut >= 0) {
      begun.set(thread, { text: rest.slice(0, cut), at: steps.length })
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const first = begun.get(thread)
    const step = resumed && first ? stepOf(first.text + resumed[1], folder, first.at) : stepOf(rest, folder, steps.length)
    if (step) steps.push(step)
  }
  return steps
}

const CALL = /^(\w+)\((\d+)<([^>]*)>(?:, "([^"]*)"(?:\.\.\.)?)?(?:, (\d+))?(?:, (\d+))?\)\s+= (-?\d+)/

const RENAME = /^rename\w*\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)", (?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)"(?:, \w+)?\)\s+= 0/

function stepOf(text: string, folder: string, begun: number): Step | undefined {
  const removed = /^unlink(?:at)?\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)"(?:, 0)?\)\s+= 0/.exec(text)?.[1]
  if (removed !== undefined) return place(plain(removed).toString(), folder, (file) => ({ kind: 'remove', file }))
  const [, from, to = ''] = RENAME.exec(text) ?? []
  if (from !== undefined)
    return place(plain(from).toString(), folder, (file) => ({ kind: 'rename', file, to: basename(plain(to).toString()) }))
  const [, call, descriptor, hexPath = '', hex = '', first = '', second = '', result = ''] = CALL.exec(text) ?? []
  if (call === undefined || Number(result) < 0) return undefined
  const path = plain(hexPath).toString()
  if (call === 'write' && descriptor === '1') return { kind: 'told', text: plain(hex).toString() }
  return place(path, folder, (file) => {
    if (call === 'pwrite64') return { kind: 'write', file, at: Number(second), bytes: plain(hex).subarray(0, Number(result)) }
    if (call === 'ftruncate') return { kind: 'truncate', file, size: Number(first) }
    if (call === 'fsync' || call === 'fdatasync') return { kind: 'sync', file, begun }
    throw new Error(`A write that this recording cannot place: ${text.slice(0, 200)}`)
  })
}

function place(path: string, folder: string, step: (file: string) => Step): Step | undefined {
  return path === folder || path.startsWith(join(folder, '/')) ? step(basename(path)) : undefined
}

const plain = (hex: string) => (hex.startsWith('\\x') ? Buffer.from(hex.replaceAll('\\x', ''), 'hex') : Buffer.from(hex, 'latin1'))
