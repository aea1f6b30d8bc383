import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Every test file of the project, below test/ and beside plugins, as paths from the root. */
export async function testFiles(root: string): Promise<readonly string[]> {
  const found = await Promise.all(
    ['test', 'plugins'].map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true })
      return entries.filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules')).map((path) => `${folder}/${path}`)
    }),
  )
  return found.flat().sort()
}
