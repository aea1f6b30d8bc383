import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildDashboard } from '../../core/dashboard/build.ts'
import { pluginFolders } from '../../core/plugins/discover.ts'
import { prepare } from '../../core/rehearsal/prepared.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { bundleScript } from '../bundle-script.mjs'

// Builds into the image what a start would build, so that a container has nothing to write but its data.

const root = fileURLToPath(new URL('../..', import.meta.url))
await buildDashboard(join(root, 'node_modules/.cache/showrunner/dashboard'))
await buildRunnerCode(root)
await bundleScript(root, 'core/main.ts')
for (const folder of await pluginFolders([join(root, 'plugins')])) await prepare(folder, { packagesDir: join(root, 'data/packages') })
