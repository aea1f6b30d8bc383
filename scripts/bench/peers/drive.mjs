import { setTimeout as pause } from 'node:timers/promises'
import { measureThroughput, measureUrgent } from './work.mjs'

// One peer in a process of its own, as one line of JSON asks for it; prints the figures as one line of JSON.

const job = JSON.parse(process.argv[2])
const { open } = await import(`./adapters/${job.adapter}.mjs`)
const measure = job.work === 'urgent' ? measureUrgent : measureThroughput
const { figures, stop } = await measure((handle) => open({ ...job, handle }), job)
process.stdout.write(`${JSON.stringify(figures)}\n`)
// What a peer still does when it is stopped is nobody's business; it is not waited for long.
await Promise.race([stop().catch(() => {}), pause(5000)])
process.exit(0)
