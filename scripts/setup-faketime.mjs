#!/usr/bin/env node
import { aptInstall } from './apt.mjs'
import { findFaketime } from './faketime-place.mjs'

// Finds the library that gives a process another wall clock, for the tests of what jumps of it do, or installs it with apt.
// Plain Node: it runs before anything is installed. Elsewhere than on a Linux with apt those tests do without.

const before = findFaketime()
if (!before) aptInstall('libfaketime')
const library = before ?? findFaketime()

if (library) console.log(`${before ? 'Found' : 'Installed with apt:'} ${library}`)
else {
  console.error('libfaketime was not found and apt could not install it: install it, or the tests of clocks that jump are skipped.')
  process.exitCode = 1
}
