// @ts-check
const AT = Date.parse('2026-11-21T12:00:00Z')

/** @param {number} n @param {'idle' | 'processing'} status */
const worker = (n, status) => ({
  ...{ id: `worker-${n}`, status, isActive: true, concurrency: 1, processed: 9 - n },
  ...{ startedAt: AT - 600_000, heartbeatAt: AT - n * 3000, current: [] },
})

/** @param {string} number @param {import('../jobs/job.ts').State} state @param {number} secondsAgo @param {string} [detail] */
const call = (number, state, secondsAgo, detail) => ({
  ...{ id: `call-${number}`, number, state, priority: /** @type {const} */ ('normal'), createdAt: AT - secondsAgo * 1000 },
  ...(detail ? { detail } : {}),
})

/** What `?preview` shows. @type {import('../calls.ts').Told} */
export const SAMPLE = {
  ...{ mode: 'all', problem: null, at: AT, queues: { normal: 4, priority: 1, results: 17 } },
  jobs: { total: 24, queued: 5, processing: 2, completed: 15, failed: 2 },
  workers: { total: 3, active: 3, inactive: 0, list: [worker(1, 'processing'), worker(2, 'processing'), worker(3, 'idle')] },
  ...{ averageSeconds: 21.4, successRate: 15 / 17 },
  recent: [
    call('…49', 'processing', 8),
    call('…12', 'processing', 20),
    call('…07', 'completed', 75),
    call('…88', 'failed', 140, 'It was busy'),
    call('…31', 'completed', 200, 'They hung up before the end'),
    call('…49', 'completed', 410),
  ],
}
