import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createLog } from '../../core/base/log.ts'
import { openLogFile } from '../../core/base/log-file.ts'
import { fill } from './small-disk.ts'
import { createVirtualClock } from './virtual-clock.ts'

/** Logs to the disk at /mnt until it is full and beyond, makes room, and tells what came of it. */
const problems: string[] = []
let told = () => {}
const first = new Promise<void>((resolve) => {
  told = resolve
})
const clock = createVirtualClock()
const file = openLogFile({
  ...{ file: '/mnt/app.log', level: 'info', maxBytes: 64 * 1024 * 1024, maxFiles: 2, clock },
  onProblem(sentence) {
    problems.push(sentence)
    told()
  },
})
const log = createLog({ level: 'silent', sinks: [file] })
fill('/mnt')
while (problems.length === 0) {
  for (let n = 0; n < 100; n++) log.info({ text: 'x'.repeat(500) }, 'Written')
  await Promise.race([first, new Promise((resume) => setImmediate(resume))])
}
for (let n = 0; n < 1000; n++) log.info('Lost')
const lost = file.lost()
for (const name of readdirSync('/mnt')) if (name.startsWith('filler-')) rmSync(join('/mnt', name))
await clock.advance(30_000)
log.info('Written again')
await file.close()
const last = readFileSync('/mnt/app.log', 'utf8').trimEnd().split('\n').at(-1) ?? ''
console.log(JSON.stringify({ problems, lost, isWrittenAgain: last.includes('Written again') }))
