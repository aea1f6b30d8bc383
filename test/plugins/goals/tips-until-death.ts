import { writeSync } from 'node:fs'
import { startHost } from '../../support/host.ts'

/** A host with the plugin goals that takes so many tips and stops in order; unless it is killed on the way. */
const [dataDir = '', tips = ''] = process.argv.slice(2)

const host = await startHost({ after: () => {} }, { dataDir, only: ['goals'] })
const send = (path: string, body: unknown) =>
  fetch(host.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

if (process.env.MAKE_GOAL) await send('/api/goals', { title: 'Lights', targetCents: 500, currency: 'EUR' })
await send('/api/sessions', { platform: 'other' })
for (let sent = 0; sent < Number(tips); sent += 1) await send('/api/tips', { amountCents: 100, currency: 'EUR' })
await host.stop()
writeSync(1, 'stopped')
