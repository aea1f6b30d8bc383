import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { drawPicture } from './draw-picture.ts'

const TARGET = fileURLToPath(new URL('../../core/dashboard/speed.svg', import.meta.url))
const USAGE = `npm run bench -- --out run.json
node scripts/run.mjs scripts/bench/picture.ts run.json [file]   draws the README's picture of speed from a run`

const [source, target = TARGET] = process.argv.slice(2)
if (source === undefined || source === '--help') {
  console.log(USAGE)
  process.exitCode = source ? 0 : 64
} else {
  await writeFile(target, drawPicture(JSON.parse(await readFile(source, 'utf8'))))
  console.log(`${target} written`)
}
