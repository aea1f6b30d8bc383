import { loadKeyFile } from '../../core/base/key-file.ts'
import { createAuditFiles } from '../../core/desks/audit/files.ts'
import { createRecords } from '../../core/packages/records.ts'
import { openPassFile } from '../../core/serve/access/pass-file.ts'
import { loadKeys } from '../../core/serve/keys.ts'
import { decide } from '../../core/store/backup/restore-plan.ts'
import { openErasures } from '../../core/store/erasure/erasures.ts'
import { openSecrets } from '../../core/store/secrets.ts'
import { openSettings } from '../../core/store/settings.ts'

/** Writes each small file of a data folder that must be whole and last, and dies as in a power cut. */
const [dataDir = ''] = process.argv.slice(2)

await (await loadKeys(dataDir)).rotate('game')
await (await openPassFile(`${dataDir}/tokens.json`)).write([])
await loadKeyFile(`${dataDir}/viewers.key`, { what: 'viewers' })
await (await openSecrets(`${dataDir}/secrets.json`)).change('tts', { apiKey: 'some' })
await (await openSettings(`${dataDir}/settings.json`)).update((settings) => ({ ...settings, server: { port: 4000 } }))
await (await openErasures(dataDir)).add({ id: 'some', handles: [], at: '2026-01-01T00:00:00.000Z' })
await createAuditFiles(dataDir).writeHead('some')
await decide(dataDir, { staged: '', aside: '', present: [], coming: [] })
await createRecords(dataDir).write('some', { version: '1.0.0', source: 'some.zip', installedAt: '2026-01-01T00:00:00.000Z' })
process.kill(process.pid, 'SIGKILL')
