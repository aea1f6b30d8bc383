import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { type Counted, METRICS, type Metric, type Sample } from './metric-table.ts'

/** So many series a metric has at most; what is beyond them is one more, with `other` in every label. */
const MAX_SERIES = 500

/**
 * The text of GET /metrics (Prometheus exposition format 0.0.4), made at the moment it is asked for from what the parts count anyway. What
 * prom-client says of the process is watched from the first time on.
 */
export function createMetrics(counted: () => Counted): () => Promise<string> {
  let ofProcess: Registry | undefined
  return async () => {
    ofProcess ??= watchProcess()
    const ofHost = new Registry()
    const now = counted()
    for (const metric of METRICS) fill(metric, bounded(metric.read(now)), ofHost)
    return `${await ofHost.metrics()}\n${await ofProcess.metrics()}`
  }
}

function watchProcess(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

function fill({ name, help, kind, labels }: Metric, samples: readonly Sample[], registry: Registry): void {
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  if (kind === 'gauge') {
    const made = new Gauge(options)
    for (const { labels, value } of samples) made.set(labels, value)
  } else {
    const made = new Counter(options)
    for (const { labels, value } of samples) made.inc(labels, value)
  }
}

/** However many there are: a metric that grows for ever costs whoever keeps it. */
export function bounded(samples: readonly Sample[], max = MAX_SERIES): readonly Sample[] {
  if (samples.length <= max) return samples
  const rest = samples.slice(max)
  const labels = Object.fromEntries(Object.keys(rest[0]?.labels ?? {}).map((name) => [name, 'other']))
  return [...samples.slice(0, max), { labels, value: rest.reduce((sum, { value }) => sum + value, 0) }]
}
