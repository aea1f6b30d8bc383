#!/usr/bin/env node
import { findOrInstall } from './system-program.mjs'

// strace, with which tests see the order of writes and break syncs.
findOrInstall('strace', ['-V'], { hint: ' (it is for Linux only)' })
