import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JsonSchema } from '../routes/route.ts'

const FOLDER = new URL('../../../schemas/', import.meta.url)

/** Every JSON Schema of schemas/ and schemas/api/, each with its `$id`: its path below schemas/. */
export function readSchemaFiles(folder: URL = FOLDER): readonly JsonSchema[] {
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.schema.json'))
  // Files of this repository, and a test compiles every one of them.
  return names.sort().map((name) => JSON.parse(readFileSync(new URL(name.replaceAll('\\', '/'), folder), 'utf8')) as JsonSchema)
}
