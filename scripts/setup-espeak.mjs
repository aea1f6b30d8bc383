#!/usr/bin/env node
import { findOrInstall } from './system-program.mjs'

// The eSpeak NG of the system, which speaks where no package was added.
findOrInstall('espeak-ng', ['--version'], { versionOf: (line) => line.replace(/ *Data at:.*/, '') })
