import { readdirSync, readFileSync } from 'node:fs'

// Linux counts in hundredths of a second, whatever the machine.
const US_PER_TICK = 10_000

/** Processor time of this process and of what it started, microseconds; not a number where the system does not tell. */
export function cpuUs(): { readonly core: number; readonly runners: number } {
  const { user, system } = process.cpuUsage()
  return { core: user + system, runners: descendants().reduce((sum, { cpu }) => sum + cpu, 0) }
}

type Process = { readonly pid: number; readonly parent: number; readonly cpu: number }

function descendants(): readonly Process[] {
  const all = processes()
  const found = [{ pid: process.pid, parent: 0, cpu: 0 }]
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return all.length === 0 ? [{ pid: 0, parent: 0, cpu: Number.NaN }] : found.slice(1)
}

function processes(): readonly Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []))
  } catch {
    return []
  }
}

function readProcess(pid: number): readonly Process[] {
  try {
    // After the name, which may hold anything: state, parent, and from the 12th on the times.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return [{ pid, parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) * US_PER_TICK }]
  } catch {
    // It has ended meanwhile.
    return []
  }
}
