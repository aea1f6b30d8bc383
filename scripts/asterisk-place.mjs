import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with a small Debian in which Asterisk and SIPp are installed, whether they are there or not. */
export const ASTERISK_ROOT = fileURLToPath(new URL('../node_modules/.cache/showrunner/asterisk', import.meta.url))

const PROGRAMS = ['usr/sbin/asterisk', 'usr/bin/sipp', 'ready']

/** Whether the tests in test/asterisk have what they need. */
export function hasAsterisk() {
  return PROGRAMS.every((file) => existsSync(join(ASTERISK_ROOT, file)))
}
