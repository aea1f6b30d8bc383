import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildDashboard } from '../../core/dashboard/build.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { bundleScript } from '../bundle-script.mjs'

// Builds into the image what a start would build, so that a container has nothing to write but its data.

const root = fileURLToPath(new URL('../..', import.meta.url))
await buildDashboard(join(root, 'node_modules/.cache/showrunner/dashboard'))
await buildRunnerCode(root)
await bundleScript(root, 'core/main.ts')
