import { fileURLToPath } from 'node:url'

/** Where the project lies. Of a file of its own: whoever wants only this need not load the host. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
