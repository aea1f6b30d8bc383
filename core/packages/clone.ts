import { execa } from 'execa'
import { HostError } from '../base/errors.ts'
import { refusal } from './contents.ts'
import { LIMITS } from './limits.ts'
import { type Bounds, withinBounds } from './within-bounds.ts'

const MIB = 1024 * 1024
const BOUNDS: Bounds = { mostBytes: LIMITS.clonedBytes, longestMs: 120_000 }
const WHY = { time: 'git did not finish in time', interrupt: 'it was interrupted' } as const

/** An address of a repository: https, ssh, file, or ssh as git@host:path; `#` and a branch or tag may follow. */
const ADDRESS = /^((?:https|ssh|file):\/\/[^\s#]+|[\w.-]+@[\w.-]+:[^\s#]+?)(?:#([\w][\w./-]*))?$/

/** Whether a text is an address that a plugin may be cloned from. */
export function isGitAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/**
 * Clones a repository's newest state into a folder that does not exist yet: no submodules, no hooks, no links, no other protocol by redirect.
 * Nothing of it is run. Rejects with PACKAGE_UNREACHABLE, and PACKAGE_REFUSED when it is too large; what there is of it then is for the caller to remove.
 */
export async function clone(address: string, folder: string, bounds = BOUNDS): Promise<void> {
  const [, url = '', branch] = ADDRESS.exec(address) ?? []
  const settings = [
    'core.hooksPath=/dev/null',
    'core.symlinks=true',
    'core.fsmonitor=false',
    'protocol.ext.allow=never',
    'init.templateDir=',
    // What comes is written as it comes, and counted, instead of being gathered in memory.
    'fetch.unpackLimit=1',
  ]
  const options = ['--depth', '1', '--single-branch', '--no-tags', '--no-recurse-submodules', ...(branch ? ['--branch', branch] : [])]
  const running = execa('git', [...settings.flatMap((setting) => ['-c', setting]), 'clone', ...options, '--', url, folder], {
    env: { GIT_ALLOW_PROTOCOL: 'https:ssh:file', GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1', GIT_ASKPASS: '' },
    // A group of its own: what git has started to fetch for it does not end with it.
    detached: process.platform !== 'win32',
    stdin: 'ignore',
    reject: false,
    maxBuffer: 100_000,
  })
  const excess = await withinBounds(running, folder, bounds)
  const outcome = await running
  if (excess === 'size') throw refusal(`${address} is larger than ${bounds.mostBytes / MIB} MiB, and a repository with a plugin may not be`)
  if (outcome.exitCode === 0) return
  const why = excess ? WHY[excess] : outcome.code === 'ENOENT' ? 'git is not installed' : lastLine(outcome.stderr)
  throw new HostError('PACKAGE_UNREACHABLE', `${address} could not be cloned: ${why}`, { url: address })
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replaceAll(/\p{Cc}/gu, ' ').slice(0, 300)
}
