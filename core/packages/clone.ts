import { execa } from 'execa'
import { HostError } from '../base/errors.ts'

const LONGEST_MS = 120_000

/** An address of a repository: https, ssh, file, or ssh as git@host:path; `#` and a branch or tag may follow. */
const ADDRESS = /^((?:https|ssh|file):\/\/[^\s#]+|[\w.-]+@[\w.-]+:[^\s#]+?)(?:#([\w][\w./-]*))?$/

/** Whether a text is an address that a plugin may be cloned from. */
export function isGitAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/**
 * Clones a repository's newest state into a folder that does not exist yet: no submodules, no hooks, no links, no other protocol by redirect.
 * Nothing of it is run. Rejects with PACKAGE_UNREACHABLE.
 */
export async function clone(address: string, folder: string): Promise<void> {
  const [, url = '', branch] = ADDRESS.exec(address) ?? []
  const settings = [
    'core.hooksPath=/dev/null',
    'core.symlinks=true',
    'core.fsmonitor=false',
    'protocol.ext.allow=never',
    'init.templateDir=',
  ]
  const options = ['--depth', '1', '--single-branch', '--no-tags', '--no-recurse-submodules', ...(branch ? ['--branch', branch] : [])]
  const outcome = await execa('git', [...settings.flatMap((setting) => ['-c', setting]), 'clone', ...options, '--', url, folder], {
    env: { GIT_ALLOW_PROTOCOL: 'https:ssh:file', GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1', GIT_ASKPASS: '' },
    stdin: 'ignore',
    timeout: LONGEST_MS,
    reject: false,
    maxBuffer: 100_000,
  })
  if (outcome.exitCode === 0) return
  const why = outcome.code === 'ENOENT' ? 'git is not installed' : lastLine(outcome.stderr) || 'git did not finish in time'
  throw new HostError('PACKAGE_UNREACHABLE', `${address} could not be cloned: ${why}`, { url: address })
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replaceAll(/\p{Cc}/gu, ' ').slice(0, 300)
}
