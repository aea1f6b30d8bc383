#!/usr/bin/env node
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ASTERISK_ROOT, hasAsterisk } from './asterisk-place.mjs'
import { addPackages, makeDebian } from './debian-folder.mjs'

// Installs the Asterisk and the SIPp that the tests in test/asterisk talk to: Debian's newest, in a folder of its own. Plain Node: it runs before anything is
// installed. Debian 12 and 13 have no Asterisk, so it is taken from sid, and touches nothing of this system but the package debootstrap.

const SUITE = 'sid'
const PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-config', 'sip-tester']

/** Answers why it cannot be done, or nothing. */
function install() {
  if (process.arch !== 'x64') return 'the tests know where a Debian for amd64 keeps its libraries, and no other'
  const problem = makeDebian(ASTERISK_ROOT, SUITE) ?? addPackages(ASTERISK_ROOT, PACKAGES)
  if (!problem) writeFileSync(join(ASTERISK_ROOT, 'ready'), `${SUITE}\n`)
  return problem
}

const wasThere = hasAsterisk()
const problem = wasThere ? undefined : install()
if (hasAsterisk()) console.log(`${wasThere ? 'Found' : 'Installed'}: Asterisk and SIPp in ${ASTERISK_ROOT}`)
else {
  console.error(`Asterisk could not be installed: ${problem ?? 'a program is missing afterwards'}`)
  process.exitCode = 1
}
