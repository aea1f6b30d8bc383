import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The Deno that the conformance suite holds ours against. Another one may answer differently. */
export const DENO_VERSION = '2.9.6'

export const cache = fileURLToPath(new URL('../node_modules/.cache/showrunner/deno', import.meta.url))

/**
 * Where that Deno is on this machine, if anywhere: DENO_PATH, then where scripts/setup-deno.mjs puts it.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function findDeno(env) {
  return [env.DENO_PATH, installed()].find((path) => path && existsSync(path))
}

/** The npm package is a script around one of these packages, which hold the program itself. */
function installed() {
  const family = process.platform === 'linux' ? '-glibc' : ''
  return join(
    cache,
    'node_modules/@deno',
    `${process.platform}-${process.arch}${family}`,
    process.platform === 'win32' ? 'deno.exe' : 'deno',
  )
}
